import { type ErrorEvent, type ErrorGrouping, errorEventFields } from '@architect/contracts/error-groups';
import type { ListQuery, Pagination } from '@architect/contracts/reply';
import { sql } from 'kysely';
import type { Database, Tx } from '../../platform/context.ts';
import { selectPage } from '../../platform/database/select-page.ts';
import { toTime } from '../../platform/time.ts';
import type { Source } from '../records/index.ts';
import { tablesOf } from './tables.ts';

const hourMs = 3_600_000;
const trendHours = 24;

/** Reports of each error in the last 24 hours, oldest hour first. */
export async function readTrends(
  source: Source,
  ids: readonly number[],
  now: number,
): Promise<Map<number, number[]>> {
  const thisHour = Math.floor(now / hourMs) * hourMs;
  const begin = thisHour - (trendHours - 1) * hourMs;
  const trends = new Map(ids.map((id) => [id, new Array<number>(trendHours).fill(0)]));
  if (ids.length === 0) return trends;
  const rows = await tablesOf(source)
    .selectFrom('error_fingerprints as print')
    .innerJoin('error_counts as counted', 'counted.fingerprint_id', 'print.id')
    .select(({ fn }) => ['print.error_id', 'counted.hour', fn.sum<number>('counted.count').as('count')])
    .where('print.error_id', 'in', ids)
    .where('counted.hour', '>=', begin)
    .groupBy(['print.error_id', 'counted.hour'])
    .execute();
  for (const { error_id, hour, count } of rows) {
    const trend = trends.get(error_id);
    const at = (Number(hour) - begin) / hourMs;
    if (trend && at < trendHours) trend[at] = Number(count);
  }
  return trends;
}

/**
 * Reports by the severity of their errors.
 * @param since epoch ms; the hour in which it lies counts as a whole
 * @param projectId of one project only
 */
export async function countReportsSince(
  source: Source,
  since: number,
  projectId?: number,
): Promise<Record<string, number>> {
  const begin = Math.floor(since / hourMs) * hourMs;
  // From the errors that were reported at all, each sum found along the key: there may be millions of older counts.
  let query = tablesOf(source)
    .selectFrom('errors as error')
    .innerJoin('error_fingerprints as print', 'print.error_id', 'error.id')
    .select([
      'error.severity',
      sql<number>`coalesce(sum((select sum(counted.count) from error_counts as counted
        where counted.fingerprint_id = print.id and counted.hour >= ${begin})), 0)`.as('count'),
    ])
    .where('error.deleted_at', 'is', null)
    .where('error.last_seen', '>=', begin);
  if (projectId !== undefined) query = query.where('error.project_id', '=', projectId);
  const rows = await query.groupBy('error.severity').execute();
  return toCounts(rows.filter(({ count }) => Number(count) > 0));
}

/** Errors of a project that are open or being worked on, by severity. */
export async function countOpenErrors(source: Source, projectId: number): Promise<Record<string, number>> {
  const rows = await tablesOf(source)
    .selectFrom('errors')
    .select(({ fn }) => ['severity', fn.countAll<number>().as('count')])
    .where('project_id', '=', projectId)
    .where('status', 'in', ['open', 'in_progress'])
    .where('deleted_at', 'is', null)
    .groupBy('severity')
    .execute();
  return toCounts(rows);
}

function toCounts(rows: readonly { severity: string; count: number }[]): Record<string, number> {
  return Object.fromEntries(rows.map(({ severity, count }) => [severity, Number(count)]));
}

/** Reports by one column, most first. */
export async function countBy(
  source: Source,
  errorId: number,
  column: 'node_id' | 'release' | 'environment',
): Promise<{ name: string; count: number }[]> {
  const rows = await countsOf(source, errorId)
    .select(({ fn }) => [`counted.${column} as name`, fn.sum<number>('counted.count').as('count')])
    .where(`counted.${column}`, '<>', '')
    .groupBy(`counted.${column}`)
    .orderBy('count', 'desc')
    .limit(100)
    .execute();
  return rows.map(({ name, count }) => ({ name: String(name), count: Number(count) }));
}

/** @param since epoch ms */
export async function countByHour(
  source: Source,
  errorId: number,
  since: number,
): Promise<{ at: string; count: number }[]> {
  const rows = await countsOf(source, errorId)
    .select(({ fn }) => ['counted.hour', fn.sum<number>('counted.count').as('count')])
    .where('counted.hour', '>=', since)
    .groupBy('counted.hour')
    .orderBy('counted.hour')
    .execute();
  return rows.map(({ hour, count }) => ({ at: toTime(Number(hour)), count: Number(count) }));
}

function countsOf(source: Source, errorId: number) {
  return tablesOf(source)
    .selectFrom('error_counts as counted')
    .where('counted.fingerprint_id', 'in', (query) =>
      query.selectFrom('error_fingerprints').select('id').where('error_id', '=', errorId),
    );
}

export interface FingerprintRow {
  id: number;
  grouping: ErrorGrouping;
  count: number;
  first_seen: number;
  last_seen: number;
}

/** What an error is recognised by, the most frequent first. */
export async function fingerprintsOf(source: Source, errorId: number): Promise<FingerprintRow[]> {
  const rows = await tablesOf(source)
    .selectFrom('error_fingerprints')
    .select(['id', 'grouping_json', 'count', 'first_seen', 'last_seen'])
    .where('error_id', '=', errorId)
    .orderBy('count', 'desc')
    .execute();
  return rows.map(({ grouping_json, ...row }) => ({ ...row, grouping: grouping_json }));
}

/** Gives all fingerprints of some errors, or one of them, to another error. */
export async function moveFingerprints(
  tx: Tx,
  from: { errorIds: readonly number[] } | { fingerprintId: number },
  toErrorId: number,
): Promise<void> {
  const query = tablesOf(tx).updateTable('error_fingerprints').set({ error_id: toErrorId });
  await ('errorIds' in from
    ? query.where('error_id', 'in', from.errorIds)
    : query.where('id', '=', from.fingerprintId)
  ).execute();
}

export async function listEvents(
  db: Database,
  errorId: number,
  list: ListQuery,
): Promise<{ data: ErrorEvent[]; pagination: Pagination }> {
  const { rows, pagination } = await selectPage({
    query: tablesOf(db)
      .selectFrom('error_events')
      .selectAll()
      .where('fingerprint_id', 'in', (query) =>
        query.selectFrom('error_fingerprints').select('id').where('error_id', '=', errorId),
      ),
    list,
    fields: errorEventFields,
    dialect: db.dialect,
  });
  const data = rows.map(({ id, at, received_at, report_json }) => {
    const {
      project_id: _project,
      error_type: _type,
      source: _source,
      fingerprint: _own,
      template: _template,
      ...report
    } = report_json;
    return { ...report, id, error_id: errorId, at: toTime(at), received_at: toTime(received_at) };
  });
  return { data, pagination };
}

/** The condition on `errors` that it was ever reported with this node, release or environment. */
export function wasSeen(column: 'node_id' | 'release' | 'environment', value: string) {
  const reports = sql.ref(`counted.${column}`);
  return sql<boolean>`id in (select print.error_id from error_fingerprints as print join error_counts as counted on counted.fingerprint_id = print.id where ${reports} = ${value})`;
}
