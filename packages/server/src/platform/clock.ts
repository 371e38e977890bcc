import type { Clock } from './context.ts';

/** Longest delay of a Node timer (2^31-1 ms); a longer one would fire at once. */
const longestTimerMs = 2_147_483_647;

/** The machine's clock. Timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    let timer: NodeJS.Timeout;
    const arm = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, longestTimerMs);
      timer = setTimeout(() => (leftMs > stepMs ? arm(leftMs - stepMs) : run()), Math.max(0, stepMs));
      timer.unref();
    };
    arm(delayMs);
    return () => clearTimeout(timer);
  },
};
