import { AppError } from '../app-error.ts';
import type { ModuleContext, Tx } from '../context.ts';

/**
 * Writes that must not get lost while the database is away for a while: tried again after 1 s, 2 s, … 15 s, in the order
 * of their callers' own waiting. Other errors pass through.
 */
export interface PatientWriter {
  write<T>(run: (tx: Tx) => Promise<T>): Promise<T>;
  /** Tried again after every error: for what nobody would tell us a second time. */
  insist<T>(run: (tx: Tx) => Promise<T>): Promise<T>;
  /** Pending tries give up with their last error. */
  stop(): void;
}

const firstPauseMs = 1_000;
const longestPauseMs = 15_000;

export function createPatientWriter({
  db,
  clock,
  log,
}: Pick<ModuleContext, 'db' | 'clock' | 'log'>): PatientWriter {
  const pauses = new Set<() => void>();
  let stopped = false;

  function pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        pauses.delete(end);
        cancel();
        resolve();
      };
      const cancel = clock.after(delayMs, end);
      pauses.add(end);
    });
  }

  async function tryAgain<T>(run: (tx: Tx) => Promise<T>, afterAnyError: boolean): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await db.write(run);
      } catch (error) {
        const isAway = error instanceof AppError && error.code === 'UNAVAILABLE';
        if (stopped || !(isAway || afterAnyError)) throw error;
        if (isAway) log.warn({ err: error }, 'the database is away; a change waits for it');
        else log.error({ err: error }, 'a change could not be saved; trying again');
        await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** tries));
      }
    }
  }

  return {
    write: (run) => tryAgain(run, false),
    insist: (run) => tryAgain(run, true),
    stop() {
      stopped = true;
      for (const end of [...pauses]) end();
    },
  };
}
