import type { Tx } from '../../platform/context.ts';
import { groupingVersion } from './group-report.ts';
import { hashBefore } from './group-report-before.ts';
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

/** What is known of reports; a heap that is in neither is a new error. */
export interface KnownHeaps {
  known: Map<Heap, Known>;
  /** Those that only the rules of an earlier grouping recognise, and the errors that they belong to. */
  before: Map<Heap, KnownError>;
}

/** Tells whether there may be errors of an earlier grouping; asked once per process, as no more of them begin. */
export function createLookBack(): (tx: Tx) => Promise<boolean> {
  let answer: boolean | null = null;
  return async (tx) => {
    if (answer !== null) return answer;
    const oldest = await tablesOf(tx)
      .selectFrom('error_fingerprints')
      .select('grouping_json')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    // The first errors of all may yet be rolled back.
    if (oldest) answer = oldest.grouping_json.version < groupingVersion;
    return answer ?? false;
  };
}

/** What is known of these reports; the errors are locked until the transaction ends. */
export async function findKnown(tx: Tx, heaps: readonly Heap[], hasEarlier: boolean): Promise<KnownHeaps> {
  const earlier = new Map(
    hasEarlier ? heaps.map((heap) => [heap, { ...heap, hash: earlierHash(heap) }] as const) : [],
  );
  // All in one look-up, so that errors are locked in one order.
  const prints = await findPrints(tx, [...heaps, ...earlier.values()]);
  const found: KnownHeaps = { known: new Map(), before: new Map() };
  for (const heap of heaps) {
    const known = prints.get(keyOf(heap));
    const older = earlier.get(heap);
    const error = older && prints.get(keyOf(older))?.error;
    if (known) found.known.set(heap, known);
    else if (error) found.before.set(heap, error);
  }
  return found;
}

const earlierHashes = new WeakMap<object, string>();

/** Computed once for each way to group. */
function earlierHash({ grouping, reports: [first] }: Heap): string {
  const known = earlierHashes.get(grouping);
  if (known !== undefined || !first) return known ?? '';
  const hash = hashBefore(first.report);
  earlierHashes.set(grouping, hash);
  return hash;
}

async function findPrints(
  tx: Tx,
  heaps: readonly Pick<Heap, 'scope' | 'hash'>[],
): Promise<Map<string, Known>> {
  if (heaps.length === 0) return new Map();
  const wanted = tx.dialect.given<{ scope: number; hash: string }>(
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
  const rows = await tx.dialect.forUpdate(query).execute();
  return new Map(
    rows.map(({ scope, hash, print_id, count, ...error }) => [
      keyOf({ scope, hash }),
      { id: print_id, count, error },
    ]),
  );
}
