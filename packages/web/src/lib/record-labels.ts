import { recordPartEndpoints, type UsedLabel } from '@architect/contracts/record-parts';
import type { RecordKind } from '@architect/contracts/records';
import { useQuery } from '@tanstack/react-query';
import { useApi } from './app-context.tsx';
import { queryKeys } from './query-keys.ts';

const none: readonly UsedLabel[] = [];
const keptMs = 30_000;

/** Labels of records of a kind, the most frequent first. @param projectId empty: of all projects */
export function useUsedLabels(kind: RecordKind, projectId: string, enabled: boolean): readonly UsedLabel[] {
  const api = useApi();
  const { data } = useQuery<UsedLabel[]>({
    queryKey: queryKeys.labels(kind, projectId),
    enabled,
    staleTime: keptMs,
    queryFn: async ({ signal }) => {
      const query = { kind, ...(projectId && { project_id: projectId }) };
      return (await api.call(recordPartEndpoints.listLabels, { query }, signal)).data;
    },
  });
  return data ?? none;
}
