import { AppError } from '../../platform/app-error.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import { createSampleChoice } from './choose-samples.ts';
import type { ErrorChanges } from './error-changes.ts';
import { groupReport } from './group-report.ts';
import type { Incoming } from './heap.ts';
import { createLookBack } from './known-errors.ts';
import { receiptOf } from './receipt-store.ts';
import type { Report } from './report.ts';
import { type Taken, type TakenBatch, takeBatch } from './take-batch.ts';

/** Reports that may wait to be saved; the guard refuses more of them before they take room or time. */
export const mostWaiting = 2_000;
const largestBatch = 250;

export interface Ingest {
  /**
   * Saves a report; resolves when it is committed and can be found. The same event id of a project is counted once, also
   * after a restart.
   */
  take(report: Report): Promise<Taken>;
  /** Saves reports inside a transaction of the caller, each with an event id of its own. */
  takeWithin(tx: Tx, reports: readonly Report[]): Promise<Taken[]>;
  /** How many wait to be saved. */
  waiting(): number;
  /** Resolves when nothing waits any more. */
  settled(): Promise<void>;
}

interface Waiting {
  incoming: Incoming;
  done: PromiseWithResolvers<Taken>;
}

/** Takes reports from all doors and saves them in batches: what arrives while one is saved is the next one. */
export function createIngest({
  db,
  clock,
  changes,
  onNews,
  onArrival,
}: Pick<ModuleContext, 'db' | 'clock'> & {
  changes: ErrorChanges;
  /** Told after each batch which errors were reported again. */
  onNews(errorIds: readonly number[], reports: number): void;
  /** Told of each report before it is saved. */
  onArrival(): void;
}): Ingest {
  const queue: Waiting[] = [];
  const parts = { changes, lookBack: createLookBack(), samples: createSampleChoice({ clock }) };
  /** Not saved yet; those that are have a receipt. */
  const underWay = new Map<string, Promise<Taken>>();
  let saving: Promise<void> | null = null;

  async function saveAll(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, largestBatch);
      const incoming = batch.map((one) => one.incoming);
      try {
        const { taken, counted } = await saveBatch(incoming);
        onNews([...new Set(taken.map(({ id }) => id))], counted);
        for (const [at, { done }] of batch.entries()) {
          const result = taken[at];
          if (result) done.resolve(result);
        }
      } catch (error) {
        for (const { done } of batch) done.reject(error);
      }
      for (const one of incoming) underWay.delete(receiptOf(one));
    }
    saving = null;
  }

  async function saveBatch(incoming: readonly Incoming[], isAgain = false): Promise<TakenBatch> {
    try {
      return await db.write((tx) => takeBatch(tx, incoming, parts));
    } catch (error) {
      // Another server on the same database met the same new error, or the same report, first.
      if (isAgain || !(error instanceof AppError && error.code === 'CONFLICT')) throw error;
      return await saveBatch(incoming, true);
    }
  }

  const received = (report: Report): Incoming => ({
    report,
    ...groupReport(report),
    receivedAt: clock.now(),
  });

  return {
    take(report) {
      onArrival();
      const key = receiptOf({ report });
      const before = underWay.get(key);
      if (before) return before.then((taken) => ({ ...taken, deduplicated: true }));
      const done = Promise.withResolvers<Taken>();
      queue.push({ incoming: received(report), done });
      underWay.set(key, done.promise);
      saving ??= saveAll();
      return done.promise;
    },
    takeWithin: async (tx, reports) => (await takeBatch(tx, reports.map(received), parts)).taken,
    waiting: () => queue.length,
    async settled() {
      while (saving) await saving;
    },
  };
}
