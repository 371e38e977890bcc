import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { StartError } from './start-error.ts';

export interface DataLock {
  /** Safe to call twice. */
  release(): void;
}

/**
 * One server (or one restore) per data directory. The lock is a lock of the operating system, held by way of SQLite on
 * a file of its own: it ends with its process however that ends, so there are no stale locks. The process id beside it
 * is for the message only.
 * @throws StartError naming the process that holds the directory, or when the directory cannot be written
 */
export function lockDataDirectory(dataDir: string): DataLock {
  prepareDirectory(dataDir);
  const pidFile = join(dataDir, 'server.pid');
  const lock = new BetterSqlite(join(dataDir, 'server.lock'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new StartError(
      `another server ${readHolder(pidFile)}already uses ${dataDir}: stop it first, or choose another --data-dir`,
    );
  }
  writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
  return {
    release() {
      if (!lock.open) return;
      rmSync(pidFile, { force: true });
      lock.close();
    },
  };
}

function prepareDirectory(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    throw new StartError(
      `the data directory ${dataDir} cannot be written${code}: check its owner and rights, or choose another --data-dir`,
      {
        cause: error,
      },
    );
  }
}

function readHolder(pidFile: string): string {
  try {
    return `(process ${readFileSync(pidFile, 'utf8').trim()}) `;
  } catch {
    // The other server is between taking the lock and writing its number: the message does without.
    return '';
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}
