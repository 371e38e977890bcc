import type { Pagination } from '@architect/contracts/reply';

/** How many there are, `5000+` where counting stopped; nothing while that is not known. */
export function totalWords(pagination: Pagination | undefined): string | undefined {
  return pagination && `${pagination.total}${pagination.is_cut ? '+' : ''}`;
}
