import type { Clock } from '../../platform/context.ts';

/** At most one timer a name; setting it again moves it. */
export interface NamedTimers {
  set(name: string, delayMs: number, run: () => Promise<void>): void;
  isSet(name: string): boolean;
  /** Runs all that are set, now. */
  hurry(): void;
  stop(): void;
}

/** @param onError may set the timer again. */
export function createNamedTimers(
  clock: Clock,
  onError: (name: string, error: unknown, again: () => Promise<void>) => void,
): NamedTimers {
  const timers = new Map<string, { cancel: () => void; run: () => Promise<void> }>();
  let isStopped = false;

  async function fire(name: string, run: () => Promise<void>): Promise<void> {
    try {
      if (!isStopped) await run();
    } catch (error) {
      if (!isStopped) onError(name, error, run);
    }
  }

  function set(name: string, delayMs: number, run: () => Promise<void>): void {
    if (isStopped) return;
    timers.get(name)?.cancel();
    const cancel = clock.after(delayMs, () => {
      timers.delete(name);
      void fire(name, run);
    });
    timers.set(name, { cancel, run });
  }

  return {
    set,
    isSet: (name) => timers.has(name),
    hurry() {
      for (const [name, { run }] of [...timers]) set(name, 0, run);
    },
    stop() {
      isStopped = true;
      for (const { cancel } of timers.values()) cancel();
      timers.clear();
    },
  };
}
