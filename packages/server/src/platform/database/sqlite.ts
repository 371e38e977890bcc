import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { type SqlDialect, toJson } from './dialect.ts';
import type { Engine } from './engine.ts';
import { createGroupCommit } from './group-commit.ts';
import { mapDatabaseError } from './map-database-error.ts';
import { createSqliteKysely } from './sqlite-driver.ts';
import { sqliteText } from './sqlite-text.ts';

const dialect: SqlDialect = {
  name: 'sqlite',
  id: 'integer',
  autoId: (column) => column.primaryKey().autoIncrement(),
  json: 'text',
  keepWhole: async () => undefined,
  takeApart: async () => undefined,
  boolean: 'integer',
  time: 'integer',
  like: 'like',
  forUpdateSkipLocked: (query) => query,
  forUpdate: (query) => query,
  indexed: (column) => column,
  notLookedUp: (column) => sql`+${column}`,
  textsIn: (list) => sql`json_each(${list})`,
  text: sqliteText,
  given(columns, rows) {
    const picked = Object.keys(columns).map(
      (name, at) => sql`json_extract(value, ${sql.lit(`$[${at}]`)}) as ${sql.ref(name)}`,
    );
    return sql`(select ${sql.join(picked)} from json_each(${toJson(rows)}))`;
  },
  takeTurns: async () => undefined,
  lockSchema: async () => undefined,
};

/**
 * Opens (and creates) a SQLite file. Reads have a connection of their own, so that they never see a half-done write.
 * @throws AppError UNAVAILABLE when the file cannot be opened.
 */
export function openSqlite(file: string): Engine {
  const writer = connect(file);
  const reader = connect(file);
  reader.pragma('query_only = ON');
  const readerKysely = createSqliteKysely(reader);
  const writerKysely = createSqliteKysely(writer);
  const inGroup = createGroupCommit(writer);
  let isOpen = true;

  return {
    dialect,
    reads: readerKysely,
    transaction: (run) => inGroup(() => run(writerKysely)),
    async close() {
      if (!isOpen) return;
      isOpen = false;
      reader.close();
      writer.close();
    },
  };
}

function connect(file: string): BetterSqlite.Database {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const sqlite = new BetterSqlite(file, { timeout: 5000 });
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    return sqlite;
  } catch (error) {
    throw mapDatabaseError(error);
  }
}
