import { autopilotEndpoints } from '@architect/contracts/autopilot-endpoints';
import type { Interaction } from '@architect/contracts/interactions';
import { AppError } from '../../platform/app-error.ts';
import type { ModuleContext, Running } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import type { Assigner } from '../assigner/index.ts';
import { createWorkSources } from '../assignments/index.ts';
import type { Bugs } from '../bugs/index.ts';
import type { DevopsTasks } from '../devops-tasks/index.ts';
import type { Errors } from '../errors/index.ts';
import type { Features } from '../features/index.ts';
import type { Todos } from '../milestone-plans/index.ts';
import type { Milestones } from '../milestones/index.ts';
import type { Nodes } from '../nodes/index.ts';
import type { Projects } from '../projects/index.ts';
import { createDriver } from './driver.ts';
import { followPrompts } from './follow-prompts.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { findMilestone, listMilestones, toMilestone } from './milestone-store.ts';
import { readHealth, readQueue } from './overview.ts';
import { bindAutopilotRoutes } from './routes.ts';
import { createRunActions } from './run-actions.ts';
import { listRuns } from './run-store.ts';
import { createTestRuns } from './test-runs.ts';

export interface AutopilotOptions extends ModuleContext {
  assigner: Assigner;
  nodes: Nodes;
  localNode: string | null;
  projects: Projects;
  features: Features;
  bugs: Bugs;
  devopsTasks: DevopsTasks;
  errors: Errors;
  milestones: Milestones;
  todos: Todos;
  /** Dialogs that wait for a decision. */
  pendingDialogs(): Promise<Interaction[]>;
  /** A person switched automatic answers off. */
  isKilled(): boolean;
}

const killed =
  'automatic answers were switched off by a person: architect policy dry-run, or on, lets it go on';

/** Proposes work for projects, and takes what a person approved through its phases with agents of the queue. */
export function createAutopilot(options: AutopilotOptions): Running {
  const { bind, db } = options;
  const parts = {
    ...options,
    sources: createWorkSources(options),
    heldForAll: () => (options.isKilled() ? killed : null),
    wake: () => driver.wake(),
  };
  const tests = createTestRuns(parts);
  const driver = createDriver({ ...parts, tests, gatherEvidence: (run) => gatherEvidence(run, options) });
  options.assigner.onChangeIn(followPrompts(parts));
  bindAutopilotRoutes(bind, {
    ...parts,
    actions: createRunActions(parts),
    listMilestones: (query) => listMilestones(db, query),
    listRuns: (query) => listRuns(db, query),
    async readMilestone(id) {
      const row = await findMilestone(db, id);
      if (!row) throw new AppError('NOT_FOUND', `there is no autopilot milestone ${id}`);
      return toMilestone(row);
    },
  });
  bind(autopilotEndpoints.readAutopilotQueue, async ({ query }) =>
    success(await readQueue(db, query.project_id)),
  );
  bind(autopilotEndpoints.readAutopilotHealth, async () => success(await readHealth(db, driver)));
  return driver;
}
