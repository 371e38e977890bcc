import { sql } from 'kysely';
import type { Database, ModuleContext } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import { tablesOf } from './tables.ts';

/** How many items of each kind came with each key, by day. Written now and then: a crash loses seconds of them. */
export interface ItemCounts {
  note(keyId: number, items: ReadonlyMap<string, number>): void;
  stop(): Promise<void>;
}

const dayMs = 86_400_000;
const gapMs = 2_000;
const shownDays = 7;

export function createItemCounts({
  db,
  clock,
  log,
}: Pick<ModuleContext, 'db' | 'clock' | 'log'>): ItemCounts {
  let waiting = new Map<string, { day: number; key_id: number; type: string; count: number }>();
  let cancel: (() => void) | null = null;

  function add(day: number, keyId: number, [type, count]: readonly [string, number]): void {
    const name = `${day} ${keyId} ${type}`;
    const known = waiting.get(name);
    if (known) known.count += count;
    else waiting.set(name, { day, key_id: keyId, type, count });
  }

  async function flush(): Promise<void> {
    cancel?.();
    cancel = null;
    const counts = [...waiting.values()];
    waiting = new Map();
    if (counts.length === 0) return;
    try {
      await save(db, counts);
    } catch (error) {
      log.warn({ err: error }, 'counts of items wait for the database');
      for (const { day, key_id, type, count } of counts) add(day, key_id, [type, count]);
      cancel ??= clock.after(gapMs * 10, () => void flush());
    }
  }

  return {
    note(keyId, items) {
      const day = Math.floor(clock.now() / dayMs) * dayMs;
      for (const item of items) add(day, keyId, item);
      cancel ??= clock.after(gapMs, () => void flush());
    },
    async stop() {
      await flush();
      cancel?.();
    },
  };
}

async function save(
  db: Database,
  counts: { day: number; key_id: number; type: string; count: number }[],
): Promise<void> {
  await db.write(async (tx) => {
    await tablesOf(tx)
      .insertInto('error_item_counts')
      .values(counts)
      .onConflict((conflict) =>
        conflict.columns(['day', 'key_id', 'type']).doUpdateSet(({ ref }) => ({
          count: sql<number>`${ref('error_item_counts.count')} + ${ref('excluded.count')}`,
        })),
      )
      .execute();
  });
}

/** The last days, newest first. */
export async function listItemCounts(db: Database, now: number) {
  const rows = await tablesOf(db)
    .selectFrom('error_item_counts as counted')
    .leftJoin('error_keys as key', 'key.id', 'counted.key_id')
    .select(['counted.day', 'counted.key_id', 'counted.type', 'counted.count', 'key.project_id'])
    .where('counted.day', '>', now - shownDays * dayMs)
    .orderBy('counted.day', 'desc')
    .orderBy('counted.key_id')
    .orderBy('counted.type')
    .limit(2_000)
    .execute();
  return rows.map(({ day, ...row }) => ({ ...row, day: toTime(day) }));
}
