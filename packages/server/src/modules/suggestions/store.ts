import type { WorkKind } from '@architect/contracts/assignments';
import type { ListQuery, Pagination } from '@architect/contracts/reply';
import { type Suggestion, type SuggestionStatus, suggestionFields } from '@architect/contracts/suggestions';
import { type Generated, type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { Database, Tx } from '../../platform/context.ts';
import { selectPage } from '../../platform/database/select-page.ts';
import { toTime, toTimeOrNull } from '../../platform/time.ts';

interface SuggestionColumns {
  id: Generated<number>;
  title: string;
  description: string;
  task_type: Suggestion['task_type'];
  priority: Suggestion['priority'];
  urgency: number;
  status: SuggestionStatus;
  origin: Suggestion['origin'];
  becomes: Suggestion['becomes'];
  project_id: number | null;
  about_kind: string | null;
  about_id: number | null;
  work_key: string;
  source_session: string | null;
  context_json: Record<string, unknown>;
  created_by: string;
  created_at: number;
  expires_at: number;
  confirmed_by: string | null;
  confirmed_at: number | null;
  reason: string | null;
  completed_at: number | null;
  /** In an object, so that both engines give back any value as it was. */
  result_json: { value: unknown } | null;
  record_kind: WorkKind | null;
  record_id: number | null;
  prompt_id: number | null;
}

type Source = Pick<Database | Tx, 'tables'>;
export type SuggestionRow = Selectable<SuggestionColumns>;
export type NewSuggestion = Omit<
  Insertable<SuggestionColumns>,
  'confirmed_at' | 'completed_at' | 'result_json' | 'record_kind' | 'record_id' | 'prompt_id' | 'reason'
>;

const from = (source: Source) => source.tables<{ suggestions: SuggestionColumns }>();

/** Null: the same work is pending already. */
export async function insertSuggestion(tx: Tx, row: NewSuggestion): Promise<SuggestionRow | null> {
  const query = from(tx)
    .insertInto('suggestions')
    .values(row)
    .onConflict((conflict) => conflict.doNothing());
  return (await query.returningAll().executeTakeFirst()) ?? null;
}

export async function findPending(source: Source, workKey: string): Promise<SuggestionRow | null> {
  const query = from(source).selectFrom('suggestions').selectAll().where('work_key', '=', workKey);
  return (await query.where('status', '=', 'pending').executeTakeFirst()) ?? null;
}

export async function findSuggestion(source: Source, id: number): Promise<SuggestionRow | null> {
  const row = await from(source)
    .selectFrom('suggestions')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** As `findSuggestion`, and nobody else changes it until the transaction ends. */
export async function lockSuggestion(tx: Tx, db: Database, id: number): Promise<SuggestionRow | null> {
  const one = from(tx).selectFrom('suggestions').selectAll().where('id', '=', id);
  return (await db.dialect.forUpdate(one).executeTakeFirst()) ?? null;
}

export async function updateSuggestion(
  tx: Tx,
  id: number,
  values: Updateable<SuggestionColumns>,
): Promise<SuggestionRow> {
  const query = from(tx).updateTable('suggestions').set(values).where('id', '=', id);
  return await query.returningAll().executeTakeFirstOrThrow();
}

/** Pending ones whose time is up. */
export async function overdueIds(source: Source, nowMs: number): Promise<number[]> {
  const rows = await from(source)
    .selectFrom('suggestions')
    .select('id')
    .where('status', '=', 'pending')
    .where('expires_at', '<=', nowMs)
    .limit(1_000)
    .execute();
  return rows.map(({ id }) => id);
}

/** Which of this work is confirmed and not done, or was suggested since. */
export async function knownKeys(
  source: Source,
  keys: readonly string[],
  sinceMs: number,
): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await from(source)
    .selectFrom('suggestions')
    .select('work_key')
    .distinct()
    .where('work_key', 'in', keys)
    .where(({ eb, or }) =>
      or([eb('status', 'in', ['pending', 'confirmed']), eb('created_at', '>=', sinceMs)]),
    )
    .execute();
  return new Set(rows.map(({ work_key }) => work_key));
}

/** @param list with `status`: one of them, or `all` */
export async function listSuggestions(
  db: Database,
  { status, ...list }: ListQuery,
): Promise<{ data: Suggestion[]; pagination: Pagination }> {
  const all = from(db).selectFrom('suggestions').selectAll();
  const { rows, pagination } = await selectPage({
    query: status === 'all' ? all : all.where(sql<boolean>`status = ${status}`),
    list,
    fields: suggestionFields,
    dialect: db.dialect,
    defaultSort: 'urgency,id',
  });
  return { data: rows.map(toSuggestion), pagination };
}

export function toSuggestion(row: SuggestionRow): Suggestion {
  const { id, title, description, task_type, priority, status, origin, becomes, project_id } = row;
  const { source_session, created_by, confirmed_by, reason, prompt_id, about_kind, about_id } = row;
  return {
    ...{ id, title, description, task_type, priority, status, origin, becomes, project_id },
    ...{ source_session, created_by, confirmed_by, reason, prompt_id },
    about: about_kind === null || about_id === null ? null : { kind: about_kind, id: about_id },
    context: row.context_json,
    created_at: toTime(row.created_at),
    expires_at: toTime(row.expires_at),
    confirmed_at: toTimeOrNull(row.confirmed_at),
    completed_at: toTimeOrNull(row.completed_at),
    result: row.result_json?.value ?? null,
    record:
      row.record_kind === null || row.record_id === null
        ? null
        : { kind: row.record_kind, id: row.record_id },
  };
}
