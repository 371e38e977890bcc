import { suggestionEndpoints } from '@architect/contracts/suggestions';
import { useQuery } from '@tanstack/react-query';
import { useApi } from './app-context.tsx';
import { queryKeys } from './query-keys.ts';

/** How much proposed work waits for a decision; 0 while that is not known. */
export function useOpenSuggestions(): number {
  const api = useApi();
  const { data } = useQuery<number>({
    queryKey: [...queryKeys.suggestions, 'open'],
    queryFn: async ({ signal }) => {
      const first = { query: { per_page: 1 } };
      return (await api.call(suggestionEndpoints.listSuggestions, first, signal)).pagination.total;
    },
  });
  return data ?? 0;
}
