import { type Activity, activityEndpoints } from '@architect/contracts/activity';
import type { ReplyOf } from '@architect/contracts/endpoint';
import { systemEndpoints } from '@architect/contracts/system';
import { type UsageReport, usageEndpoints } from '@architect/contracts/usage';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useApi } from './app-context.tsx';
import type { Page } from './apply-live-event.ts';
import type { ListWish } from './prompts.ts';
import { queryKeys } from './query-keys.ts';

export type Stats = ReplyOf<typeof systemEndpoints.getStats>['data'];

export function useStats() {
  const api = useApi();
  return useQuery<Stats>({
    queryKey: queryKeys.stats,
    queryFn: async ({ signal }) => (await api.call(systemEndpoints.getStats, {}, signal)).data,
  });
}

/** What the agents' work of the last days took; with a directory, only in it and below. */
export function useUsage(days: number, directory: string | null = null) {
  const api = useApi();
  return useQuery<UsageReport>({
    queryKey: [...queryKeys.stats, 'usage', days, directory],
    queryFn: async ({ signal }) =>
      (
        await api.call(
          usageEndpoints.readUsage,
          { query: { days, ...(directory === null ? {} : { working_dir: directory }) } },
          signal,
        )
      ).data,
  });
}

export function useActivity(query: ListWish) {
  const api = useApi();
  return useQuery<Page<Activity>>({
    queryKey: queryKeys.activityList(query),
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const reply = await api.call(activityEndpoints.listActivity, { query }, signal);
      return { items: reply.data, pagination: reply.pagination };
    },
  });
}
