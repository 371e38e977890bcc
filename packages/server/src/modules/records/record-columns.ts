import type { RecordKind } from '@architect/contracts/records';
import { type CreateTableBuilder, type Generated, type Kysely, type RawBuilder, sql } from 'kysely';
import type { SqlDialect } from '../../platform/database/dialect.ts';
import { toTime, toTimeOrNull } from '../../platform/time.ts';

/** The columns of every table that holds records. Times are epoch ms. */
export interface RecordColumns {
  id: Generated<number>;
  /** Counts the changes, from 1. */
  version: number;
  created_by: string;
  created_at: number;
  updated_by: string;
  updated_at: number;
  /** Set: deleted, and can be restored. */
  deleted_at: number | null;
}

/** A row of any such table. */
export type RecordRow = Omit<RecordColumns, 'id'> & { id: number };

/** In a migration: `createTable('bugs').$call(addRecordColumns(dialect))`, first of all columns. */
export function addRecordColumns(dialect: SqlDialect) {
  return <Table extends string, Columns extends string>(table: CreateTableBuilder<Table, Columns>) =>
    table
      .addColumn('id', dialect.id, dialect.autoId)
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('created_at', dialect.time, (column) => column.notNull())
      .addColumn('updated_by', 'text', (column) => column.notNull())
      .addColumn('updated_at', dialect.time, (column) => column.notNull())
      .addColumn('deleted_at', dialect.time);
}

/**
 * In a migration: indices for lists without deleted records. The one called `list` is read as a whole by filters and orders
 * that have none of their own, so it names every short column that people filter and sort by.
 */
export async function addListIndices(
  db: Kysely<unknown>,
  dialect: SqlDialect,
  { table, lists }: { table: string; lists: Record<string, readonly (string | RawBuilder<unknown>)[]> },
): Promise<void> {
  for (const [name, columns] of Object.entries(lists)) {
    const own = columns.map((column) =>
      dialect.indexed(typeof column === 'string' ? sql.ref(column) : column),
    );
    // SQLite reads the rows themselves for the column of the condition unless the index has it too.
    const all = [...own, sql.ref('id'), sql.ref('deleted_at')];
    await sql`create index ${sql.ref(`${table}_${name}`)} on ${sql.table(table)} (${sql.join(all)}) where deleted_at is null`.execute(
      db,
    );
  }
}

/** In a migration: makes the labels that records have already known to filters. */
export async function fillLabels(
  db: Kysely<unknown>,
  dialect: SqlDialect,
  { table, kind }: { table: string; kind: RecordKind },
): Promise<void> {
  await sql`insert into record_labels (kind, record_id, label)
    select distinct ${sql.lit(kind)}, record.id, value
    from ${sql.table(table)} as record, ${dialect.textsIn(sql.ref('record.labels_json'))}`.execute(db);
}

/** Which record a row belongs to. */
export function addRecordKey(dialect: SqlDialect) {
  return <Table extends string, Columns extends string>(table: CreateTableBuilder<Table, Columns>) =>
    table
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('record_id', dialect.id, (column) => column.notNull());
}

/** The shared columns as a record shows them. */
export function timesOf({ created_at, updated_at, deleted_at }: RecordRow) {
  return {
    created_at: toTime(created_at),
    updated_at: toTime(updated_at),
    deleted_at: toTimeOrNull(deleted_at),
  };
}
