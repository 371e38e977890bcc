import type { Clock } from './context.ts';

/** Longest delay of a Node timer (2^31-1 ms); a longer one would fire at once. */
const longestTimerMs = 2_147_483_647;

/** From here on timers run for whole seconds. */
const coarseFromMs = 60_000;

/**
 * The machine's clock. Timers do not keep the process alive. Node keeps a list for each length of a cancelled timer of
 * that kind until it would have run (seen in 24): the lengths of long ones must be few.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    let timer: NodeJS.Timeout;
    const arm = (leftMs: number): void => {
      const coarseMs = leftMs < coarseFromMs ? leftMs : Math.ceil(leftMs / 1_000) * 1_000;
      const stepMs = Math.min(coarseMs, longestTimerMs);
      timer = setTimeout(() => (leftMs > stepMs ? arm(leftMs - stepMs) : run()), Math.max(0, stepMs));
      timer.unref();
    };
    arm(delayMs);
    return () => clearTimeout(timer);
  },
};
