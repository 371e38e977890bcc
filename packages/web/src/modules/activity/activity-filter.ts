import type { ListWish } from '../../lib/prompts.ts';

/** What narrows the activity; all of it stands in the address. Empty: anything. */
export interface ActivityFilter {
  /** Part of a name: of a person, `agent:…`, `key:…` or `system`. */
  who: string;
  /** What it happened to, e.g. `bug`. */
  kind: string;
  /** Its number or name; only with a kind. */
  id: string;
  /** Part of what was done, e.g. `created`. */
  action: string;
  project: string;
  /** Days in the browser's time zone, both included. */
  from: string;
  to: string;
}

const names = ['who', 'kind', 'id', 'action', 'project', 'from', 'to'] as const;
export const plainFilter: ActivityFilter = {
  ...{ who: '', kind: '', id: '', action: '', project: '', from: '', to: '' },
};
const day = /^\d{4}-\d{2}-\d{2}$/;

export function readFilter(params: URLSearchParams): ActivityFilter {
  const filter = { ...plainFilter };
  for (const name of names) filter[name] = (params.get(name) ?? '').trim();
  if (!/^\d*$/.test(filter.project)) filter.project = '';
  for (const name of ['from', 'to'] as const) if (!day.test(filter[name])) filter[name] = '';
  if (filter.kind === '') filter.id = '';
  return filter;
}

export function writeFilter(filter: ActivityFilter): URLSearchParams {
  return new URLSearchParams(names.flatMap((name) => (filter[name] === '' ? [] : [[name, filter[name]]])));
}

export function isNarrowed(filter: ActivityFilter): boolean {
  return names.some((name) => filter[name] !== '');
}

export function queryOf({ who, kind, id, action, project, from, to }: ActivityFilter): ListWish {
  return {
    ...(who && { actor_like: who }),
    ...(kind && { entity_type: kind }),
    ...(kind && id && { entity_id: id }),
    ...(action && { action_like: action.replaceAll(' ', '_') }),
    ...(project && { project_id: Number(project) }),
    ...(from && { created_at_gte: startOf(from, 0) }),
    ...(to && { created_at_lt: startOf(to, 1) }),
  };
}

/** The instant at which a day begins here, as many days later. */
function startOf(date: string, daysLater: number): string {
  const [year = 0, month = 1, dayOfMonth = 1] = date.split('-').map(Number);
  return new Date(year, month - 1, dayOfMonth + daysLater).toISOString();
}
