/** Which rows are chosen and where the keyboard stands, by id. */
export interface RecordSelection {
  at: number | null;
  /** Where a range begins. */
  anchor: number | null;
  chosen: ReadonlySet<number>;
}

export const nothingSelected: RecordSelection = { at: null, anchor: null, chosen: new Set() };

/** Goes `by` rows down (or up); from nowhere to the first or the last row. */
export function stepBy(selection: RecordSelection, ids: readonly number[], by: number): RecordSelection {
  if (ids.length === 0) return selection;
  const from = selection.at === null ? -1 : ids.indexOf(selection.at);
  const start = from === -1 && by < 0 ? ids.length : from;
  const to = Math.min(ids.length - 1, Math.max(0, start + by));
  return { ...selection, at: ids[to] ?? null };
}

export function toggleOne(selection: RecordSelection, id: number): RecordSelection {
  const chosen = new Set(selection.chosen);
  if (!chosen.delete(id)) chosen.add(id);
  return { at: id, anchor: id, chosen };
}

/** Everything between the last one chosen and this one, both included. */
export function selectTo(selection: RecordSelection, ids: readonly number[], id: number): RecordSelection {
  const [a, b] = [ids.indexOf(selection.anchor ?? id), ids.indexOf(id)].toSorted((x, y) => x - y);
  if (a === undefined || b === undefined || a < 0) return toggleOne(selection, id);
  return {
    at: id,
    anchor: selection.anchor ?? id,
    chosen: new Set([...selection.chosen, ...ids.slice(a, b + 1)]),
  };
}

export function selectAll(selection: RecordSelection, ids: readonly number[]): RecordSelection {
  const isAll = ids.length > 0 && ids.every((id) => selection.chosen.has(id));
  return { ...selection, chosen: isAll ? new Set() : new Set(ids) };
}

/** What an action is about: the chosen rows that are shown, else the row where the keyboard stands. */
export function subjectsOf(selection: RecordSelection, ids: readonly number[]): readonly number[] {
  const chosen = ids.filter((id) => selection.chosen.has(id));
  if (chosen.length > 0) return chosen;
  return selection.at !== null && ids.includes(selection.at) ? [selection.at] : [];
}
