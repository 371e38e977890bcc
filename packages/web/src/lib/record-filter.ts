import type { ListWish } from './prompts.ts';
import type { KindOfRecord } from './record-kinds.ts';

/** What a list of records shows, as its address says. Empty strings mean: not narrowed. */
export interface RecordFilter {
  /** `open`, `all`, or one status. */
  status: string;
  priority: string;
  project: string;
  milestone: string;
  /** A person's name, or `nobody`. */
  person: string;
  /** One, or several with commas between them: all of these. */
  label: string;
  words: string;
  deleted: boolean;
  /** As the API writes it: `-updated_at`. */
  sort: string;
  page: number;
}

const defaultSort = '-id';
const names = ['priority', 'project', 'milestone', 'person', 'label'] as const;

/** The view an address describes; what it gets wrong falls back to the default. */
export function readRecordFilter(params: URLSearchParams, kind: KindOfRecord): RecordFilter {
  const status = params.get('status') ?? 'open';
  const sort = params.get('sort') ?? defaultSort;
  const page = Number(params.get('page') ?? '1');
  return {
    status: status === 'all' || kind.statuses.includes(status) ? status : 'open',
    priority: params.get('priority') ?? '',
    project: numberText(params.get('project')),
    milestone: numberText(params.get('milestone')),
    person: params.get('person') ?? '',
    label: params.get('label') ?? '',
    words: params.get('q') ?? '',
    deleted: params.get('deleted') === 'only',
    sort: /^-?[a-z_]+$/.test(sort) ? sort : defaultSort,
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

function numberText(text: string | null): string {
  return text !== null && /^[1-9]\d*$/.test(text) ? text : '';
}

/** Only what differs from the default, so that the plain address stays plain. */
export function writeRecordFilter(filter: RecordFilter): URLSearchParams {
  const params = new URLSearchParams();
  if (filter.status !== 'open') params.set('status', filter.status);
  for (const name of names) if (filter[name]) params.set(name, filter[name]);
  if (filter.words) params.set('q', filter.words);
  if (filter.deleted) params.set('deleted', 'only');
  if (filter.sort !== defaultSort) params.set('sort', filter.sort);
  if (filter.page !== 1) params.set('page', String(filter.page));
  return params;
}

/** How many of the things that narrow a list are set. */
export function isNarrowed(filter: RecordFilter): boolean {
  return (
    filter.status !== 'open' || filter.words !== '' || filter.deleted || names.some((one) => filter[one])
  );
}

/** The query of the list's endpoint, without paging: exports take it too. */
export function queryOfFilter(filter: RecordFilter, kind: KindOfRecord): ListWish {
  return {
    status_in: statusesOf(filter, kind),
    priority: (kind.hasPriority && filter.priority) || undefined,
    project_id: (kind.project !== 'none' && filter.project) || undefined,
    milestone_id: hasMilestone(kind) ? filter.milestone || undefined : undefined,
    assigned_to: (kind.hasAssignee && filter.person) || undefined,
    labels: (kind.hasLabels && filter.label) || undefined,
    q: filter.words || undefined,
    deleted: filter.deleted ? 'only' : undefined,
    sort: filter.sort,
  };
}

function statusesOf({ status, deleted }: RecordFilter, kind: KindOfRecord): string | undefined {
  if (status === 'all' || (status === 'open' && deleted)) return undefined;
  return status === 'open' ? kind.openStatuses.join(',') : status;
}

function hasMilestone({ kind }: KindOfRecord): boolean {
  return kind === 'feature' || kind === 'bug';
}
