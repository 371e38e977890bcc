import type BetterSqlite from 'better-sqlite3';
import { AppError } from '../app-error.ts';
import { mapDatabaseError } from './map-database-error.ts';

/** Most writes one physical transaction carries, so that a flood cannot delay its own first reply without end. */
const largestBatch = 500;

interface Job {
  run(): Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * All writes of one event-loop turn share one physical transaction and one fsync, which makes `synchronous=FULL`
 * affordable. Each write has a savepoint of its own: a failing one is undone alone. A write's promise settles after
 * the physical commit, in the order of the calls.
 */
export function createGroupCommit(sqlite: BetterSqlite.Database): <T>(run: () => Promise<T>) => Promise<T> {
  let waiting: Job[] = [];
  let isFlushing = false;

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, largestBatch);
      waiting = waiting.slice(largestBatch);
      await commitBatch(sqlite, batch);
    }
    isFlushing = false;
  };

  return <T>(run: () => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      // The job's value is handed to the very promise that `run` was given with.
      waiting.push({ run, resolve: resolve as (value: unknown) => void, reject });
      if (isFlushing) return;
      isFlushing = true;
      setImmediate(() => void flush());
    });
}

async function commitBatch(sqlite: BetterSqlite.Database, batch: Job[]): Promise<void> {
  const settle: (() => void)[] = [];
  try {
    sqlite.exec('BEGIN IMMEDIATE');
    for (const job of batch) settle.push(await runInSavepoint(sqlite, job));
    sqlite.exec('COMMIT');
  } catch (error) {
    const mapped = mapDatabaseError(error);
    for (const job of batch) job.reject(mapped);
    rollBack(sqlite);
    return;
  }
  for (const done of settle) done();
}

function rollBack(sqlite: BetterSqlite.Database): void {
  try {
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK');
  } catch {
    // The batch is refused already; a connection that cannot even roll back fails at its next BEGIN.
    return;
  }
}

async function runInSavepoint(sqlite: BetterSqlite.Database, job: Job): Promise<() => void> {
  sqlite.exec('SAVEPOINT job');
  try {
    const value = await job.run();
    sqlite.exec('RELEASE job');
    return () => job.resolve(value);
  } catch (error) {
    // SQLite itself ends the whole transaction on errors such as a full disk: then nothing of the batch holds.
    if (!sqlite.inTransaction) throw new AppError('UNAVAILABLE', errorText(error), { cause: error });
    sqlite.exec('ROLLBACK TO job; RELEASE job');
    return () => job.reject(error);
  }
}

function errorText(error: unknown): string {
  return error instanceof AppError ? error.message : 'The database gave up this change: nothing was saved.';
}
