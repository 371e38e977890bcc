import type { Clock } from './context.ts';

/** Test support: a clock that a test moves forward; otherwise it runs on with the machine's, or stands. */
export interface MovableClock extends Clock {
  /** Moves time forward and runs what is due, in the order in which it is due. */
  advance(ms: number): void;
}

/** @param stands true: what waits runs when the test moves the clock, however slow the machine is; what waits 0 ms runs at once */
export function createMovableClock({ stands = false } = {}): MovableClock {
  const startedAt = Date.now();
  const timers = new Set<{ at: number; run: () => void }>();
  let ahead = 0;
  const now = (): number => (stands ? startedAt : Date.now()) + ahead;

  function runDue(): void {
    const due = [...timers].filter((timer) => timer.at <= now()).sort((a, b) => a.at - b.at);
    for (const timer of due) if (timers.delete(timer)) timer.run();
  }

  return {
    now,
    after(delayMs, run) {
      const timer = { at: now() + delayMs, run };
      timers.add(timer);
      const real = setTimeout(runDue, Math.min(delayMs, 2_147_483_647));
      real.unref();
      return () => {
        timers.delete(timer);
        clearTimeout(real);
      };
    },
    advance(ms) {
      ahead += ms;
      runDue();
    },
  };
}
