import type { RequestOf } from '@architect/contracts/endpoint';
import { type Interaction, interactionEndpoints } from '@architect/contracts/interactions';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './app-context.tsx';
import type { Page } from './apply-live-event.ts';
import type { ListWish } from './prompts.ts';
import { queryKeys } from './query-keys.ts';

export type Decision = NonNullable<RequestOf<typeof interactionEndpoints.handleInteraction>['body']>;

const pendingQuery = { status: 'pending', sort: 'created_at', per_page: 100 };

/** Live events keep the list; this is for the one that never came: no decision may wait unseen. */
const lookAgainMs = 15_000;

/** Everything that waits for a person: first what waits too long, then the oldest. */
export function usePendingInteractions() {
  return useInteractions(pendingQuery, { select: escalatedFirst, refetchInterval: lookAgainMs });
}

function escalatedFirst(page: Page<Interaction>): Page<Interaction> {
  const isEscalated = (one: Interaction) => Number(one.escalated_at !== null);
  return { ...page, items: page.items.toSorted((a, b) => isEscalated(b) - isEscalated(a)) };
}

interface Watching {
  select?: (page: Page<Interaction>) => Page<Interaction>;
  /** Ms. */
  refetchInterval?: number;
}

export function useInteractions(query: ListWish, watching: Watching = {}) {
  const api = useApi();
  return useQuery<Page<Interaction>>({
    queryKey: queryKeys.interactionList(query),
    placeholderData: keepPreviousData,
    ...watching,
    queryFn: async ({ signal }) => {
      const reply = await api.call(interactionEndpoints.listInteractions, { query }, signal);
      return { items: reply.data, pagination: reply.pagination };
    },
  });
}

/** Gives a decision. The server reads the screen again first: a changed dialog is refused with 409. */
export function useDecide() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, decision }: { id: number; decision: Decision }) =>
      (await api.call(interactionEndpoints.handleInteraction, { params: { id }, body: decision })).data,
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.interactions }),
  });
}
