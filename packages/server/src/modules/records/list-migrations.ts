import type { RecordKind } from '@architect/contracts/records';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { SqlDialect } from '../../platform/database/dialect.ts';

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
