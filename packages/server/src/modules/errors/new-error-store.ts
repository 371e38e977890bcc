import { sql } from 'kysely';
import type { Tx } from '../../platform/context.ts';
import type { GivenColumns } from '../../platform/database/dialect.ts';
import { type Heap, keyOf, span } from './heap.ts';
import { type ErrorRow, tablesOf } from './tables.ts';

const errorColumns = {
  version: 'integer',
  created_by: 'text',
  created_at: 'integer',
  updated_by: 'text',
  updated_at: 'integer',
  deleted_at: 'integer',
  project_id: 'integer',
  error_type: 'text',
  message: 'text',
  source: 'text',
  severity: 'text',
  status: 'text',
  platform: 'text',
  assigned_to: 'text',
  occurrence_count: 'integer',
  first_seen: 'integer',
  last_seen: 'integer',
  first_release: 'text',
  last_release: 'text',
  node_id: 'text',
  environment: 'text',
  bug_id: 'integer',
  resolved_at: 'integer',
  resolved_in_release: 'text',
  ignored_until: 'integer',
  ignored_until_count: 'integer',
  regressions: 'integer',
  grouping_json: 'json',
} as const satisfies GivenColumns<Omit<ErrorRow, 'id'>>;

/** Saves new errors in one statement. @returns them with their ids, in the order given */
export async function insertErrors(tx: Tx, rows: readonly Omit<ErrorRow, 'id'>[]): Promise<ErrorRow[]> {
  if (rows.length === 0) return [];
  // The names are those of the object above.
  const names = Object.keys(errorColumns) as (keyof typeof errorColumns)[];
  const given = tx.dialect.given(
    { ...errorColumns, place: 'integer' },
    rows.map((row, place) => [...names.map((name) => row[name]), place]),
  );
  const columns = sql.join(names.map((name) => sql.ref(name)));
  const made = await sql<{ id: number }>`insert into errors (${columns})
    select ${columns} from ${given} as given order by place returning id`.execute(tablesOf(tx));
  // Ids are given in that order; the rows may come back in another.
  const ids = made.rows.map(({ id }) => id).sort((a, b) => a - b);
  return ids.flatMap((id, at) => (rows[at] ? { ...rows[at], id } : []));
}

const fingerprintColumns = {
  scope: 'integer',
  hash: 'text',
  error_id: 'integer',
  grouping_json: 'json',
  count: 'integer',
  first_seen: 'integer',
  last_seen: 'integer',
} as const;

/** What reports of an error are recognised by from now on. */
export interface NewFingerprint {
  heap: Heap;
  errorId: number;
  /** How many of the reports are counted with it: all of them or none yet. */
  count: number;
}

/**
 * Saves fingerprints in one statement.
 * @returns their ids, in the order given
 * @throws AppError CONFLICT when another server on the same database was faster: the batch is then taken again
 */
export async function insertFingerprints(tx: Tx, prints: readonly NewFingerprint[]): Promise<number[]> {
  if (prints.length === 0) return [];
  const given = tx.dialect.given(
    fingerprintColumns,
    prints.map(({ heap: { scope, hash, grouping, reports }, errorId, count }) => {
      const { first, last } = span(reports);
      return [scope, hash, errorId, grouping, count, first, last];
    }),
  );
  const { rows } = await sql<{ id: number; scope: number; hash: string }>`
    insert into error_fingerprints (scope, hash, error_id, grouping_json, count, first_seen, last_seen)
    select scope, hash, error_id, grouping_json, count, first_seen, last_seen from ${given} as given
    returning id, scope, hash`.execute(tablesOf(tx));
  const ids = new Map(rows.map(({ id, ...print }) => [keyOf(print), id]));
  return prints.flatMap(({ heap }) => ids.get(keyOf(heap)) ?? []);
}
