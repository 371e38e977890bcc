import type { ListWish } from '../../lib/prompts.ts';

export interface ErrorFilter {
  status: string;
  severity: string;
  /** Id of a project, or empty. */
  project: string;
  node: string;
  release: string;
  environment: string;
  words: string;
  /** As the API writes it: `-last_seen`. */
  sort: string;
  page: number;
}

export const statusFilters = [
  { value: 'open', label: 'Open', statuses: 'open,in_progress' },
  { value: 'resolved', label: 'Resolved', statuses: 'resolved' },
  { value: 'ignored', label: 'Ignored', statuses: 'ignored' },
  { value: 'all', label: 'All', statuses: '' },
] as const;

export const sorts = [
  { value: '-last_seen', label: 'Last seen' },
  { value: '-first_seen', label: 'Newest' },
  { value: 'first_seen', label: 'Oldest' },
  { value: '-occurrence_count', label: 'Most reports' },
  { value: '-regressions,-last_seen', label: 'Came back most' },
] as const;

const severities = ['critical', 'error', 'warning', 'info'];

export const plainFilter: ErrorFilter = {
  status: 'open',
  severity: '',
  project: '',
  node: '',
  release: '',
  environment: '',
  words: '',
  sort: '-last_seen',
  page: 1,
};

/** The view an address describes; what it gets wrong falls back to the default. */
export function readFilter(params: URLSearchParams): ErrorFilter {
  const word = (name: string) => (params.get(name) ?? '').slice(0, 200);
  const oneOf = (name: string, allowed: readonly string[], fallback: string) =>
    allowed.includes(word(name)) ? word(name) : fallback;
  const page = Number(params.get('page') ?? '1');
  return {
    status: oneOf(
      'status',
      statusFilters.map(({ value }) => value),
      plainFilter.status,
    ),
    severity: oneOf('severity', severities, ''),
    project: /^[1-9]\d{0,14}$/.test(word('project')) ? word('project') : '',
    node: word('node'),
    release: word('release'),
    environment: word('environment'),
    words: word('q'),
    sort: oneOf(
      'sort',
      sorts.map(({ value }) => value),
      plainFilter.sort,
    ),
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** Only what differs from the default, so that the plain address stays plain. */
export function writeFilter(filter: ErrorFilter): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    const isPlain = value === plainFilter[name as keyof ErrorFilter];
    if (!isPlain) params.set(name === 'words' ? 'q' : name, String(value));
  }
  return params;
}

/** Whether anything is narrowed beyond the open errors of everywhere. */
export function isNarrowed(filter: ErrorFilter): boolean {
  return writeFilter({ ...filter, sort: plainFilter.sort, page: 1 }).size > 0;
}

export function queryOf(filter: ErrorFilter): ListWish {
  return {
    status_in: statusFilters.find(({ value }) => value === filter.status)?.statuses || undefined,
    severity: filter.severity || undefined,
    project_id: filter.project ? Number(filter.project) : undefined,
    seen_on: filter.node || undefined,
    seen_in_release: filter.release || undefined,
    seen_in_environment: filter.environment || undefined,
    q: filter.words.trim() || undefined,
    sort: filter.sort,
    page: filter.page,
    per_page: 50,
  };
}
