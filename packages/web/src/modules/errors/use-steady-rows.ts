import { useEffect, useState } from 'react';
import { steadyRows } from './steady-rows.ts';

/** Keeps rows in place while a view stays open; another `view` (filter, page) begins anew. */
export function useSteadyRows<Item extends { id: number }>(view: string, items: readonly Item[] | undefined) {
  const [shown, setShown] = useState<{ view: string; order: readonly number[] } | null>(null);
  const order = shown?.view === view ? shown.order : null;
  const steady = steadyRows(order, items ?? []);
  const ids = steady.rows.map(({ id }) => id).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ids say whether there is another order to keep.
  useEffect(() => {
    if (items) setShown({ view, order: steady.rows.map(({ id }) => id) });
  }, [view, ids, items === undefined]);
  return { ...steady, showWaiting: () => setShown(null) };
}
