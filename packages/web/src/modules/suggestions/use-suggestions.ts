import type { RequestOf } from '@architect/contracts/endpoint';
import { type Suggestion, suggestionEndpoints } from '@architect/contracts/suggestions';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../lib/app-context.tsx';
import type { Page } from '../../lib/apply-live-event.ts';
import type { ListWish } from '../../lib/prompts.ts';
import { queryKeys } from '../../lib/query-keys.ts';

type Endpoints = typeof suggestionEndpoints;
type BodyOf<E extends Endpoints[keyof Endpoints]> = NonNullable<RequestOf<E>['body']>;
export type Confirmation = BodyOf<Endpoints['confirmSuggestion']>;
export type NewSuggestion = Exclude<BodyOf<Endpoints['suggestTasks']>, { generate: true }>;

export function useSuggestions(query: ListWish) {
  const api = useApi();
  return useQuery<Page<Suggestion>>({
    queryKey: [...queryKeys.suggestions, query],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const reply = await api.call(suggestionEndpoints.listSuggestions, { query }, signal);
      return { items: reply.data, pagination: reply.pagination };
    },
  });
}

export function useSuggestionActions() {
  const api = useApi();
  const client = useQueryClient();
  const onSettled = async () => {
    await client.invalidateQueries({ queryKey: queryKeys.suggestions });
    // What was agreed to may be a record now.
    void client.invalidateQueries({ queryKey: queryKeys.records });
  };
  const suggest = useMutation({
    mutationFn: (body: NewSuggestion) => api.call(suggestionEndpoints.suggestTasks, { body }),
    onSettled,
  });
  const generate = useMutation({
    mutationFn: async () =>
      (await api.call(suggestionEndpoints.suggestTasks, { body: { generate: true } })).data,
    onSettled,
  });
  const confirm = useMutation({
    mutationFn: async ({ id, body }: { id: number; body: Confirmation }) =>
      (await api.call(suggestionEndpoints.confirmSuggestion, { params: { id }, body })).data,
    onSettled,
  });
  const skip = useMutation({
    mutationFn: async ({ id, reason }: { id: number; reason: string }) =>
      (
        await api.call(suggestionEndpoints.skipSuggestion, {
          params: { id },
          body: reason === '' ? {} : { reason },
        })
      ).data,
    onSettled,
  });
  const complete = useMutation({
    mutationFn: async ({ id, result }: { id: number; result: string }) =>
      (await api.call(suggestionEndpoints.completeSuggestion, { params: { id }, body: { result } })).data,
    onSettled,
  });
  return { suggest, generate, confirm, skip, complete };
}
