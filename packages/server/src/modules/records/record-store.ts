import { type RecordKind, recordFilters } from '@architect/contracts/records';
import type { FilterKind, ListQuery, Pagination } from '@architect/contracts/reply';
import type { Kysely, RawBuilder } from 'kysely';
import type { Database, Tx } from '../../platform/context.ts';
import { selectPage } from '../../platform/database/select-page.ts';
import { hasWords } from './face-store.ts';
import type { RecordRow } from './record-columns.ts';
import type { Source } from './tables.ts';

/** What a caller sets; the shared columns are the store's. */
export type Values<Row extends RecordRow> = Partial<Omit<Row, keyof RecordRow>>;

/** The SQL that all tables of records have in common. A module's `store.ts` makes one for its table and adds its own. */
export interface RecordStore<Row extends RecordRow> {
  /**
   * @param query validated by the list's contract, with `q` and `deleted`
   * @param conditions more of them, for parameters of this list alone
   */
  list(
    query: ListQuery,
    conditions?: readonly RawBuilder<boolean>[],
  ): Promise<{ rows: Row[]; pagination: Pagination }>;
  /** Deleted ones too. */
  find(source: Source, id: number): Promise<Row | null>;
  /** As `find`, and nobody else changes it until the transaction ends. */
  lock(tx: Tx, id: number): Promise<Row | null>;
  insert(tx: Tx, values: Omit<Row, 'id'>): Promise<Row>;
  /** Sets the values as they are; the row must exist. */
  update(tx: Tx, id: number, values: Partial<Omit<Row, 'id'>>): Promise<Row>;
}

export interface RecordStoreOptions {
  db: Database;
  kind: RecordKind;
  table: string;
  /** The fields of the list's contract. */
  fields: Record<string, FilterKind>;
  defaultSort?: string;
}

export function createRecordStore<Row extends RecordRow>(options: RecordStoreOptions): RecordStore<Row> {
  const { db, kind, table } = options;
  // Kysely cannot follow a table that is a parameter; the rows of this one are `Row` by the module's migration.
  const from = (source: Source) => source.tables<Record<string, RecordRow>>();
  const asRow = (row: unknown) => row as Row;
  const fields = { ...recordFilters, ...options.fields };

  return {
    async list(query, conditions = []) {
      const words = typeof query.q === 'string' ? [hasWords(db, kind, query.q)] : [];
      let some = chosen(from(db), table, query);
      for (const condition of [...words, ...conditions]) some = some.where(condition);
      const { rows, pagination } = await selectPage({
        query: some,
        list: query,
        fields,
        dialect: db.dialect,
        defaultSort: options.defaultSort,
      });
      return { rows: rows.map(asRow), pagination };
    },
    async find(source, id) {
      const row = await from(source).selectFrom(table).selectAll().where('id', '=', id).executeTakeFirst();
      return row ? asRow(row) : null;
    },
    async lock(tx, id) {
      const one = from(tx).selectFrom(table).selectAll().where('id', '=', id);
      const row = await db.dialect.forUpdate(one).executeTakeFirst();
      return row ? asRow(row) : null;
    },
    async insert(tx, values) {
      return asRow(
        await from(tx)
          .insertInto(table)
          .values(values as never)
          .returningAll()
          .executeTakeFirstOrThrow(),
      );
    },
    async update(tx, id, values) {
      const query = from(tx)
        .updateTable(table)
        .set(values as never)
        .where('id', '=', id);
      return asRow(await query.returningAll().executeTakeFirstOrThrow());
    },
  };
}

function chosen(db: Kysely<Record<string, RecordRow>>, table: string, { deleted }: ListQuery) {
  const all = db.selectFrom(table).selectAll();
  if (deleted === 'include') return all;
  return all.where('deleted_at', deleted === 'only' ? 'is not' : 'is', null);
}
