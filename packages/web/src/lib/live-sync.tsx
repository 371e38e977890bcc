import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useApi, useLive } from './app-context.tsx';
import { applyLiveEvent } from './apply-live-event.ts';
import { queryKeys } from './query-keys.ts';
import { createRefreshSchedule } from './refresh-schedule.ts';
import type { Stale, StaleRow } from './stale-lists.ts';

const refreshGapMs = 750;
const patienceMs = 1_500;

/**
 * Keeps the query cache true while somebody is signed in. Children are shown once events flow (or the first try
 * failed), so that nothing can change unseen between reading a list and listening.
 */
export function LiveSync({ children }: { children: ReactNode }) {
  const live = useLive();
  const client = useQueryClient();
  const api = useApi();
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const pace = { now: () => Date.now(), after: delayed, gapMs: refreshGapMs };
    const schedule = createRefreshSchedule<string>({
      ...pace,
      refresh: (stale) => void client.invalidateQueries(JSON.parse(stale) as Stale),
    });
    const changed = new Map<StaleRow['row']['kind'], Set<number>>();
    const rows = createRefreshSchedule<StaleRow['row']['kind']>({
      ...pace,
      async refresh(kind) {
        const ids = [...(changed.get(kind) ?? [])];
        changed.delete(kind);
        // What it needs is there already when a list shows records.
        const { readRows } = await import('./read-rows.ts');
        await readRows(kind, ids, { client, api });
      },
    });
    const stops = [
      live.onEvent((topic, payload) => {
        for (const stale of applyLiveEvent(client, topic, payload)) {
          if ('queryKey' in stale) schedule.mark(JSON.stringify(stale));
          else {
            const { kind, id } = stale.row;
            changed.set(kind, (changed.get(kind) ?? new Set()).add(id));
            rows.mark(kind);
          }
        }
      }),
      live.onGap(
        () => void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'login' }),
      ),
      live.onLoss(() => void client.invalidateQueries({ queryKey: queryKeys.login })),
      live.onStatus(() => setReady(true)),
      delayed(patienceMs, () => setReady(true)),
      schedule.stop,
      rows.stop,
    ];
    live.start();
    return () => {
      for (const stop of stops) stop();
      live.stop();
    };
  }, [live, client, api]);
  return ready ? children : null;
}

/** Runs once later; returns the function that cancels. */
export function delayed(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}
