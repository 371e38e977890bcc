import { type AssignerLimits, type ChangeLimits, limitEndpoints } from '@architect/contracts/assigner-limits';
import { type AssignerStatus, promptEndpoints } from '@architect/contracts/prompts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../lib/app-context.tsx';
import { queryKeys } from '../../lib/query-keys.ts';

/** What limits hold, and a change of them (for administrators). */
export function useLimits() {
  const api = useApi();
  const client = useQueryClient();
  const limits = useQuery<AssignerLimits>({
    queryKey: queryKeys.limits,
    queryFn: async ({ signal }) => (await api.call(limitEndpoints.readLimits, {}, signal)).data,
  });
  const change = useMutation({
    mutationFn: async (body: ChangeLimits) => (await api.call(limitEndpoints.changeLimits, { body })).data,
    onSuccess: (changed) => {
      client.setQueryData<AssignerLimits>(queryKeys.limits, changed);
      return client.invalidateQueries({ queryKey: queryKeys.stats });
    },
  });
  return { limits, change };
}

/** Who works and what waits now, by reason; read again as figures change. */
export function useQueueStatus() {
  const api = useApi();
  return useQuery<AssignerStatus>({
    queryKey: [...queryKeys.stats, 'queue'],
    queryFn: async ({ signal }) => (await api.call(promptEndpoints.assignerStatus, {}, signal)).data,
  });
}
