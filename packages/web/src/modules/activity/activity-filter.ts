import type { ActivityFilter as ActivityQuery } from '@architect/contracts/activity';

/** What narrows the activity; all of it stands in the address. Empty: anything. */
export interface ActivityFilter {
  /** A name exactly as it is recorded: of a person, `agent:…`, `key:…`, `system`. */
  who: string;
  /** A kind of actor instead of a name. */
  by: string;
  /** What it happened to, e.g. `bug`. */
  kind: string;
  /** Its number or name; only with a kind. */
  id: string;
  /** What was done, e.g. `bug.created`. */
  action: string;
  project: string;
  /** Days in the browser's time zone, both included. */
  from: string;
  to: string;
}

/** Who can act, in the words of the page. */
export const actorKinds = {
  person: 'People',
  agent: 'Agents',
  key: 'API keys',
  system: 'The product',
} as const;

const names = ['who', 'by', 'kind', 'id', 'action', 'project', 'from', 'to'] as const;
export const plainFilter: ActivityFilter = {
  ...{ who: '', by: '', kind: '', id: '', action: '', project: '', from: '', to: '' },
};
const day = /^\d{4}-\d{2}-\d{2}$/;

export function readFilter(params: URLSearchParams): ActivityFilter {
  const filter = { ...plainFilter };
  for (const name of names) filter[name] = (params.get(name) ?? '').trim();
  if (!/^[1-9]\d{0,14}$/.test(filter.project)) filter.project = '';
  for (const name of ['from', 'to'] as const) if (!day.test(filter[name])) filter[name] = '';
  if (filter.kind === '') filter.id = '';
  if (!Object.hasOwn(actorKinds, filter.by)) filter.by = '';
  return filter;
}

export function writeFilter(filter: ActivityFilter): URLSearchParams {
  return new URLSearchParams(names.flatMap((name) => (filter[name] === '' ? [] : [[name, filter[name]]])));
}

export function isNarrowed(filter: ActivityFilter): boolean {
  return names.some((name) => filter[name] !== '');
}

export function queryOf(filter: ActivityFilter): ActivityQuery & { from?: string; to?: string } {
  const { who, by, kind, id, action, project, from, to } = filter;
  return {
    ...(who && { actor: who }),
    // What `readFilter` lets through is one of these kinds.
    ...(by && { actor_kind: by as keyof typeof actorKinds }),
    ...(kind && { entity_type: kind }),
    ...(kind && id && { entity_id: id }),
    ...(action && { action }),
    ...(project && { project_id: Number(project) }),
    ...(from && { from: startOf(from, 0) }),
    ...(to && { to: startOf(to, 1) }),
  };
}

/** The instant at which a day begins here, as many days later. */
function startOf(date: string, daysLater: number): string {
  const [year = 0, month = 1, dayOfMonth = 1] = date.split('-').map(Number);
  return new Date(year, month - 1, dayOfMonth + daysLater).toISOString();
}
