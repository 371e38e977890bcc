import { agentEndpoints } from '@architect/contracts/agents';
import type { RequestOf } from '@architect/contracts/endpoint';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../lib/app-context.tsx';
import { queryKeys } from '../../lib/query-keys.ts';

export type NewAgent = NonNullable<RequestOf<typeof agentEndpoints.createAgent>['body']>;

export function useCreateAgent() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: NewAgent) => (await api.call(agentEndpoints.createAgent, { body })).data,
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.sessions }),
  });
}

export function useEndAgent() {
  const api = useApi();
  return useMutation({
    mutationFn: async ({ name, force }: { name: string; force: boolean }) =>
      (await api.call(agentEndpoints.endAgent, { params: { name }, query: force ? { force: 'true' } : {} }))
        .data,
  });
}
