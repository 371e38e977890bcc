import type { Clock } from '../../platform/context.ts';

/** At most one timer a name; setting it again moves it. */
export interface NamedTimers {
  set(name: string, delayMs: number, run: () => Promise<void>): void;
  stop(): void;
}

/** @param onError may set the timer again. */
export function createNamedTimers(
  clock: Clock,
  onError: (name: string, error: unknown, again: () => Promise<void>) => void,
): NamedTimers {
  const cancels = new Map<string, () => void>();
  let isStopped = false;

  async function fire(name: string, run: () => Promise<void>): Promise<void> {
    try {
      if (!isStopped) await run();
    } catch (error) {
      if (!isStopped) onError(name, error, run);
    }
  }

  return {
    set(name, delayMs, run) {
      if (isStopped) return;
      cancels.get(name)?.();
      const cancel = clock.after(delayMs, () => {
        cancels.delete(name);
        void fire(name, run);
      });
      cancels.set(name, cancel);
    },
    stop() {
      isStopped = true;
      for (const cancel of cancels.values()) cancel();
      cancels.clear();
    },
  };
}
