import type { Tx } from '../../platform/context.ts';
import type { SqlDialect } from '../../platform/database/dialect.ts';
import type { SampleChoice } from './choose-samples.ts';
import type { ErrorChanges } from './error-changes.ts';
import { type Heap, heapUp, type Incoming, keyOf } from './heap.ts';
import { findKnown, type Known } from './known-errors.ts';
import { findReceipts, insertReceipts, receiptOf } from './receipt-store.ts';
import {
  type Counted,
  countOnErrors,
  countReports,
  insertFingerprint,
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
  dialect: SqlDialect;
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
  { dialect, changes, samples }: BatchParts,
): Promise<TakenBatch> {
  const receipts = await findReceipts(tx, incoming, dialect);
  const fresh = receipts.size === 0 ? incoming : incoming.filter((one) => !receipts.has(receiptOf(one)));
  const heaps = heapUp(fresh);
  const known = await findKnown(tx, heaps, dialect);
  const placed: Placed[] = [];
  for (const heap of heaps)
    placed.push(await place(tx, heap, { known: known.get(keyOf(heap)) ?? null, changes }));
  const again = placed.filter((one) => one.known !== null);
  const reportsOf = new Map<number, readonly Incoming[]>();
  for (const { errorId, reports } of again)
    reportsOf.set(errorId, [...(reportsOf.get(errorId) ?? []), ...reports]);
  await raiseFingerprints(tx, again, dialect);
  await countOnErrors(tx, reportsOf, dialect);
  const reopened = await changes.seen(
    tx,
    again.flatMap(({ known }) => known?.error ?? []),
    reportsOf,
  );
  await countReports(tx, placed, dialect);
  await keepSamples(tx, placed, { samples, reopened });
  await insertReceipts(tx, placed, dialect);
  return { taken: inOrder(incoming, { placed, receipts }), counted: fresh.length };
}

async function place(
  tx: Tx,
  heap: Heap,
  { known, changes }: { known: Known | null; changes: ErrorChanges },
): Promise<Placed> {
  const { reports } = heap;
  if (known) return { heap, known, reports, errorId: known.error.id, fingerprintId: known.id };
  const errorId = await changes.begin(tx, heap);
  const fingerprintId = await insertFingerprint(tx, heap, errorId);
  return { heap, known, reports, errorId, fingerprintId };
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
