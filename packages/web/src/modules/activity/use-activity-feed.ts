import { type Activity, activityEndpoints } from '@architect/contracts/activity';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from '../../lib/app-context.tsx';
import type { ListWish } from '../../lib/prompts.ts';
import { useActivity } from '../../lib/stats.ts';

const pageSize = 50;
/** What comes in while one reads is put on top up to this many; then the list is read anew. */
const mostNewer = 200;

/** An endless list: pages of what is there, older on demand, and on top what came in since. */
export function useActivityFeed(query: ListWish) {
  const api = useApi();
  const kept = useInfiniteQuery({
    // Not below `activity`: what happened does not change, so events need not read all pages again.
    queryKey: ['activity-pages', query],
    initialPageParam: 0,
    // Kept only while shown: the next visit begins with what is new then.
    gcTime: 0,
    queryFn: async ({ pageParam: before, signal }): Promise<Activity[]> => {
      const older = before === 0 ? {} : { id_lt: before };
      const wish = { ...query, ...older, sort: '-id', per_page: pageSize };
      return (await api.call(activityEndpoints.listActivity, { query: wish }, signal)).data;
    },
    getNextPageParam: (last) => (last.length < pageSize ? undefined : last.at(-1)?.id),
  });
  const older = kept.data?.pages.flat();
  const newest = older?.[0]?.id ?? 0;
  const wish = { ...query, id_gt: newest, sort: '-id', per_page: mostNewer };
  const since = useActivity(wish, older !== undefined);
  // What another filter showed stays there until this one is answered.
  const newer = since.isPlaceholderData ? undefined : since.data;
  const added = newer?.items ?? [];
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
    /** More came in than are put on top: those between are not shown. */
    isBehind: (newer?.pagination.total ?? 0) > mostNewer,
    readAnew: () => void kept.refetch(),
  };
}
