import { type AutopilotRun, autopilotRunFields } from '@architect/contracts/autopilot';
import type { ListQuery, Pagination } from '@architect/contracts/reply';
import type { Insertable, Updateable } from 'kysely';
import type { Database, Tx } from '../../platform/context.ts';
import { selectPage } from '../../platform/database/select-page.ts';
import { toTime, toTimeOrNull } from '../../platform/time.ts';
import { endedStatuses } from './run-status.ts';
import { from, type RunColumns, type RunRow, type Source } from './tables.ts';

export async function insertRun(tx: Tx, row: Insertable<RunColumns>): Promise<RunRow> {
  return await from(tx).insertInto('autopilot_runs').values(row).returningAll().executeTakeFirstOrThrow();
}

export async function findRun(source: Source, id: number): Promise<RunRow | null> {
  const query = from(source).selectFrom('autopilot_runs').selectAll().where('id', '=', id);
  return (await query.executeTakeFirst()) ?? null;
}

/** As `findRun`, and nobody else changes it until the transaction ends. */
export async function lockRun(tx: Tx, db: Database, id: number): Promise<RunRow | null> {
  const one = from(tx).selectFrom('autopilot_runs').selectAll().where('id', '=', id);
  return (await db.dialect.forUpdate(one).executeTakeFirst()) ?? null;
}

/** Runs that have not ended, oldest first. */
export async function openRuns(source: Source, projectId?: number): Promise<RunRow[]> {
  const query = from(source)
    .selectFrom('autopilot_runs')
    .selectAll()
    .where('status', 'not in', endedStatuses);
  return await (projectId === undefined ? query : query.where('project_id', '=', projectId))
    .orderBy('id')
    .execute();
}

/** How often a milestone has been run, and its run that has not ended. */
export async function runsOf(source: Source, milestoneId: number): Promise<RunRow[]> {
  const query = from(source).selectFrom('autopilot_runs').selectAll().where('milestone_id', '=', milestoneId);
  return await query.orderBy('id').execute();
}

/** Sets the values of a run that was locked or read in this transaction, and counts the change. */
export async function updateRun(
  tx: Tx,
  { id, version }: Pick<RunRow, 'id' | 'version'>,
  values: Updateable<RunColumns>,
): Promise<RunRow> {
  const query = from(tx)
    .updateTable('autopilot_runs')
    .set({ ...values, version: version + 1 })
    .where('id', '=', id);
  return await query.returningAll().executeTakeFirstOrThrow();
}

export async function listRuns(
  db: Database,
  list: ListQuery,
): Promise<{ data: AutopilotRun[]; pagination: Pagination }> {
  const { rows, pagination } = await selectPage({
    query: from(db).selectFrom('autopilot_runs').selectAll(),
    list,
    fields: autopilotRunFields,
    dialect: db.dialect,
  });
  return { data: rows.map(toRun), pagination };
}

export function toRun({
  attempt: _attempt,
  version: _version,
  remark: _remark,
  remarks_json: _remarks,
  ...row
}: RunRow): AutopilotRun {
  return {
    ...row,
    waits_until: toTimeOrNull(row.waits_until),
    created_at: toTime(row.created_at),
    started_at: toTimeOrNull(row.started_at),
    completed_at: toTimeOrNull(row.completed_at),
  };
}
