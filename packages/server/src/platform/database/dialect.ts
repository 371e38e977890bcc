import type { ColumnDefinitionBuilder, Kysely, RawBuilder, SelectQueryBuilder } from 'kysely';

/**
 * The few things in which the two engines differ. Migrations and stores use these words and never ask which engine runs.
 *
 * Two naming rules do the rest: a column `is_…` holds a boolean and a column `…_json` holds JSON; both come back as
 * such from either engine. Objects and arrays given as values are stored as JSON.
 */
export interface SqlDialect {
  readonly name: 'sqlite' | 'postgres';
  /** Type of a numbered primary key; its column is finished by `autoId`. */
  readonly id: 'integer' | 'bigint';
  readonly autoId: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
  readonly json: 'text' | 'jsonb';
  readonly boolean: 'integer' | 'boolean';
  /** Epoch milliseconds. */
  readonly time: 'integer' | 'bigint';
  /** A comparison that ignores case (ASCII only on SQLite). */
  readonly like: 'like' | 'ilike';
  /** Rows that another transaction holds are passed over; on SQLite there is only one writer. */
  forUpdateSkipLocked<DB, Table extends keyof DB, Row>(
    query: SelectQueryBuilder<DB, Table, Row>,
  ): SelectQueryBuilder<DB, Table, Row>;
  /** The rows stay as they are until this transaction ends; on SQLite there is only one writer. */
  forUpdate<DB, Table extends keyof DB, Row>(
    query: SelectQueryBuilder<DB, Table, Row>,
  ): SelectQueryBuilder<DB, Table, Row>;
  readonly text: TextSearch;
  /** Keeps a second server from migrating the same database at the same time, until the transaction ends. */
  lockSchema(db: Kysely<unknown>): Promise<void>;
}

/** Full-text search over the columns of one table that hold plain words (see `wordsOf`), the weightiest first. */
export interface TextSearch {
  /** In a migration, after the table was made: keeps the words of `columns` searchable. The table's key is `id`. */
  create(db: Kysely<unknown>, table: string, columns: readonly [string, string]): Promise<void>;
  drop(db: Kysely<unknown>, table: string): Promise<void>;
  /** Rows `(id, score)` of the table that have all the words, the last one as a beginning; the lowest score is best. */
  matches(table: string, words: readonly string[]): RawBuilder<{ id: number; score: number }>;
}

/** What a driver can bind: JSON for objects and arrays; everything else as it is. */
export function encodeJson(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Buffer.isBuffer(value) || value instanceof Date) return value;
  return JSON.stringify(value);
}
