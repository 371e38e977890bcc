import type { Clock } from '../clock.ts';

/** After an error or a limit a session rests, longer each time, and is then tried again by itself. */
export interface Hold {
  readonly active: {
    state: 'error' | 'limited';
    detail: string;
    /** Epoch ms at which it is tried again. */
    until: number;
    /** When the limit ends, epoch ms, where the agent told it. */
    toldUntil: number | null;
  } | null;
  /** @param until epoch ms where the agent told it */
  fail(state: 'error' | 'limited', detail: string, until: number | null): void;
  /** A turn ended well. */
  clear(): void;
  stop(): void;
}

const firstMs = 15_000;
const longestMs = 15 * 60_000;
/** A reset time may be read a moment too early. */
const graceMs = 5_000;
/** Timers hold 31 bits. */
const longestTimerMs = 2 ** 31 - 1;

export function createHold(clock: Clock, onChange: () => void): Hold {
  let active: Hold['active'] = null;
  let failures = 0;
  let cancel = (): void => undefined;
  return {
    get active() {
      return active;
    },
    fail(state, detail, until) {
      cancel();
      failures += 1;
      const pauseMs = Math.min(longestMs, firstMs * 2 ** (failures - 1));
      const isTold = until !== null && until > clock.now();
      const end = isTold ? Math.min(until + graceMs, clock.now() + longestTimerMs) : clock.now() + pauseMs;
      active = { state, detail, until: end, toldUntil: isTold ? until : null };
      cancel = clock.after(end - clock.now(), () => {
        active = null;
        onChange();
      });
      onChange();
    },
    clear() {
      cancel();
      failures = 0;
      active = null;
    },
    stop: () => cancel(),
  };
}
