import type { Clock } from './context.ts';

/** Test support: a clock that runs on with the machine's until a test moves it forward. */
export interface MovableClock extends Clock {
  /** Moves time forward and runs what is due, in the order in which it is due. */
  advance(ms: number): void;
}

export function createMovableClock(): MovableClock {
  const timers = new Set<{ at: number; run: () => void }>();
  let ahead = 0;
  const now = (): number => Date.now() + ahead;

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
