import type { ListWish } from '../../lib/prompts.ts';

export interface PromptFilter {
  status: string;
  words: string;
  /** As the API writes it: `-id`, `priority`. */
  sort: string;
  page: number;
}

export const statusFilters = [
  { value: 'all', label: 'All', statuses: '' },
  { value: 'open', label: 'Open', statuses: 'pending,assigned,in_progress' },
  { value: 'waiting', label: 'Waiting', statuses: 'pending' },
  { value: 'running', label: 'Running', statuses: 'assigned,in_progress' },
  { value: 'completed', label: 'Completed', statuses: 'completed' },
  { value: 'failed', label: 'Failed', statuses: 'failed' },
  { value: 'cancelled', label: 'Cancelled', statuses: 'cancelled' },
] as const;

const sortable = ['id', 'status', 'priority', 'created_at', 'completed_at', 'assigned_session'];

/** The view an address describes; what it gets wrong falls back to the default. */
export function readFilter(params: URLSearchParams): PromptFilter {
  const status = params.get('status') ?? 'all';
  const sort = params.get('sort') ?? '-id';
  const page = Number(params.get('page') ?? '1');
  return {
    status: statusFilters.some((one) => one.value === status) ? status : 'all',
    words: params.get('q') ?? '',
    sort: sortable.includes(sort.replace(/^-/, '')) ? sort : '-id',
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** Only what differs from the default, so that the plain address stays plain. */
export function writeFilter(filter: PromptFilter): URLSearchParams {
  const params = new URLSearchParams();
  if (filter.status !== 'all') params.set('status', filter.status);
  if (filter.words) params.set('q', filter.words);
  if (filter.sort !== '-id') params.set('sort', filter.sort);
  if (filter.page !== 1) params.set('page', String(filter.page));
  return params;
}

export function queryOf(filter: PromptFilter): ListWish {
  const statuses = statusFilters.find((one) => one.value === filter.status)?.statuses;
  return {
    status_in: statuses || undefined,
    content_like: filter.words || undefined,
    sort: filter.sort,
    page: filter.page,
    per_page: 20,
  };
}
