import type { Bug, BugStatus } from '@architect/contracts/bugs';
import type { RecordRow, Source } from '../records/index.ts';

/** A row of `bugs`. */
export interface BugRow extends RecordRow {
  project_id: number | null;
  milestone_id: number | null;
  error_id: number | null;
  title: string;
  description: string;
  severity: Bug['severity'];
  priority: Bug['priority'];
  status: BugStatus;
  assigned_to: string | null;
  labels_json: string[];
  environment: string | null;
  resolution: string;
  respond_by: number;
  responded_at: number | null;
  resolved_at: number | null;
}

const from = (source: Source) => source.tables<{ bugs: BugRow }>().selectFrom('bugs');

/** Bugs of each milestone by status, without deleted ones. */
export async function countBugsOfMilestones(
  source: Source,
  milestoneIds: readonly number[],
): Promise<{ milestone_id: number | null; status: BugStatus; count: number }[]> {
  if (milestoneIds.length === 0) return [];
  const rows = await from(source)
    .select(({ fn }) => ['milestone_id', 'status', fn.countAll<number>().as('count')])
    .where('milestone_id', 'in', milestoneIds)
    .where('deleted_at', 'is', null)
    .groupBy(['milestone_id', 'status'])
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** Critical bugs that nobody has resolved, by project. */
export async function countCriticalBugs(
  source: Source,
  projectIds: readonly number[],
): Promise<Map<number, number>> {
  if (projectIds.length === 0) return new Map();
  const rows = await from(source)
    .select(({ fn }) => ['project_id', fn.countAll<number>().as('count')])
    .where('project_id', 'in', projectIds)
    .where('severity', '=', 'critical')
    .where('status', 'in', ['open', 'in_progress'])
    .where('deleted_at', 'is', null)
    .groupBy('project_id')
    .execute();
  return new Map(
    rows.flatMap(({ project_id, count }) => (project_id === null ? [] : [[project_id, Number(count)]])),
  );
}

/** Bugs of a project that nobody has resolved, by severity. */
export async function countOpenBySeverity(
  source: Source,
  projectId: number,
): Promise<Record<string, number>> {
  const rows = await from(source)
    .select(({ fn }) => ['severity', fn.countAll<number>().as('count')])
    .where('project_id', '=', projectId)
    .where('status', 'in', ['open', 'in_progress'])
    .where('deleted_at', 'is', null)
    .groupBy('severity')
    .execute();
  return Object.fromEntries(rows.map(({ severity, count }) => [severity, Number(count)]));
}
