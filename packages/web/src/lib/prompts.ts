import {
  type Prompt,
  type PromptDetail,
  promptEndpoints,
  type SendPromptBody,
} from '@architect/contracts/prompts';
import { terminalLineEndpoints } from '@architect/contracts/terminal-lines';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './app-context.tsx';
import type { Page } from './apply-live-event.ts';
import { queryKeys } from './query-keys.ts';

/** Query parameters of the list endpoint, e.g. `{ status_in: 'failed', sort: '-id', per_page: 20 }`. */
export type ListWish = Record<string, string | number | boolean | undefined>;

export function usePrompts(query: ListWish, enabled = true) {
  const api = useApi();
  return useQuery<Page<Prompt>>({
    queryKey: queryKeys.promptList(query),
    enabled,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const reply = await api.call(promptEndpoints.listPrompts, { query }, signal);
      return { items: reply.data, pagination: reply.pagination };
    },
  });
}

/** One prompt with its receipts and history. */
export function usePrompt(id: number) {
  const api = useApi();
  return useQuery<PromptDetail>({
    queryKey: queryKeys.prompt(id),
    queryFn: async ({ signal }) =>
      (await api.call(promptEndpoints.getPrompt, { params: { id } }, signal)).data,
  });
}

export function useSendPrompt() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SendPromptBody) => api.call(promptEndpoints.sendPrompt, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.prompts }),
  });
}

/** Does what a line of the session terminal says: queues a prompt, or answers a question. */
export function useTerminalLine() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: { line: string; idempotency_key: string }) =>
      (await api.call(terminalLineEndpoints.runTerminalLine, { body: { ...body, source: 'web' } })).data,
    onSuccess: ({ kind }) =>
      kind === 'prompt' ? client.invalidateQueries({ queryKey: queryKeys.prompts }) : undefined,
  });
}

/** Cancel, retry and reassign: each answers with the changed prompt. */
export function usePromptActions() {
  const api = useApi();
  const client = useQueryClient();
  const onSuccess = (prompt: Prompt) => {
    void client.invalidateQueries({ queryKey: queryKeys.prompts });
    return client.invalidateQueries({ queryKey: queryKeys.prompt(prompt.id) });
  };
  const cancel = useMutation({
    mutationFn: async (id: number) => (await api.call(promptEndpoints.cancelPrompt, { params: { id } })).data,
    onSuccess,
  });
  const retry = useMutation({
    mutationFn: async (id: number) => (await api.call(promptEndpoints.retryPrompt, { params: { id } })).data,
    onSuccess,
  });
  const reassign = useMutation({
    mutationFn: async ({ id, target }: { id: number; target: string | null }) =>
      (await api.call(promptEndpoints.reassignPrompt, { params: { id }, body: { target_session: target } }))
        .data,
    onSuccess,
  });
  return { cancel, retry, reassign };
}

/** Retry every failed prompt that provably never reached an agent. */
export function useRetryAll() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => (await api.call(promptEndpoints.retryAllPrompts)).data,
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.prompts }),
  });
}
