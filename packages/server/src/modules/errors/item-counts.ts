import type { ErrorIntake } from '@architect/contracts/error-intake';
import type { ModuleContext } from '../../platform/context.ts';
import { addItemCounts, type ItemCount, listItemCounts } from './item-count-store.ts';

/** How many items of each kind came with each key, by day. Written now and then: a crash loses seconds of them. */
export interface ItemCounts {
  note(keyId: number, items: ReadonlyMap<string, number>): void;
  /** The last days, newest first. */
  recent(): Promise<ErrorIntake['items']>;
  stop(): Promise<void>;
}

const dayMs = 86_400_000;
const gapMs = 2_000;

export function createItemCounts({
  db,
  clock,
  log,
}: Pick<ModuleContext, 'db' | 'clock' | 'log'>): ItemCounts {
  let waiting = new Map<string, ItemCount>();
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
      await addItemCounts(db, counts);
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
    recent: () => listItemCounts(db, clock.now()),
    async stop() {
      await flush();
      cancel?.();
    },
  };
}
