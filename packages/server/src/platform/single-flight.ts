import type { Clock } from './context.ts';

/** Work that many things ask for: runs once at a time, and once more when it was asked for meanwhile. */
export interface SingleFlight {
  ask(): void;
  /** Asks are ignored from now on; resolves when the present run has ended. */
  stop(): Promise<void>;
}

export interface SingleFlightOptions {
  run(): Promise<void>;
  /** A failed run is repeated after `retryPauseMs`. */
  onError(error: unknown): void;
  clock: Clock;
}

const retryPauseMs = 1_000;

export function createSingleFlight({ run, onError, clock }: SingleFlightOptions): SingleFlight {
  let present: Promise<void> | null = null;
  let isAsked = false;
  let isStopped = false;
  let cancelRetry = (): void => undefined;

  async function runAll(): Promise<void> {
    while (isAsked && !isStopped) {
      isAsked = false;
      try {
        await run();
      } catch (error) {
        onError(error);
        cancelRetry();
        if (!isStopped) cancelRetry = clock.after(retryPauseMs, ask);
      }
    }
    // Synchronous with the last look at `isAsked`, so that no ask falls between.
    present = null;
  }

  function ask(): void {
    isAsked = true;
    if (present === null && !isStopped) present = runAll();
  }

  return {
    ask,
    async stop() {
      isStopped = true;
      cancelRetry();
      await present;
    },
  };
}
