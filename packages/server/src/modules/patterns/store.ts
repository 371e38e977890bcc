import {
  type Escalation,
  type Pattern,
  type PatternScope,
  type PolicyMode,
  patternFields,
} from '@architect/contracts/patterns';
import type { ListQuery, Pagination } from '@architect/contracts/reply';
import type { Generated, Insertable, Selectable, Updateable } from 'kysely';
import type { Database, Tx } from '../../platform/context.ts';
import { selectPage } from '../../platform/database/select-page.ts';
import { toTime } from '../../platform/time.ts';

interface PatternColumns {
  id: Generated<number>;
  name: string;
  kind: Pattern['kind'];
  pattern_regex: string;
  action: Pattern['action'];
  scope_json: PatternScope;
  priority: number;
  is_enabled: boolean;
  hits: number;
  created_by: string;
  created_at: number;
  updated_at: number;
}

interface PolicyColumns {
  id: number;
  mode: PolicyMode;
  excluded_json: string[];
  /** Null: never changed by a person. */
  escalation: Escalation | null;
  escalate_after_ms: number | null;
  /** Null: nobody did, or automatic answers are on again. */
  switched_off_at: number | null;
  updated_by: string;
  updated_at: number;
}

export interface PatternTables {
  patterns: PatternColumns;
  policy: PolicyColumns;
}
export type PolicyRow = Omit<Selectable<PolicyColumns>, 'id'>;

type Source = Pick<Database | Tx, 'tables'>;
const from = (source: Source) => source.tables<PatternTables>();

export async function listPatterns(
  db: Database,
  list: ListQuery,
): Promise<{ data: Pattern[]; pagination: Pagination }> {
  const { rows, pagination } = await selectPage({
    query: from(db).selectFrom('patterns').selectAll(),
    list,
    fields: patternFields,
    columns: { enabled: 'is_enabled' },
    dialect: db.dialect,
  });
  return { data: rows.map(toPattern), pagination };
}

export async function allPatterns(db: Database): Promise<Pattern[]> {
  return (await from(db).selectFrom('patterns').selectAll().orderBy('id').execute()).map(toPattern);
}

export async function insertPattern(tx: Tx, row: Insertable<PatternColumns>): Promise<Pattern> {
  return toPattern(
    await from(tx).insertInto('patterns').values(row).returningAll().executeTakeFirstOrThrow(),
  );
}

export async function findPattern(source: Source, id: number): Promise<Pattern | null> {
  const row = await from(source).selectFrom('patterns').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? toPattern(row) : null;
}

/** Null when it does not exist. */
export async function updatePattern(
  tx: Tx,
  id: number,
  change: Updateable<PatternColumns>,
): Promise<Pattern | null> {
  const query = from(tx).updateTable('patterns').set(change).where('id', '=', id);
  const row = await query.returningAll().executeTakeFirst();
  return row ? toPattern(row) : null;
}

export async function countHit(tx: Tx, id: number): Promise<Pattern | null> {
  const query = from(tx)
    .updateTable('patterns')
    .set(({ eb }) => ({ hits: eb('hits', '+', 1) }))
    .where('id', '=', id);
  const row = await query.returningAll().executeTakeFirst();
  return row ? toPattern(row) : null;
}

export async function deletePattern(tx: Tx, id: number): Promise<Pattern | null> {
  const row = await from(tx).deleteFrom('patterns').where('id', '=', id).returningAll().executeTakeFirst();
  return row ? toPattern(row) : null;
}

/** Null until a person has changed the policy. */
export async function readPolicy(source: Source): Promise<PolicyRow | null> {
  return (await from(source).selectFrom('policy').selectAll().where('id', '=', 1).executeTakeFirst()) ?? null;
}

export async function savePolicy(tx: Tx, row: PolicyRow): Promise<void> {
  await from(tx)
    .insertInto('policy')
    .values({ id: 1, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

function toPattern({ scope_json, is_enabled, ...row }: Selectable<PatternColumns>): Pattern {
  return {
    ...row,
    scope: scope_json,
    enabled: is_enabled,
    created_at: toTime(row.created_at),
    updated_at: toTime(row.updated_at),
  };
}
