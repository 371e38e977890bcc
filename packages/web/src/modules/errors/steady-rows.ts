/**
 * Rows that stay where they are while counts tick: known ones keep their place with their new data, gone ones leave, and
 * new ones wait until the person asks for them.
 * @param order ids as they are shown; null: nothing is shown yet
 * @param items what the server answers now, in its order
 */
export function steadyRows<Item extends { id: number }>(
  order: readonly number[] | null,
  items: readonly Item[],
): { rows: Item[]; waiting: number } {
  if (order === null || order.length === 0) return { rows: [...items], waiting: 0 };
  const byId = new Map(items.map((item) => [item.id, item]));
  const rows = order.flatMap((id) => byId.get(id) ?? []);
  if (rows.length === 0) return { rows: [...items], waiting: 0 };
  return { rows, waiting: items.length - rows.length };
}
