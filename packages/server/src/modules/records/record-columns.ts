import type { CreateTableBuilder, Generated } from 'kysely';
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
