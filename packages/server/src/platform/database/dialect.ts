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
  /** In a migration: the JSON of this column is only ever read as a whole, and need not be taken apart when it is written. */
  keepWhole(db: Kysely<unknown>, table: string, column: string): Promise<void>;
  /** The same back: as `json`. */
  takeApart(db: Kysely<unknown>, table: string, column: string): Promise<void>;
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
  /** A column or an expression in an index, so that the index serves the order of `selectPage`: empty values first. */
  indexed(column: RawBuilder<unknown>): RawBuilder<unknown>;
  /** A column in a condition that rows are not to be looked up by, one after the other. PostgreSQL chooses well itself. */
  notLookedUp(column: RawBuilder<unknown>): RawBuilder<unknown>;
  /** The texts in a JSON list as the rows `(value)` of a table. */
  textsIn(list: RawBuilder<unknown>): RawBuilder<unknown>;
  readonly text: TextSearch;
  /**
   * Rows that the program gives, as a table with these columns. They travel as one value, so that the statement is the same
   * however many there are; JSON columns are given as they are.
   */
  given<Row>(columns: GivenColumns<Row>, rows: readonly (readonly unknown[])[]): RawBuilder<Row>;
  /** Transactions that name the same thing go on one after the other; on SQLite all of them do. */
  takeTurns(db: Kysely<unknown>, name: string): Promise<void>;
  /** Keeps a second server from migrating the same database at the same time, until the transaction ends. */
  lockSchema(db: Kysely<unknown>): Promise<void>;
}

export type GivenColumns<Row> = { readonly [Name in keyof Row]: 'integer' | 'text' | 'json' };

/** Full-text search over the columns of one table that hold plain words (see `wordsOf`), the weightiest first. */
export interface TextSearch {
  /** In a migration, after the table was made: keeps the words of `columns` searchable. The table's key is `id`. */
  create(db: Kysely<unknown>, table: string, columns: readonly [string, string]): Promise<void>;
  drop(db: Kysely<unknown>, table: string): Promise<void>;
  /** In a migration: makes searches within the first of the columns quick. */
  indexFirst(db: Kysely<unknown>, table: string, column: string): Promise<void>;
  dropFirst(db: Kysely<unknown>, table: string): Promise<void>;
  /** Rows `(id)` of the table that have all the words, the last one as a beginning. */
  matches(table: string, words: readonly string[]): RawBuilder<{ id: number }>;
  /** Of these the newest ones, as rows `(id, score)`; the lowest score is best. */
  best(
    table: string,
    words: readonly string[],
    options: BestMatches,
  ): RawBuilder<{ id: number; score: number }>;
}

export interface BestMatches {
  /** Conditions on the columns of the table. */
  where: RawBuilder<boolean>;
  /** The conditions leave a small part of the table, which an index finds. */
  isNarrow: boolean;
  /** The first column: all the words must stand in it. Absent: anywhere. */
  within?: string;
  /** How many are looked at: scores of words that are everywhere would take long. */
  most: number;
}

/** What a driver can bind: JSON for objects and arrays; everything else as it is. */
export function encodeJson(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Buffer.isBuffer(value) || value instanceof Date) return value;
  return toJson(value);
}

/** JSON as both engines take it: PostgreSQL refuses NUL and halves of surrogate pairs, which a cut text may end with. */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!json.includes('\\u0000') && !json.includes('\\ud')) return json;
  // A backslash that was in the text comes as two.
  return json.replace(/\\(?:u(0000)|u(d[89a-f][0-9a-f]{2})|.)/g, (found, nul, half) =>
    nul ? '' : half ? '\ufffd' : found,
  );
}
