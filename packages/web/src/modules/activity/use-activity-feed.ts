import { activityEndpoints } from '@architect/contracts/activity';
import type { RequestOf } from '@architect/contracts/endpoint';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useApi } from '../../lib/app-context.tsx';
import { queryKeys } from '../../lib/query-keys.ts';

type FeedQuery = NonNullable<RequestOf<typeof activityEndpoints.activityFeed>['query']>;

const pageSize = 50;

/** An endless list: pages of what is there, older on demand, and on top what came in since. */
export function useActivityFeed(query: FeedQuery) {
  const api = useApi();
  const kept = useInfiniteQuery({
    // Not below `activity`: what happened does not change, so events need not read all pages again.
    queryKey: ['activity-pages', query],
    initialPageParam: null as string | null,
    // Kept only while shown: the next visit begins with what is new then.
    gcTime: 0,
    queryFn: async ({ pageParam: cursor, signal }) => {
      const wish = { ...query, ...(cursor === null ? {} : { cursor }), limit: pageSize };
      return api.call(activityEndpoints.activityFeed, { query: wish }, signal);
    },
    getNextPageParam: (last) => last.next_cursor,
  });
  const older = kept.data?.pages.flatMap(({ data }) => data);
  const newest = older?.[0]?.id ?? 0;
  const head = useQuery({
    queryKey: queryKeys.activityList({ head: query }),
    enabled: older !== undefined,
    queryFn: async ({ signal }) =>
      (await api.call(activityEndpoints.activityFeed, { query: { ...query, limit: pageSize } }, signal)).data,
  });
  const added = head.data?.filter(({ id }) => id > newest) ?? [];
  return {
    list: {
      data: older && [...added, ...older],
      error: kept.error,
      isFetching: kept.isFetching,
      refetch: kept.refetch,
    },
    hasOlder: kept.hasNextPage,
    /** Reading on failed: the person says when to try again. */
    isStuck: kept.isFetchNextPageError,
    isReadingOlder: kept.isFetchingNextPage,
    readOlder: () => void kept.fetchNextPage(),
    /** So much came in that something between is not shown. */
    isBehind: newest > 0 && added.length === pageSize,
    readAnew: () => void kept.refetch(),
  };
}

/** Who and what is in the trail at all, for choices. */
export function useActivityValues() {
  const api = useApi();
  return useQuery({
    queryKey: ['activity-values'],
    staleTime: 30_000,
    queryFn: async ({ signal }) => (await api.call(activityEndpoints.activityValues, {}, signal)).data,
  }).data;
}
