import type { Clock } from '../../platform/context.ts';

const seconds = 60;

/** Counts what happened in the last 60 seconds, in steps of one second. */
export function createMinuteCounter(clock: Pick<Clock, 'now'>) {
  const counts = new Array<number>(seconds).fill(0);
  let newest = Math.floor(clock.now() / 1_000);
  let total = 0;

  function moveOn(): void {
    const now = Math.floor(clock.now() / 1_000);
    for (let steps = Math.min(now - newest, seconds); steps > 0; steps -= 1) {
      const at = (now - steps + 1) % seconds;
      total -= counts[at] ?? 0;
      counts[at] = 0;
    }
    newest = Math.max(newest, now);
  }

  return {
    add(count: number): void {
      moveOn();
      const at = newest % seconds;
      counts[at] = (counts[at] ?? 0) + count;
      total += count;
    },
    count(): number {
      moveOn();
      return total;
    },
    /** When the oldest of them will be more than a minute ago; at least 1. */
    secondsUntilLess(): number {
      moveOn();
      for (let ahead = 1; ahead < seconds; ahead += 1)
        if ((counts[(newest + ahead) % seconds] ?? 0) > 0) return ahead;
      return seconds;
    },
  };
}
