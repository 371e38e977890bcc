import type { LivePayload } from '@architect/contracts/events';
import type { QueryClient } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';
import type { KindOfRecord } from './record-kinds.ts';

type Change = LivePayload<'record.changed'>;

/** Reads that an event made untrue: all below the key, or with `exact` the one of just this key. */
export interface Stale {
  queryKey: readonly unknown[];
  exact?: true;
}

/** A record that lists show where they showed it before: its row alone is read again. */
export interface StaleRow {
  row: { kind: KindOfRecord['kind']; id: number };
}

/** Which lists a change of a record makes untrue, and whether its row is to be read again in the others. */
export function staleLists(client: QueryClient, change: Change): (Stale | StaleRow)[] {
  const { kind, id, project_id, fields } = change;
  const stale: (Stale | StaleRow)[] = [{ queryKey: ['records', 'search'] }];
  let isShown = false;
  for (const { queryKey, state } of client
    .getQueryCache()
    .findAll({ queryKey: queryKeys.recordLists(kind), type: 'active' })) {
    // Whatever is kept under these keys is a page of records.
    const page = state.data as { items: { id: number }[] } | undefined;
    if (isNarrowedBy(queryKey[2], fields)) stale.push({ queryKey, exact: true });
    else isShown ||= page?.items.some((one) => one.id === id) ?? false;
  }
  // Inactive ones are read again when they are shown.
  void client.invalidateQueries({ queryKey: queryKeys.recordLists(kind), refetchType: 'none' });
  if (isShown && kind !== 'error') stale.push({ row: { kind, id } });
  if (kind === 'project') stale.push({ queryKey: queryKeys.projectNames });
  if (project_id !== null) stale.push({ queryKey: queryKeys.projectStats(project_id) });
  if (kind !== 'project' && isCounted(change))
    stale.push({ queryKey: queryKeys.recordLists('project') }, { queryKey: ['records', 'release-notes'] });
  if ((kind === 'feature' || kind === 'bug') && isCounted(change))
    stale.push({ queryKey: queryKeys.recordLists('milestone') });
  return stale;
}

const counted = ['status', 'priority', 'severity', 'project_id', 'milestone_id'];

/** Whether figures, the health of projects and the progress of milestones may be others now. */
export function isCounted({ fields }: Pick<Change, 'fields'>): boolean {
  return !fields || fields.some((field) => counted.includes(field));
}

/** Whether a record with these changes may come into a list, leave it, or stand elsewhere in it. */
function isNarrowedBy(query: unknown, fields: readonly string[] | undefined): boolean {
  if (!fields || typeof query !== 'object' || query === null) return true;
  const set = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const touched = new Set([...fields, 'version', 'updated_at', 'updated_by', 'q']);
  const sort = String(Reflect.get(query, 'sort') ?? '')
    .split(',')
    .map((name) => name.replace(/^-/, ''));
  const names = set.map(([name]) => name.replace(/_(gte|lte|gt|lt|ne|in|like)$/, ''));
  return [...sort, ...names].some((name) => touched.has(name));
}
