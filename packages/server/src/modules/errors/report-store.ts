import { sql } from 'kysely';
import type { Tx } from '../../platform/context.ts';
import { type Heap, keyOf, span } from './heap.ts';
import { type ErrorRow, tablesOf } from './tables.ts';

const hourMs = 3_600_000;

/** Samples of one fingerprint: the first ones stay, and of the later ones the newest. */
const firstKept = 20;
const newestKept = 100;

export interface Fingerprint {
  id: number;
  error_id: number;
  count: number;
}

/** The fingerprints that are known already, by `keyOf`. */
export async function findFingerprints(tx: Tx, heaps: readonly Heap[]): Promise<Map<string, Fingerprint>> {
  if (heaps.length === 0) return new Map();
  const rows = await tablesOf(tx)
    .selectFrom('error_fingerprints')
    .select(['id', 'error_id', 'count', 'scope', 'hash'])
    .where('hash', 'in', [...new Set(heaps.map(({ hash }) => hash))])
    .where('scope', 'in', [...new Set(heaps.map(({ scope }) => scope))])
    .execute();
  return new Map(rows.map((row) => [keyOf(row), row]));
}

/** @throws AppError CONFLICT when another server on the same database was faster: the batch is then taken again */
export async function insertFingerprint(tx: Tx, heap: Heap, errorId: number): Promise<Fingerprint> {
  const { scope, hash, grouping } = heap;
  const { first, last } = span(heap);
  return await tablesOf(tx)
    .insertInto('error_fingerprints')
    .values({
      scope,
      hash,
      error_id: errorId,
      grouping_json: grouping,
      count: 0,
      first_seen: first,
      last_seen: last,
    })
    .returning(['id', 'error_id', 'count'])
    .executeTakeFirstOrThrow();
}

export async function raiseFingerprint(tx: Tx, id: number, heap: Heap): Promise<void> {
  const { last } = span(heap);
  await tablesOf(tx)
    .updateTable('error_fingerprints')
    .set(({ eb }) => ({ count: eb('count', '+', heap.reports.length) }))
    .set({ last_seen: sql<number>`case when last_seen < ${last} then ${last} else last_seen end` })
    .where('id', '=', id)
    .execute();
}

/** Adds every report to its hour, node, release and environment. */
export async function countReports(tx: Tx, fingerprintId: number, { reports }: Heap): Promise<void> {
  const counts = new Map<
    string,
    { hour: number; node_id: string; release: string; environment: string; count: number }
  >();
  for (const { report } of reports) {
    const hour = Math.floor(report.at / hourMs) * hourMs;
    const where = {
      hour,
      node_id: report.node_id ?? '',
      release: report.release ?? '',
      environment: report.environment ?? '',
    };
    const key = JSON.stringify(where);
    const count = counts.get(key);
    if (count) count.count += 1;
    else counts.set(key, { ...where, count: 1 });
  }
  await tablesOf(tx)
    .insertInto('error_counts')
    .values([...counts.values()].map((count) => ({ fingerprint_id: fingerprintId, ...count })))
    .onConflict((conflict) =>
      conflict
        .columns(['fingerprint_id', 'hour', 'node_id', 'release', 'environment'])
        .doUpdateSet(({ ref }) => ({
          count: sql<number>`${ref('error_counts.count')} + ${ref('excluded.count')}`,
        })),
    )
    .execute();
}

/**
 * Keeps samples: all of the first reports, then the last one of each batch. Older ones make room now and then, so that
 * an error that happens a million times takes no more room than one that happens a hundred times.
 */
export async function keepSamples(tx: Tx, { id, count }: Fingerprint, { reports }: Heap): Promise<void> {
  const early = Math.max(0, firstKept - count);
  const kept = reports.length <= early ? reports : [...reports.slice(0, early), ...reports.slice(-1)];
  await tablesOf(tx)
    .insertInto('error_events')
    .values(
      kept.map(({ report, receivedAt }) => ({
        fingerprint_id: id,
        event_id: report.event_id,
        at: report.at,
        received_at: receivedAt,
        node_id: report.node_id,
        release: report.release,
        environment: report.environment,
        report_json: report,
      })),
    )
    .execute();
  const isTime = Math.floor((count + reports.length) / newestKept) > Math.floor(count / newestKept);
  if (isTime && count > firstKept + newestKept) await dropOldSamples(tx, id);
}

async function dropOldSamples(tx: Tx, fingerprintId: number): Promise<void> {
  const db = tablesOf(tx);
  const ids = async (order: 'asc' | 'desc', limit: number) =>
    (
      await db
        .selectFrom('error_events')
        .select('id')
        .where('fingerprint_id', '=', fingerprintId)
        .orderBy('id', order)
        .limit(limit)
        .execute()
    ).map(({ id }) => id);
  const first = (await ids('asc', firstKept)).at(-1);
  const newest = (await ids('desc', newestKept)).at(-1);
  if (first === undefined || newest === undefined) return;
  await db
    .deleteFrom('error_events')
    .where('fingerprint_id', '=', fingerprintId)
    .where('id', '>', first)
    .where('id', '<', newest)
    .execute();
}

/** Counting is no edit: the version stays, so that nobody's edit is refused because of it. */
export async function countOnError(tx: Tx, before: ErrorRow, heap: Heap): Promise<void> {
  const { first, last } = span(heap);
  const newest = heap.reports.findLast(({ report }) => report.at === last)?.report;
  await tablesOf(tx)
    .updateTable('errors')
    .set({
      occurrence_count: sql<number>`occurrence_count + ${heap.reports.length}`,
      first_seen: Math.min(before.first_seen, first),
      last_seen: Math.max(before.last_seen, last),
      ...(newest && last >= before.last_seen
        ? {
            node_id: newest.node_id ?? before.node_id,
            environment: newest.environment ?? before.environment,
            last_release: newest.release ?? before.last_release,
          }
        : {}),
    })
    .where('id', '=', before.id)
    .execute();
}
