import type { Usage } from '@architect/contracts/usage';

/** Nothing is known yet. */
export const noUsage: Usage = {
  input_tokens: null,
  output_tokens: null,
  cache_read_tokens: null,
  cache_write_tokens: null,
  cost_usd: null,
  model: null,
};

/** Adds what one request to the model took; a figure that is not told leaves the sum as it is. */
export function addRequest(sum: Usage | undefined, request: Partial<Usage>): Usage {
  const add = (field: 'input_tokens' | 'output_tokens' | 'cache_read_tokens' | 'cache_write_tokens') => {
    const more = request[field] ?? null;
    const before = sum?.[field] ?? null;
    return more === null ? before : (before ?? 0) + more;
  };
  return {
    input_tokens: add('input_tokens'),
    output_tokens: add('output_tokens'),
    cache_read_tokens: add('cache_read_tokens'),
    cache_write_tokens: add('cache_write_tokens'),
    cost_usd: null,
    model: request.model ?? sum?.model ?? null,
  };
}
