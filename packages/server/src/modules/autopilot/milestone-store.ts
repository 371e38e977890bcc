import { type AutopilotMilestone, autopilotMilestoneFields } from '@architect/contracts/autopilot';
import type { ListQuery, Pagination } from '@architect/contracts/reply';
import { type Insertable, sql, type Updateable } from 'kysely';
import type { Database, Tx } from '../../platform/context.ts';
import { selectPage } from '../../platform/database/select-page.ts';
import { toTime, toTimeOrNull } from '../../platform/time.ts';
import { type AutopilotTables, from, type MilestoneRow, type Source } from './tables.ts';

type Columns = AutopilotTables['autopilot_milestones'];

/** Null: the same work is proposed or under way already. */
export async function insertMilestone(tx: Tx, row: Insertable<Columns>): Promise<MilestoneRow | null> {
  const query = from(tx)
    .insertInto('autopilot_milestones')
    .values(row)
    .onConflict((conflict) => conflict.doNothing());
  return (await query.returningAll().executeTakeFirst()) ?? null;
}

export async function findMilestone(source: Source, id: number): Promise<MilestoneRow | null> {
  const query = from(source).selectFrom('autopilot_milestones').selectAll().where('id', '=', id);
  return (await query.executeTakeFirst()) ?? null;
}

/** As `findMilestone`, and nobody else changes it until the transaction ends. */
export async function lockMilestone(tx: Tx, db: Database, id: number): Promise<MilestoneRow | null> {
  const one = from(tx).selectFrom('autopilot_milestones').selectAll().where('id', '=', id);
  return (await db.dialect.forUpdate(one).executeTakeFirst()) ?? null;
}

export async function updateMilestone(
  tx: Tx,
  id: number,
  values: Updateable<Columns>,
): Promise<MilestoneRow> {
  const query = from(tx).updateTable('autopilot_milestones').set(values).where('id', '=', id);
  return await query.returningAll().executeTakeFirstOrThrow();
}

/** Keys of a project that are not proposed: they live, or were decided not long ago. */
export async function knownKeys(source: Source, projectId: number, sinceMs: number): Promise<Set<string>> {
  const rows = await from(source)
    .selectFrom('autopilot_milestones')
    .select('work_key')
    .where('project_id', '=', projectId)
    .where(({ eb, or }) =>
      or([eb('status', 'not in', ['accepted', 'rejected']), eb('decided_at', '>=', sinceMs)]),
    )
    .execute();
  return new Set(rows.map(({ work_key }) => work_key));
}

export async function countProposed(source: Source, projectId: number): Promise<number> {
  const row = await from(source)
    .selectFrom('autopilot_milestones')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('project_id', '=', projectId)
    .where('status', '=', 'proposed')
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** @param list with `status`: one of them, `waiting` (for a person) or `all` */
export async function listMilestones(
  db: Database,
  { status, ...list }: ListQuery,
): Promise<{ data: AutopilotMilestone[]; pagination: Pagination }> {
  const all = from(db).selectFrom('autopilot_milestones').selectAll();
  const wanted = status === 'waiting' ? ['proposed', 'validation'] : [String(status)];
  const { rows, pagination } = await selectPage({
    query: status === 'all' ? all : all.where(sql<boolean>`status in (${sql.join(wanted)})`),
    list,
    fields: autopilotMilestoneFields,
    dialect: db.dialect,
  });
  return { data: rows.map(toMilestone), pagination };
}

export function toMilestone({
  work_key: _key,
  scope_json: scope,
  done_when_json: definition_of_done,
  risk_score: score,
  risk_factors_json: factors,
  evidence_json: evidence,
  ...row
}: MilestoneRow): AutopilotMilestone {
  return {
    ...row,
    ...{ scope, definition_of_done, evidence },
    risk: { score, factors },
    decided_at: toTimeOrNull(row.decided_at),
    created_at: toTime(row.created_at),
    started_at: toTimeOrNull(row.started_at),
    completed_at: toTimeOrNull(row.completed_at),
  };
}
