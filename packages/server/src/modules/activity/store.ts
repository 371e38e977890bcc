import { type Activity, activityFields } from '@architect/contracts/activity';
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
const mostValues = 500;

/** Conditions on `activity`; all of them hold. */
export type Conditions = readonly RawBuilder<boolean>[];

const givenColumns = {
  place: 'integer',
  actor: 'text',
  action: 'text',
  entity_type: 'text',
  entity_id: 'text',
  details_json: 'json',
  correlation_id: 'text',
  created_at: 'integer',
} as const;

/** One statement however many there are. @param createdAt epoch ms @returns them in the order given */
export async function insertActivity(
  tx: Tx,
  entries: readonly AuditEntry[],
  createdAt: number,
): Promise<Activity[]> {
  if (entries.length === 0) return [];
  const given = tx.dialect.given(
    givenColumns,
    entries.map(({ actor, action, entityType, entityId, details, correlationId }, place) => [
      place,
      actor,
      action,
      entityType ?? null,
      entityId === undefined ? null : String(entityId),
      details ?? {},
      correlationId ?? null,
      createdAt,
    ]),
  );
  const columns = sql.raw('actor, action, entity_type, entity_id, details_json, correlation_id, created_at');
  const { rows } = await sql<Selectable<ActivityTable>>`insert into activity (${columns})
    select ${columns} from ${given} as given order by place returning *`.execute(tx.tables<Tables>());
  // Ids are given in that order; the rows may come back in another.
  return rows.sort((a, b) => a.id - b.id).map(toRecord);
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
    fields: activityFields,
    dialect: db.dialect,
  });
  return { data: rows.map(toRecord), pagination };
}

/** What happened before an entry, newest first. @param before an id; null: from the newest on */
export async function readFeed(
  source: Pick<Database, 'tables'>,
  { before, limit, conditions }: { before: number | null; limit: number; conditions: Conditions },
): Promise<Activity[]> {
  let query = source.tables<Tables>().selectFrom('activity').selectAll();
  for (const condition of conditions) query = query.where(condition);
  if (before !== null) query = query.where('id', '<', before);
  return (await query.orderBy('id', 'desc').limit(limit).execute()).map(toRecord);
}

/** Every value of a column that is there, in order; found one after the other along its index. */
export async function valuesOf(db: Database, column: 'actor' | 'action' | 'entity_type'): Promise<string[]> {
  const name = sql.ref(column);
  const { rows } = await sql<{ value: string | null }>`
    with recursive found(value) as (
      select min(${name}) from activity
      union all
      select (select min(${name}) from activity where ${name} > found.value) from found where found.value is not null
    ) select value from found where value is not null limit ${sql.lit(mostValues)}`.execute(
    db.tables<Tables>(),
  );
  return rows.flatMap(({ value }) => value ?? []);
}

/** Counts by day and by what it happened to. @param since epoch ms of a day's beginning */
export async function countByDay(
  db: Database,
  since: number,
  conditions: Conditions,
): Promise<{ day: number; entity_type: string | null; count: number }[]> {
  // Whole days since 1970 in UTC; both engines divide integers to integers.
  const day = sql<number>`created_at / ${sql.lit(dayMs)}`;
  let query = db.tables<Tables>().selectFrom('activity').where('created_at', '>=', since);
  for (const condition of conditions) query = query.where(condition);
  const rows = await query
    .select(({ fn }) => [day.as('day'), 'entity_type', fn.countAll<number>().as('count')])
    .groupBy([day, 'entity_type'])
    .execute();
  return rows.map((row) => ({ ...row, day: Number(row.day), count: Number(row.count) }));
}

function toRecord({ details_json, created_at, ...row }: Selectable<ActivityTable>): Activity {
  return { ...row, details: details_json, created_at: toTime(created_at) };
}
