import { AppError } from '../app-error.ts';

/** SQLite result codes, https://www.sqlite.org/rescode.html */
const sqliteConflicts = new Set([
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_CONSTRAINT_PRIMARYKEY',
  'SQLITE_CONSTRAINT_FOREIGNKEY',
]);
const sqliteAway: Record<string, string> = {
  SQLITE_BUSY: 'The database is locked by another program. Try again shortly.',
  SQLITE_FULL: 'The disk is full: nothing was saved. Free some space and try again.',
  SQLITE_READONLY: 'The database cannot be written: check the rights of the data directory.',
  SQLITE_IOERR: 'The disk of the database does not answer properly: nothing was saved.',
  SQLITE_NOTADB: 'The database file is not a database: restore a backup.',
  SQLITE_CORRUPT: 'The database file is damaged: restore a backup.',
  SQLITE_CANTOPEN: 'The database file cannot be opened: check the data directory.',
};

/** SQLSTATE codes, https://www.postgresql.org/docs/current/errcodes-appendix.html */
const postgresConflicts = new Set(['23505', '23503']);
const postgresAway = /^(08|57P0[1-5]|53)/;
const socketAway = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'ENOENT',
]);
/** Errors without a code: of pg (pg 8, client.js and pg-pool), and of better-sqlite3 after closing. */
const clientAway =
  /Connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|Client was closed|Cannot use a pool after calling end|database connection is not open/i;

/**
 * Turns an engine's error into ours: CONFLICT for a broken unique or foreign key, UNAVAILABLE while the engine is away.
 * Anything else is a fault of the program and comes back unchanged.
 */
export function mapDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (sqliteConflicts.has(code) || postgresConflicts.has(code)) {
    return new AppError('CONFLICT', 'A record like this exists already, or one it refers to does not.', {
      cause: error,
    });
  }
  const sqliteText = Object.entries(sqliteAway).find(([prefix]) => code.startsWith(prefix))?.[1];
  if (sqliteText) return new AppError('UNAVAILABLE', sqliteText, { cause: error });
  if (postgresAway.test(code) || socketAway.has(code) || clientAway.test(error.message)) {
    return new AppError('UNAVAILABLE', 'The database does not answer right now. Try again shortly.', {
      cause: error,
    });
  }
  return error;
}

/** Whether the engine is away, rather than the query wrong. */
export function isEngineAway(error: unknown): boolean {
  return error instanceof AppError && error.code === 'UNAVAILABLE';
}
