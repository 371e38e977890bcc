import type { Clock } from '../../platform/context.ts';
import type { Incoming } from './heap.ts';
import { firstKept } from './report-store.ts';

/** After the first ones, a fingerprint keeps at most one sample of each release and environment in this time. */
const gapMs = 10_000;
/** Samples of a fingerprint between two times that old ones make room. */
const trimEvery = 50;
const mostRemembered = 20_000;

export interface SampleChoice {
  /** Which reports of a fingerprint are kept. @param before how many were counted earlier @param isNews it opened an error again */
  choose(
    before: number,
    reports: readonly Incoming[],
    about: { fingerprintId: number; isNews: boolean },
  ): Incoming[];
  /** Whether the old samples of a fingerprint have to make room, now that so many were kept. */
  isTrimDue(fingerprintId: number, kept: number): boolean;
}

/**
 * Nearly all reports of a storm are only counted. What is remembered here is lost at a restart: then a few samples more are
 * kept, and old ones make room at once.
 */
export function createSampleChoice({ clock }: { clock: Pick<Clock, 'now'> }): SampleChoice {
  const keptAt = new Map<string, number>();
  const sinceTrim = new Map<number, number>();

  function isDue(key: string): boolean {
    const now = clock.now();
    const last = keptAt.get(key);
    // A clock that was set back keeps more for a while, never less.
    if (last !== undefined && now >= last && now - last < gapMs) return false;
    remember(keptAt, key, now);
    return true;
  }

  return {
    choose(before, reports, { fingerprintId, isNews }) {
      const early = Math.max(0, firstKept - before);
      const kept = reports.slice(0, early);
      const newest = reports.length > early ? reports.at(-1) : undefined;
      if (!newest) return kept;
      const { release, environment } = newest.report;
      if (isDue(`${fingerprintId} ${release ?? ''} ${environment ?? ''}`) || isNews) kept.push(newest);
      return kept;
    },
    isTrimDue(fingerprintId, kept) {
      if (kept === 0) return false;
      const count = (sinceTrim.get(fingerprintId) ?? trimEvery) + kept;
      const isTime = count > trimEvery;
      remember(sinceTrim, fingerprintId, isTime ? 0 : count);
      return isTime;
    },
  };
}

function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  // The one that was set longest ago goes first.
  map.delete(key);
  map.set(key, value);
  if (map.size <= mostRemembered) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}
