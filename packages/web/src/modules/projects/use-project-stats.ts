import { type ProjectStats, projectStatsEndpoints } from '@architect/contracts/project-stats';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../lib/app-context.tsx';
import { queryKeys } from '../../lib/query-keys.ts';

/** The figures of one project. Among the lists of records: they are read again with them. */
export function useProjectStats(id: number) {
  const api = useApi();
  return useQuery<ProjectStats>({
    queryKey: queryKeys.projectStats(id),
    queryFn: async ({ signal }) =>
      (await api.call(projectStatsEndpoints.getProjectStats, { params: { id } }, signal)).data,
  });
}
