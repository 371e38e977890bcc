import type { ModuleContext, Running, Tx } from '../../platform/context.ts';
import { putErrorFace, tell } from './error-changes.ts';
import { dropReceipts, findReceiptEdge } from './receipt-store.ts';
import { type ErrorRow, tablesOf } from './tables.ts';

export interface RetentionOptions extends Pick<ModuleContext, 'db' | 'clock' | 'log'> {
  sampleDays: number;
  countDays: number;
  archiveDays: number;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const firstAfterMs = 60_000;
/** Rows of one transaction: reports and pages do not wait for more. */
const atOnce = 500;
/** Reporters send again within minutes, those of phones within days; a storm may not take more room than this. */
const receiptDays = 7;
const mostReceipts = 1_000_000;
const actor = 'system';

/** Drops samples and hourly counts by age and archives errors that nobody reports any more; once an hour. */
export function createRetention(options: RetentionOptions): Running {
  const { clock, log } = options;
  let cancel: (() => void) | null = null;
  let running: Promise<unknown> = Promise.resolve();

  function plan(delayMs: number): void {
    cancel = clock.after(delayMs, () => {
      running = sweep(options)
        .catch((error: unknown) =>
          log.warn({ err: error }, 'old error reports were not dropped; tried again'),
        )
        .finally(() => cancel && plan(hourMs));
    });
  }

  return {
    start: async () => plan(firstAfterMs),
    async stop() {
      cancel?.();
      cancel = null;
      await running;
    },
  };
}

/** In short transactions; a second run at once finds nothing. */
async function sweep(options: RetentionOptions): Promise<void> {
  const { db, clock } = options;
  const now = clock.now();
  const before = (days: number): number => now - days * dayMs;
  const all = async (some: (tx: Tx) => Promise<number>): Promise<number> => {
    let sum = 0;
    for (let count = 1; count > 0; sum += count) count = await db.write(some);
    return sum;
  };
  const forgotten = Math.max(before(receiptDays), (await findReceiptEdge(db, mostReceipts)) ?? 0);
  const swept = {
    samples: await all((tx) => dropSamples(tx, before(options.sampleDays))),
    counts: await all((tx) => dropCounts(tx, before(options.countDays))),
    items: await all((tx) => dropItems(tx, before(options.countDays))),
    receipts: await all((tx) => dropReceipts(tx, forgotten, atOnce * 4)),
    archived: await all((tx) => archiveErrors(tx, { before: before(options.archiveDays), now })),
  };
  if (Object.values(swept).some((count) => count > 0))
    await db.write((tx) =>
      tx.audit({ actor, action: 'error.retention', entityType: 'error', details: { ...swept } }),
    );
}

async function dropSamples(tx: Tx, before: number): Promise<number> {
  const { numDeletedRows } = await tablesOf(tx)
    .deleteFrom('error_events')
    .where('id', 'in', (query) =>
      query.selectFrom('error_events').select('id').where('received_at', '<', before).limit(atOnce),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** The oldest hour as a whole. */
async function dropCounts(tx: Tx, before: number): Promise<number> {
  const db = tablesOf(tx);
  const oldest = await db
    .selectFrom('error_counts')
    .select('hour')
    .where('hour', '<', Math.floor(before / hourMs) * hourMs)
    .orderBy('hour')
    .limit(1)
    .executeTakeFirst();
  if (!oldest) return 0;
  const { numDeletedRows } = await db
    .deleteFrom('error_counts')
    .where('hour', '=', oldest.hour)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

async function dropItems(tx: Tx, before: number): Promise<number> {
  const { numDeletedRows } = await tablesOf(tx)
    .deleteFrom('error_item_counts')
    .where('day', '<', before)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** An archived error stands with the deleted ones; a new report brings it back. */
async function archiveErrors(tx: Tx, { before, now }: { before: number; now: number }): Promise<number> {
  const db = tablesOf(tx);
  const old = db
    .selectFrom('errors')
    .select('id')
    .where('last_seen', '<', before)
    .where('deleted_at', 'is', null)
    .limit(atOnce);
  const rows = await db
    .updateTable('errors')
    .set(({ eb }) => ({
      deleted_at: now,
      updated_at: now,
      updated_by: actor,
      version: eb('version', '+', 1),
    }))
    .where('id', 'in', old)
    .returningAll()
    .execute();
  for (const row of rows as ErrorRow[]) {
    await putErrorFace(tx, row);
    tell(tx, row);
  }
  return rows.length;
}
