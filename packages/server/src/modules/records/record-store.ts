import { type RecordKind, recordFilters } from '@architect/contracts/records';
import type { FilterKind, ListQuery, Pagination } from '@architect/contracts/reply';
import { type RawBuilder, sql } from 'kysely';
import type { Database, Tx } from '../../platform/context.ts';
import { conditionsOf, selectPage } from '../../platform/database/select-page.ts';
import { findByWords } from './face-store.ts';
import { conditionsOfLabels } from './label-store.ts';
import type { RecordRow } from './record-columns.ts';
import type { Source } from './tables.ts';

/** What a caller sets; the shared columns are the store's. */
export type Values<Row extends RecordRow> = Partial<Omit<Row, keyof RecordRow>>;

/** The SQL that all tables of records have in common. A module's `store.ts` makes one for its table and adds its own. */
export interface RecordStore<Row extends RecordRow> {
  /**
   * @param query validated by the list's contract, with `q`, `deleted` and the labels
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

  // One parameter however many ids there are: each number of parameters would be a statement of its own.
  const oneOf = (ids: readonly number[]) =>
    sql`(select cast(value as ${sql.raw(db.dialect.id)}) from ${db.dialect.textsIn(sql`${ids}`)})`;

  async function rowsOf(ids: readonly number[]): Promise<Row[]> {
    if (ids.length === 0) return [];
    const query = from(db).selectFrom(table).selectAll();
    const rows = await query.where(sql<boolean>`id in ${oneOf(ids)}`).execute();
    const byId = new Map(rows.map((row) => [row.id, asRow(row)]));
    // One that is gone since the ids were read is left out.
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  return {
    async list(query, conditions = []) {
      const list = { list: query, fields, dialect: db.dialect };
      const fits = [...shownOf(query), ...conditionsOfLabels(kind, query, db.dialect), ...conditions];
      let isCut = false;
      if (typeof query.q === 'string') {
        const wanted = { kind, table, text: query.q };
        // Asked once, and before: PostgreSQL guesses badly how many records have some words.
        const hits = await findByWords(db, wanted, [...fits, ...conditionsOf(list)]);
        fits.push(sql`id in ${oneOf(hits.ids)}`);
        isCut = hits.isCut;
      }
      let some = from(db).selectFrom(table).select('id');
      for (const condition of fits) some = some.where(condition);
      // Ids first: an index holds all that lists ask for, and whole rows are read for one page only.
      const { rows, pagination } = await selectPage({
        ...list,
        query: some,
        defaultSort: options.defaultSort,
      });
      const whole = await rowsOf(rows.map(({ id }) => id));
      return { rows: whole, pagination: { ...pagination, ...(isCut && { is_cut: true }) } };
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

function shownOf({ deleted }: ListQuery): RawBuilder<boolean>[] {
  if (deleted === 'include') return [];
  return [deleted === 'only' ? sql`deleted_at is not null` : sql`deleted_at is null`];
}
