import type { FilterKind, ListQuery, Pagination } from '@architect/contracts/reply';
import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { SqlDialect } from './dialect.ts';

const operators: Record<string, string> = { gte: '>=', lte: '<=', gt: '>', lt: '<', ne: '<>' };

export interface PageOptions<DB, Table extends keyof DB, Row> {
  /** The whole selection, e.g. `db.selectFrom('prompts').selectAll()`; it may carry conditions of its own. */
  query: SelectQueryBuilder<DB, Table, Row>;
  /** The validated query of the request. */
  list: ListQuery;
  /** The same fields that were given to `listQuery`. */
  fields: Record<string, FilterKind>;
  /** Where a field's column has another name, e.g. `{ archived: 'is_archived' }`. */
  columns?: Record<string, string>;
  dialect: SqlDialect;
  /** Used when the request names no order; also breaks ties, so it ends with a unique column. Default `-id`. */
  defaultSort?: string;
}

/**
 * Runs a list as decisions demand: filters by field name and suffix, sorting, paging, and the total. Fields of fixed words
 * are compared and sorted by the order of these words.
 * `_like` looks for a part of the text (or takes a pattern with %), without regard to case. Empty values sort as the
 * smallest on both engines.
 */
export async function selectPage<DB, Table extends keyof DB, Row>(
  options: PageOptions<DB, Table, Row>,
): Promise<{ rows: Row[]; pagination: Pagination }> {
  const { list } = options;
  let filtered = options.query;
  for (const condition of conditionsOf(options)) filtered = filtered.where(condition);
  const counted = await filtered
    .clearSelect()
    .select(sql<number>`count(*)`.as('total'))
    .executeTakeFirstOrThrow();
  // Kysely cannot simplify the row of a query that is generic in its table.
  const { total } = counted as { total: number };
  let page = filtered;
  for (const order of ordersOf(options)) page = page.orderBy(order);
  const rows = await page
    .limit(list.per_page)
    .offset((list.page - 1) * list.per_page)
    .execute();
  return {
    // Kysely's simplified row is the row itself.
    rows: rows as Row[],
    pagination: {
      page: list.page,
      per_page: list.per_page,
      total: Number(total),
      total_pages: Math.ceil(Number(total) / list.per_page),
    },
  };
}

type Fields = Pick<
  PageOptions<unknown, never, unknown>,
  'list' | 'fields' | 'columns' | 'dialect' | 'defaultSort'
>;

/** The filters of a list as conditions on its table. */
export function conditionsOf({ list, fields, columns, dialect }: Fields): RawBuilder<boolean>[] {
  const conditions: RawBuilder<boolean>[] = [];
  for (const [name, kind] of Object.entries(fields)) {
    const column = sql.ref(columns?.[name] ?? name);
    const equal = list[name];
    if (equal !== undefined) conditions.push(sql<boolean>`${column} = ${toColumn(equal, kind)}`);
    for (const [suffix, operator] of Object.entries(operators)) {
      const value = list[`${name}_${suffix}`];
      if (value === undefined) continue;
      conditions.push(
        sql<boolean>`${placeOf(column, kind)} ${sql.raw(operator)} ${placeOfValue(value, kind)}`,
      );
    }
    const oneOf = list[`${name}_in`];
    if (oneOf !== undefined) {
      const values = String(oneOf)
        .split(',')
        .map((value) => toColumn(value.trim(), kind));
      conditions.push(sql<boolean>`${column} in (${sql.join(values)})`);
    }
    const like = list[`${name}_like`];
    if (like !== undefined) {
      const pattern = String(like).includes('%') ? String(like) : `%${like}%`;
      conditions.push(sql<boolean>`cast(${column} as text) ${sql.raw(dialect.like)} ${pattern}`);
    }
  }
  return conditions;
}

function ordersOf({ list, fields, columns, defaultSort = '-id' }: Fields): RawBuilder<unknown>[] {
  const names = [list.sort, defaultSort].filter(Boolean).join(',').split(',');
  return names.map((name) => {
    const field = name.replace(/^-/, '');
    // A key is never empty, and PostgreSQL uses its index for the plain order only.
    if (field === 'id') return name === 'id' ? sql`id` : sql`id desc`;
    const column = placeOf(sql.ref(columns?.[field] ?? field), fields[field] ?? 'text');
    return name.startsWith('-') ? sql`${column} desc nulls last` : sql`${column} asc nulls first`;
  });
}

/** A column as lists sort by it; word lists by their order, unknown words first. Indices of such lists hold the same. */
export function placeOf(column: RawBuilder<unknown>, kind: FilterKind): RawBuilder<unknown> {
  if (typeof kind === 'string') return column;
  const places = kind.words.map((word, place) => sql`when ${sql.lit(word)} then ${sql.lit(place)}`);
  return sql`(case ${column} ${sql.join(places, sql` `)} else -1 end)`;
}

function placeOfValue(value: string | number | boolean, kind: FilterKind): string | number | boolean {
  return typeof kind === 'string' ? toColumn(value, kind) : kind.words.indexOf(String(value));
}

function toColumn(value: string | number | boolean, kind: FilterKind): string | number | boolean {
  if (kind === 'boolean') return value === true || value === 'true' || value === '1';
  if (kind === 'time') return typeof value === 'number' ? value : Date.parse(String(value));
  return kind === 'number' ? Number(value) : String(value);
}
