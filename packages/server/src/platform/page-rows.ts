import type { FilterKind, ListQuery, Pagination } from '@architect/contracts/reply';

type Value = string | number | null;

const comparisons: Record<string, (a: Value, b: Value) => boolean> = {
  gte: (a, b) => compare(a, b) >= 0,
  lte: (a, b) => compare(a, b) <= 0,
  gt: (a, b) => compare(a, b) > 0,
  lt: (a, b) => compare(a, b) < 0,
  ne: (a, b) => compare(a, b) !== 0,
};

/**
 * A page of rows that live in memory, by the rules of `selectPage`: filters by field and suffix, sorting, paging. An empty
 * value matches no comparison and sorts as the smallest.
 * @param fields the same that were given to `listQuery`; each is a property of the rows.
 */
export function pageRows<Row extends object>(
  rows: readonly Row[],
  list: ListQuery,
  fields: Record<string, FilterKind>,
): { rows: Row[]; pagination: Pagination } {
  const placeIn = (row: Row, field: string): Value => placeOf(Reflect.get(row, field), fields[field]);
  const kept = rows.filter((row) =>
    Object.keys(fields).every((field) =>
      fits(list, field, { value: placeIn(row, field), kind: fields[field] }),
    ),
  );
  for (const name of (list.sort ?? '').split(',').filter(Boolean).reverse()) {
    const field = name.replace(/^-/, '');
    const direction = name.startsWith('-') ? -1 : 1;
    kept.sort((a, b) => direction * compare(placeIn(a, field), placeIn(b, field)));
  }
  const { page, per_page } = list;
  const total = kept.length;
  return {
    rows: kept.slice((page - 1) * per_page, page * per_page),
    pagination: { page, per_page, total, total_pages: Math.ceil(total / per_page) },
  };
}

function fits(list: ListQuery, field: string, { value, kind }: { value: Value; kind?: FilterKind }): boolean {
  const equal = list[field];
  if (equal !== undefined && value !== placeOf(equal, kind)) return false;
  for (const [suffix, holds] of Object.entries(comparisons)) {
    const wanted = list[`${field}_${suffix}`];
    if (wanted !== undefined && (value === null || !holds(value, placeOf(wanted, kind)))) return false;
  }
  const oneOf = list[`${field}_in`];
  if (
    oneOf !== undefined &&
    !String(oneOf)
      .split(',')
      .some((one) => value === placeOf(one.trim(), kind))
  )
    return false;
  const like = list[`${field}_like`];
  if (like === undefined) return true;
  return (
    typeof value === 'string' && value.toLowerCase().includes(String(like).replaceAll('%', '').toLowerCase())
  );
}

/** What is compared instead of a value: words of a fixed list by their place, times as epoch ms. */
function placeOf(value: unknown, kind: FilterKind = 'text'): Value {
  if (value === null || value === undefined) return null;
  if (typeof kind !== 'string') return kind.words.indexOf(String(value));
  if (kind === 'boolean') return value === true || value === 'true' || value === '1' ? 1 : 0;
  if (kind === 'time') return Date.parse(String(value));
  return kind === 'number' ? Number(value) : String(value);
}

function compare(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}
