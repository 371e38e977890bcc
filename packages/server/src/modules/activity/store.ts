import type { Activity } from '@architect/contracts/activity';
import type { ListQuery, Pagination } from '@architect/contracts/reply';
import { type ColumnType, type Generated, type RawBuilder, type Selectable, sql } from 'kysely';
import type { AuditEntry, Database, Tx } from '../../platform/context.ts';
import { selectPage } from '../../platform/database/select-page.ts';
import { toTime } from '../../platform/time.ts';

interface ActivityTable {
  id: Generated<number>;
  actor: string;
  action: string;
  entity_type: string | null;
  entity_id: string | null;
  details_json: ColumnType<Record<string, unknown>>;
  correlation_id: string | null;
  created_at: number;
}

interface Tables {
  activity: ActivityTable;
}

const dayMs = 86_400_000;

/** @param createdAt epoch ms */
export async function insertActivity(tx: Tx, entry: AuditEntry, createdAt: number): Promise<Activity> {
  const row = await tx
    .tables<Tables>()
    .insertInto('activity')
    .values({
      actor: entry.actor,
      action: entry.action,
      entity_type: entry.entityType ?? null,
      entity_id: entry.entityId === undefined ? null : String(entry.entityId),
      details_json: entry.details ?? {},
      correlation_id: entry.correlationId ?? null,
      created_at: createdAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toRecord(row);
}

/** @param scope one more condition, e.g. that it belongs to a project */
export async function listActivity(
  db: Database,
  list: ListQuery,
  scope?: RawBuilder<boolean>,
): Promise<{ data: Activity[]; pagination: Pagination }> {
  const all = db.tables<Tables>().selectFrom('activity').selectAll();
  const { rows, pagination } = await selectPage({
    query: scope ? all.where(scope) : all,
    list,
    fields: {
      id: 'number',
      actor: 'text',
      action: 'text',
      entity_type: 'text',
      entity_id: 'text',
      created_at: 'time',
    },
    dialect: db.dialect,
  });
  return { data: rows.map(toRecord), pagination };
}

/** Counts by day and by what it happened to. @param since epoch ms of a day's beginning */
export async function countByDay(
  db: Database,
  since: number,
  scope?: RawBuilder<boolean>,
): Promise<{ day: number; entity_type: string | null; count: number }[]> {
  // Whole days since 1970 in UTC; both engines divide integers to integers.
  const day = sql<number>`created_at / ${sql.lit(dayMs)}`;
  let query = db.tables<Tables>().selectFrom('activity').where('created_at', '>=', since);
  if (scope) query = query.where(scope);
  const rows = await query
    .select(({ fn }) => [day.as('day'), 'entity_type', fn.countAll<number>().as('count')])
    .groupBy([day, 'entity_type'])
    .execute();
  return rows.map((row) => ({ ...row, day: Number(row.day), count: Number(row.count) }));
}

function toRecord({ details_json, created_at, ...row }: Selectable<ActivityTable>): Activity {
  return { ...row, details: details_json, created_at: toTime(created_at) };
}
