import { useMemo, useRef } from 'react';
import { useMayAct } from '../../lib/app-context.tsx';
import { type Shortcut, useShortcuts } from '../../lib/shortcuts.ts';

interface ListKeys {
  rows: readonly { id: number }[];
  chosen: ReadonlySet<number>;
  onChosen(ids: ReadonlySet<number>): void;
  showWaiting(): void;
}

/** J and K move the focus from row to row, X selects, Shift-X up to here; Enter opens, as on any link. */
export function useListKeys({ rows, chosen, onChosen, showWaiting }: ListKeys) {
  const list = useRef<HTMLUListElement>(null);
  const anchor = useRef<number | null>(null);
  const mayAct = useMayAct();

  function toggle(id: number, range = false): void {
    const next = new Set(chosen);
    for (const one of range ? rangeOf(rows, anchor.current, id) : [id]) {
      if (!range && next.has(one)) next.delete(one);
      else next.add(one);
    }
    anchor.current = id;
    onChosen(next);
  }

  const latest = useRef({ toggle, showWaiting, clear: () => onChosen(new Set()) });
  latest.current = { toggle, showWaiting, clear: () => onChosen(new Set()) };
  const shortcuts = useMemo(() => shortcutsOf(list, latest, mayAct), [mayAct]);
  useShortcuts('Errors', shortcuts);
  // Through the newest one: rows that did not change keep the function that they were given first.
  return { list, toggle: (id: number, range: boolean) => latest.current.toggle(id, range) };
}

function rangeOf(rows: readonly { id: number }[], from: number | null, to: number): number[] {
  const ids = rows.map(({ id }) => id);
  const [a, b] = [ids.indexOf(from ?? to), ids.indexOf(to)].sort((x, y) => x - y);
  return a === undefined || a < 0 ? [to] : ids.slice(a, (b ?? a) + 1);
}

interface Latest {
  toggle(id: number, range?: boolean): void;
  showWaiting(): void;
  clear(): void;
}

function shortcutsOf(
  list: React.RefObject<HTMLUListElement | null>,
  latest: React.RefObject<Latest>,
  mayAct: boolean,
): Shortcut[] {
  const select = (range: boolean) => {
    const id = Number(currentRow(list.current)?.dataset.id);
    if (id) latest.current.toggle(id, range);
  };
  return [
    { keys: 'j', does: 'Next error', run: () => move(list.current, 1) },
    { keys: 'k', does: 'Error before', run: () => move(list.current, -1) },
    { keys: '.', does: 'Show new errors', run: () => latest.current.showWaiting() },
    ...(mayAct
      ? [
          { keys: 'x', does: 'Select', run: () => select(false) },
          { keys: 'X', does: 'Select up to here', run: () => select(true) },
          { keys: 'Escape', does: 'Select nothing', run: () => latest.current.clear() },
        ]
      : []),
  ];
}

function rowsOf(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('li') ?? [])];
}

function currentRow(list: HTMLElement | null): HTMLElement | undefined {
  return rowsOf(list).find((row) => row.contains(document.activeElement));
}

function move(list: HTMLElement | null, by: number): void {
  const rows = rowsOf(list);
  const now = currentRow(list);
  const next = now ? rows.indexOf(now) + by : 0;
  rows[Math.max(0, Math.min(rows.length - 1, next))]?.querySelector('a')?.focus();
}
