import { ApiError } from '@architect/contracts/call-endpoint';
import { QueryClient } from '@tanstack/react-query';

const transient = new Set([0, 429, 502, 503, 504]);

/** Live events keep the cache true, so nothing is refetched by age or focus; only passing faults are retried. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 3 && error instanceof ApiError && transient.has(error.status),
        retryDelay: (count) => 500 * 3 ** count,
      },
      mutations: { retry: false },
    },
  });
}
