import { documentationEndpoints, type ListedDocument } from '@architect/contracts/documentation';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useApi } from '../../lib/app-context.tsx';
import { queryKeys } from '../../lib/query-keys.ts';

/** Every document, or those that have the words. */
export function useDocuments(q: string) {
  const api = useApi();
  return useQuery({
    queryKey: queryKeys.documentList(q),
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = q ? { q } : {};
      const { data, faults } = await api.call(documentationEndpoints.listDocuments, { query }, signal);
      return { documents: data, faults };
    },
  });
}

export function useDocument({ project_id, path }: Pick<ListedDocument, 'project_id' | 'path'>) {
  const api = useApi();
  return useQuery({
    queryKey: queryKeys.document(project_id, path),
    queryFn: async ({ signal }) => {
      const query = { path, ...(project_id !== null && { project_id }) };
      return (await api.call(documentationEndpoints.getDocument, { query }, signal)).data;
    },
  });
}
