import type { ProjectHealth } from '@architect/contracts/projects';
import type { RecordKind } from '@architect/contracts/records';
import { countByProject, type Source } from '../records/index.ts';

/** Statuses in which nothing is left to do. */
const ended: Record<RecordKind, readonly string[]> = {
  project: [],
  milestone: ['completed', 'cancelled'],
  feature: ['completed', 'cancelled'],
  bug: ['resolved', 'closed', 'wont_fix'],
  devops_task: ['completed', 'cancelled'],
  error: ['resolved', 'ignored'],
};

const figures: Partial<Record<RecordKind, keyof ProjectHealth>> = {
  milestone: 'open_milestones',
  feature: 'open_features',
  bug: 'open_bugs',
  devops_task: 'open_devops_tasks',
  error: 'open_errors',
};

/** Counts the critical bugs among the open ones, by project. */
export type CountCriticalBugs = (
  source: Source,
  projectIds: readonly number[],
) => Promise<ReadonlyMap<number, number>>;

/** The open work of each project, in two queries however many projects there are. */
export async function readHealth(
  source: Source,
  ids: readonly number[],
  countCriticalBugs: CountCriticalBugs,
): Promise<Map<number, ProjectHealth>> {
  const critical = await countCriticalBugs(source, ids);
  const health = new Map(ids.map((id) => [id, noWork(critical.get(id) ?? 0)]));
  for (const { project_id, kind, status, count } of await countByProject(source, ids)) {
    const figure = figures[kind];
    const own = project_id === null ? undefined : health.get(project_id);
    if (figure && own && !ended[kind].includes(status ?? '')) own[figure] += count;
  }
  return health;
}

function noWork(criticalBugs: number): ProjectHealth {
  return {
    open_milestones: 0,
    open_features: 0,
    open_bugs: 0,
    critical_bugs: criticalBugs,
    open_devops_tasks: 0,
    open_errors: 0,
  };
}
