import type { Tx } from '../../platform/context.ts';
import type { SampleChoice } from './choose-samples.ts';
import type { ErrorChanges } from './error-changes.ts';
import { type Heap, heapUp, type Incoming } from './heap.ts';
import { type createLookBack, findKnown, type Known, type KnownHeaps } from './known-errors.ts';
import { insertFingerprints, type NewFingerprint } from './new-error-store.ts';
import { findReceipts, insertReceipts, receiptOf } from './receipt-store.ts';
import {
  type Counted,
  countOnErrors,
  countReports,
  insertSamples,
  raiseFingerprints,
  trimSamples,
} from './report-store.ts';

/** What became of one report. */
export interface Taken {
  /** The error it belongs to. */
  id: number;
  /** False for the first report of an error. */
  deduplicated: boolean;
}

export interface BatchParts {
  lookBack: ReturnType<typeof createLookBack>;
  changes: ErrorChanges;
  samples: SampleChoice;
}

/** A heap of the batch and where its reports are counted. */
interface Placed extends Counted {
  heap: Heap;
  errorId: number;
  /** Null: the error began with this heap. */
  known: Known | null;
}

export interface TakenBatch {
  /** What became of each report, in the order given. */
  taken: Taken[];
  /** How many were counted: the others had been before. */
  counted: number;
}

/**
 * Saves many reports in one transaction, with a handful of statements however many errors they are of: each error is
 * read and written once, and every report is counted once, however often it is sent.
 * @param incoming no two with the same receipt
 */
export async function takeBatch(
  tx: Tx,
  incoming: readonly Incoming[],
  { lookBack, changes, samples }: BatchParts,
): Promise<TakenBatch> {
  const receipts = await findReceipts(tx, incoming);
  const fresh = receipts.size === 0 ? incoming : incoming.filter((one) => !receipts.has(receiptOf(one)));
  const heaps = heapUp(fresh);
  const placed = await place(tx, heaps, { found: await findKnown(tx, heaps, await lookBack(tx)), changes });
  const again = placed.filter((one) => one.known !== null);
  const reportsOf = new Map<number, readonly Incoming[]>();
  for (const { errorId, reports } of again)
    reportsOf.set(errorId, [...(reportsOf.get(errorId) ?? []), ...reports]);
  await raiseFingerprints(tx, again);
  await countOnErrors(tx, reportsOf);
  const reopened = await changes.seen(
    tx,
    again.flatMap(({ known }) => known?.error ?? []),
    reportsOf,
  );
  await countReports(tx, placed);
  await keepSamples(tx, placed, { samples, reopened });
  await insertReceipts(tx, placed);
  return { taken: inOrder(incoming, { placed, receipts }), counted: fresh.length };
}

/** Gives each heap its error and fingerprint; what is new begins. */
async function place(
  tx: Tx,
  heaps: readonly Heap[],
  { found: { known, before }, changes }: { found: KnownHeaps; changes: ErrorChanges },
): Promise<Placed[]> {
  const unknown = heaps.filter((heap) => !known.has(heap) && !before.has(heap));
  const begun = await changes.begin(tx, unknown);
  const prints: NewFingerprint[] = [...before].map(([heap, { id }]) => ({ heap, errorId: id, count: 0 }));
  for (const [at, { id }] of begun.entries()) {
    const heap = unknown[at];
    if (heap) prints.push({ heap, errorId: id, count: heap.reports.length });
  }
  const ids = await insertFingerprints(tx, prints);
  const added = prints.map(({ heap, errorId }, at): Placed => {
    const id = ids[at];
    if (id === undefined) throw new Error('a fingerprint was not saved');
    const error = before.get(heap);
    return {
      heap,
      reports: heap.reports,
      errorId,
      fingerprintId: id,
      known: error ? { id, count: 0, error } : null,
    };
  });
  const there = [...known].map(([heap, is]): Placed => {
    return { heap, reports: heap.reports, errorId: is.error.id, fingerprintId: is.id, known: is };
  });
  return [...there, ...added];
}

async function keepSamples(
  tx: Tx,
  placed: readonly Placed[],
  { samples, reopened }: Pick<BatchParts, 'samples'> & { reopened: ReadonlySet<number> },
): Promise<void> {
  const chosen = placed.map(({ fingerprintId, errorId, known, reports }) => ({
    fingerprintId,
    before: known?.count ?? 0,
    reports: samples.choose(known?.count ?? 0, reports, {
      fingerprintId,
      isNews: reopened.has(errorId),
    }),
  }));
  await insertSamples(tx, chosen);
  for (const { fingerprintId, before, reports } of chosen)
    if (samples.isTrimDue(fingerprintId, before === 0 ? 0 : reports.length))
      await trimSamples(tx, fingerprintId);
}

function inOrder(
  incoming: readonly Incoming[],
  { placed, receipts }: { placed: readonly Placed[]; receipts: ReadonlyMap<string, number> },
): Taken[] {
  const taken = new Map<Incoming, Taken>();
  for (const { errorId, known, reports } of placed)
    for (const [at, one] of reports.entries())
      taken.set(one, { id: errorId, deduplicated: known !== null || at > 0 });
  return incoming.map((one) => {
    const before = receipts.size === 0 ? undefined : receipts.get(receiptOf(one));
    const result = before === undefined ? taken.get(one) : { id: before, deduplicated: true };
    if (!result) throw new Error('a report of the batch was not taken');
    return result;
  });
}
