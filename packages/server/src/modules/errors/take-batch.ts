import type { Tx } from '../../platform/context.ts';
import type { ErrorChanges } from './error-changes.ts';
import { heapUp, type Incoming, keyOf } from './heap.ts';
import {
  countReports,
  findFingerprints,
  insertFingerprint,
  keepSamples,
  raiseFingerprint,
} from './report-store.ts';

/** What became of one report. */
export interface Taken {
  /** The error it belongs to. */
  id: number;
  /** False for the first report of an error. */
  deduplicated: boolean;
}

/**
 * Saves many reports in one transaction: each error is read and written once, however often it was reported, and every
 * report is counted.
 * @returns what became of each report, in the order given
 */
export async function takeBatch(
  tx: Tx,
  incoming: readonly Incoming[],
  changes: ErrorChanges,
): Promise<Taken[]> {
  const heaps = heapUp(incoming);
  const known = await findFingerprints(tx, heaps);
  const taken = new Map<Incoming, Taken>();
  for (const heap of heaps) {
    const before = known.get(keyOf(heap));
    const fingerprint = before ?? (await insertFingerprint(tx, heap, await changes.begin(tx, heap)));
    if (before) await changes.seen(tx, before.error_id, heap);
    await raiseFingerprint(tx, fingerprint.id, heap);
    await countReports(tx, fingerprint.id, heap);
    await keepSamples(tx, fingerprint, heap);
    for (const [at, one] of heap.reports.entries())
      taken.set(one, { id: fingerprint.error_id, deduplicated: before !== undefined || at > 0 });
  }
  return incoming.map((one) => {
    const result = taken.get(one);
    if (!result) throw new Error('a report of the batch was not taken');
    return result;
  });
}
