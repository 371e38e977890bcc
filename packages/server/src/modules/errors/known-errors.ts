import type { Tx } from '../../platform/context.ts';
import type { SqlDialect } from '../../platform/database/dialect.ts';
import { type Heap, keyOf } from './heap.ts';
import { type ErrorRow, tablesOf } from './tables.ts';

/** Of an error, what decides whether reports open it again. */
export type KnownError = Pick<
  ErrorRow,
  | 'id'
  | 'status'
  | 'deleted_at'
  | 'resolved_at'
  | 'resolved_in_release'
  | 'ignored_until'
  | 'ignored_until_count'
  | 'occurrence_count'
  | 'regressions'
  | 'version'
>;

/** A fingerprint that is there, and its error. */
export interface Known {
  id: number;
  count: number;
  error: KnownError;
}

/** The fingerprints of these reports that are known, by `keyOf`; their errors are locked until the transaction ends. */
export async function findKnown(
  tx: Tx,
  heaps: readonly Heap[],
  dialect: SqlDialect,
): Promise<Map<string, Known>> {
  if (heaps.length === 0) return new Map();
  const wanted = dialect.given<{ scope: number; hash: string }>(
    { scope: 'integer', hash: 'text' },
    heaps.map(({ scope, hash }) => [scope, hash]),
  );
  const query = tablesOf(tx)
    .selectFrom(wanted.as('wanted'))
    .innerJoin('error_fingerprints as print', (join) =>
      join.onRef('print.scope', '=', 'wanted.scope').onRef('print.hash', '=', 'wanted.hash'),
    )
    .innerJoin('errors as error', 'error.id', 'print.error_id')
    .select([
      'print.scope',
      'print.hash',
      'print.id as print_id',
      'print.count',
      'error.id',
      'error.status',
      'error.deleted_at',
      'error.resolved_at',
      'error.resolved_in_release',
      'error.ignored_until',
      'error.ignored_until_count',
      'error.occurrence_count',
      'error.regressions',
      'error.version',
    ])
    // In one order, so that two servers on one database never wait for each other.
    .orderBy('error.id')
    .orderBy('print.id');
  const rows = await dialect.forUpdate(query).execute();
  return new Map(
    rows.map(({ scope, hash, print_id, count, ...error }) => [
      keyOf({ scope, hash }),
      { id: print_id, count, error },
    ]),
  );
}
