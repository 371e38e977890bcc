import type { AutopilotMilestone, AutopilotRun } from '@architect/contracts/autopilot';
import { autopilotEndpoints } from '@architect/contracts/autopilot-endpoints';
import type { ListQuery, Pagination } from '@architect/contracts/reply';
import { byOf } from '../../platform/by.ts';
import type { Bind } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import { approveMilestone, type DecideOptions, rejectMilestone } from './decide-milestones.ts';
import { type ProposeOptions, propose } from './propose.ts';
import type { RunActions } from './run-actions.ts';
import { configureAutopilot, readAutopilot, type SettingsOptions } from './settings.ts';

interface Listed<Item> {
  data: Item[];
  pagination: Pagination;
}

type Kinds = 'bugs' | 'features' | 'errors';

export interface AutopilotRoutes
  extends SettingsOptions,
    Omit<DecideOptions, Kinds>,
    Omit<ProposeOptions, Kinds> {
  bugs: DecideOptions['bugs'] & ProposeOptions['bugs'];
  features: DecideOptions['features'] & ProposeOptions['features'];
  errors: DecideOptions['errors'] & ProposeOptions['errors'];
  actions: RunActions;
  readMilestone(id: number): Promise<AutopilotMilestone>;
  listMilestones(query: ListQuery): Promise<Listed<AutopilotMilestone>>;
  listRuns(query: ListQuery): Promise<Listed<AutopilotRun>>;
}

export function bindAutopilotRoutes(bind: Bind, options: AutopilotRoutes): void {
  bindMilestones(bind, options);
  bindRuns(bind, options);
  bind(autopilotEndpoints.getAutopilot, async ({ params: { id } }) =>
    success(await readAutopilot(id, options)),
  );
  bind(autopilotEndpoints.configureAutopilot, async ({ params: { id }, body }, call) =>
    success(await configureAutopilot(id, body, { ...options, by: byOf(call) })),
  );
}

function bindMilestones(bind: Bind, options: AutopilotRoutes): void {
  bind(autopilotEndpoints.listAutopilotMilestones, async ({ query }) => {
    const { data, pagination } = await options.listMilestones(query);
    return success(data, { pagination });
  });
  bind(autopilotEndpoints.getAutopilotMilestone, async ({ params }) =>
    success(await options.readMilestone(params.id)),
  );
  bind(autopilotEndpoints.proposeAutopilotMilestones, async ({ body }, call) =>
    success(await propose(body.project_id, { ...options, by: byOf(call) })),
  );
  bind(autopilotEndpoints.approveAutopilotMilestone, async ({ params }, call) => {
    const { milestone, runId } = await approveMilestone(params.id, byOf(call), options);
    return success(milestone, { run_id: runId });
  });
  bind(autopilotEndpoints.rejectAutopilotMilestone, async ({ params, body }, call) => {
    const said = { reason: body.reason, by: byOf(call) };
    const { milestone, runId } = await rejectMilestone(params.id, said, options);
    return success(milestone, { run_id: runId });
  });
}

function bindRuns(bind: Bind, { actions, listRuns }: AutopilotRoutes): void {
  bind(autopilotEndpoints.listAutopilotRuns, async ({ query }) => {
    const { data, pagination } = await listRuns(query);
    return success(data, { pagination });
  });
  bind(autopilotEndpoints.getAutopilotRun, async ({ params }) => success(await actions.read(params.id)));
  bind(autopilotEndpoints.startAutopilotRun, async ({ params, body }, call) =>
    success(await actions.start(params.id, body?.session, byOf(call))),
  );
  bind(autopilotEndpoints.resumeAutopilotRun, async ({ params, body }, call) =>
    success(await actions.resume(params.id, body?.answer, byOf(call))),
  );
  bind(autopilotEndpoints.setAutopilotRunStatus, async ({ params, body }, call) =>
    success(await actions.setStatus(params.id, body, byOf(call))),
  );
}
