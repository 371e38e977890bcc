import type { ErrorGroup } from '@architect/contracts/error-groups';
import { toTime, toTimeOrNull } from '../../platform/time.ts';
import { type Source, timesOf } from '../records/index.ts';
import { readTrends } from './error-store.ts';
import type { ErrorRow } from './tables.ts';

/** Rows as the API shows them. @param now epoch ms, where the trend ends */
export async function toErrorGroups(source: Source, rows: ErrorRow[], now: number): Promise<ErrorGroup[]> {
  const trends = await readTrends(
    source,
    rows.map(({ id }) => id),
    now,
  );
  return rows.map(({ grouping_json, ...row }) => ({
    ...row,
    ...timesOf({ ...row }),
    first_seen: toTime(row.first_seen),
    last_seen: toTime(row.last_seen),
    resolved_at: toTimeOrNull(row.resolved_at),
    ignored_until: toTimeOrNull(row.ignored_until),
    grouping: grouping_json,
    trend: trends.get(row.id) ?? [],
  }));
}
