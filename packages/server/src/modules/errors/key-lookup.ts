import type { ModuleContext } from '../../platform/context.ts';
import { findKey, type KeyRow, noteKeyUse } from './key-store.ts';

/** Keys as every report asks for them. */
export interface KeyLookup {
  /** The enabled key with this public part; its use is noted now and then. Null: there is none. */
  use(publicKey: string): Promise<Pick<KeyRow, 'id' | 'project_id' | 'hourly_limit'> | null>;
  /** Forgets what it knows. */
  clear(): void;
}

/** How long an answer holds: another server's change of a key counts after this. */
const cacheMs = 5_000;
const mostCached = 10_000;
/** How often at most the last use of a key is written down. */
const noteUseMs = 60_000;

export function createKeyLookup({ db, clock, log }: Pick<ModuleContext, 'db' | 'clock' | 'log'>): KeyLookup {
  const cache = new Map<string, { row: KeyRow | null; at: number }>();
  const notedAt = new Map<number, number>();

  function noteUse({ id }: KeyRow, now: number): void {
    if (now - (notedAt.get(id) ?? 0) < noteUseMs) return;
    notedAt.set(id, now);
    const noted = db.write((tx) => noteKeyUse(tx, id, now));
    noted.catch((error: unknown) => log.warn({ err: error, key: id }, 'the use of a key was not noted'));
  }

  return {
    async use(publicKey) {
      const now = clock.now();
      const cached = cache.get(publicKey);
      const known =
        cached && now - cached.at <= cacheMs ? cached : { row: await findKey(db, publicKey), at: now };
      if (cache.size >= mostCached) cache.clear();
      cache.set(publicKey, known);
      if (!known.row?.is_enabled) return null;
      noteUse(known.row, now);
      return known.row;
    },
    clear: () => cache.clear(),
  };
}
