import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useLive } from './app-context.tsx';
import { applyLiveEvent } from './apply-live-event.ts';
import { queryKeys } from './query-keys.ts';
import { createRefreshSchedule } from './refresh-schedule.ts';

const refreshGapMs = 750;
const patienceMs = 1_500;

/**
 * Keeps the query cache true while somebody is signed in. Children are shown once events flow (or the first try
 * failed), so that nothing can change unseen between reading a list and listening.
 */
export function LiveSync({ children }: { children: ReactNode }) {
  const live = useLive();
  const client = useQueryClient();
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const schedule = createRefreshSchedule<keyof typeof staleKeys>({
      refresh: (name) => void client.invalidateQueries({ queryKey: staleKeys[name] }),
      now: () => Date.now(),
      after: delayed,
      gapMs: refreshGapMs,
    });
    const stops = [
      live.onEvent((topic, payload) => {
        for (const name of applyLiveEvent(client, topic, payload)) schedule.mark(name);
      }),
      live.onGap(
        () => void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'login' }),
      ),
      live.onLoss(() => void client.invalidateQueries({ queryKey: queryKeys.login })),
      live.onStatus(() => setReady(true)),
      delayed(patienceMs, () => setReady(true)),
      schedule.stop,
    ];
    live.start();
    return () => {
      for (const stop of stops) stop();
      live.stop();
    };
  }, [live, client]);
  return ready ? children : null;
}

const staleKeys = {
  prompts: queryKeys.prompts,
  interactions: queryKeys.interactions,
  activity: queryKeys.activity,
  stats: queryKeys.stats,
  explanation: ['explanation'],
  rules: queryKeys.rules,
  policy: queryKeys.policy,
  records: queryKeys.records,
  suggestions: queryKeys.suggestions,
} as const;

/** Runs once later; returns the function that cancels. */
export function delayed(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}
