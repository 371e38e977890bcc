import { sql } from 'kysely';
import type { Tx } from '../../platform/context.ts';
import { type Incoming, safeReport, span } from './heap.ts';
import { tablesOf } from './tables.ts';

const hourMs = 3_600_000;

/** Samples of one fingerprint: the first ones stay, and of the later ones the newest. */
export const firstKept = 20;
const newestKept = 100;

/** Reports of one fingerprint, which is there. */
export interface Counted {
  fingerprintId: number;
  reports: readonly Incoming[];
}

/** Adds reports to the counts of fingerprints. */
export async function raiseFingerprints(tx: Tx, counted: readonly Counted[]): Promise<void> {
  if (counted.length === 0) return;
  const given = tx.dialect.given<{ id: number; reports: number; last: number }>(
    { id: 'integer', reports: 'integer', last: 'integer' },
    counted.map(({ fingerprintId, reports }) => [fingerprintId, reports.length, span(reports).last]),
  );
  await sql`update error_fingerprints set count = error_fingerprints.count + given.reports,
    last_seen = case when error_fingerprints.last_seen < given.last then given.last else error_fingerprints.last_seen end
    from ${given} as given where error_fingerprints.id = given.id`.execute(tablesOf(tx));
}

/** Adds every report to its hour, node, release and environment. */
export async function countReports(tx: Tx, counted: readonly Counted[]): Promise<void> {
  const rows = counted.flatMap(({ fingerprintId, reports }) => placesOf(fingerprintId, reports));
  if (rows.length === 0) return;
  const given = tx.dialect.given<{
    print: number;
    hour: number;
    node: string;
    rel: string;
    env: string;
    n: number;
  }>({ print: 'integer', hour: 'integer', node: 'text', rel: 'text', env: 'text', n: 'integer' }, rows);
  // SQLite needs the condition to tell `on conflict` from a join: https://www.sqlite.org/lang_upsert.html
  await sql`insert into error_counts (fingerprint_id, hour, node_id, release, environment, count)
    select print, hour, node, rel, env, n from ${given} as given where true
    on conflict (fingerprint_id, hour, node_id, release, environment)
    do update set count = error_counts.count + excluded.count`.execute(tablesOf(tx));
}

/** Rows of `error_counts`: one for each place and hour. */
function placesOf(fingerprintId: number, reports: readonly Incoming[]): unknown[][] {
  const places = new Map<string, [number, number, string, string, string, number]>();
  for (const { report } of reports) {
    const hour = Math.floor(report.at / hourMs) * hourMs;
    const [node, release, environment] = [
      report.node_id ?? '',
      report.release ?? '',
      report.environment ?? '',
    ];
    const key = `${hour}\0${node}\0${release}\0${environment}`;
    const known = places.get(key);
    if (known) known[5] += 1;
    else places.set(key, [fingerprintId, hour, node, release, environment, 1]);
  }
  return [...places.values()];
}

/** Samples of one statement: few sizes, so that there are few statements. */
const chunks = [16, 4, 1];

/** Keeps reports as samples. */
export async function insertSamples(tx: Tx, samples: readonly Counted[]): Promise<void> {
  const rows = samples.flatMap(({ fingerprintId, reports }) =>
    reports.map((one) => ({
      fingerprint_id: fingerprintId,
      event_id: one.report.event_id,
      at: one.report.at,
      received_at: one.receivedAt,
      node_id: one.report.node_id,
      release: one.report.release,
      environment: one.report.environment,
      report_json: safeReport(one),
    })),
  );
  for (const size of chunks)
    while (rows.length >= size)
      await tablesOf(tx).insertInto('error_events').values(rows.splice(0, size)).execute();
}

/**
 * Makes room: an error that happens a million times takes no more of it than one that happens a hundred times.
 */
export async function trimSamples(tx: Tx, fingerprintId: number): Promise<void> {
  const edge = (order: 'asc' | 'desc', offset: number) =>
    tablesOf(tx)
      .selectFrom('error_events')
      .select('id')
      .where('fingerprint_id', '=', fingerprintId)
      .orderBy('id', order)
      .limit(1)
      .offset(offset);
  await tablesOf(tx)
    .deleteFrom('error_events')
    .where('fingerprint_id', '=', fingerprintId)
    .where('id', '>', edge('asc', firstKept - 1))
    .where('id', '<', edge('desc', newestKept - 1))
    .execute();
}

/** Counting is no edit: the version stays, so that nobody's edit is refused because of it. */
export async function countOnErrors(
  tx: Tx,
  reportsOf: ReadonlyMap<number, readonly Incoming[]>,
): Promise<void> {
  if (reportsOf.size === 0) return;
  const rows = [...reportsOf].map(([id, reports]) => {
    const { first, last } = span(reports);
    const newest = reports.findLast(({ report }) => report.at === last)?.report;
    return [
      id,
      reports.length,
      first,
      last,
      newest?.node_id ?? null,
      newest?.environment ?? null,
      newest?.release ?? null,
    ];
  });
  const given = tx.dialect.given(errorColumns, rows);
  const newer = (column: 'node_id' | 'environment' | 'last_release') => {
    const [mine, old] = [sql.ref(`given.${column}`), sql.ref(`errors.${column}`)];
    return sql`${sql.ref(column)} = case when given.last >= errors.last_seen then coalesce(${mine}, ${old}) else ${old} end`;
  };
  await sql`update errors set occurrence_count = errors.occurrence_count + given.reports,
    first_seen = case when given.first < errors.first_seen then given.first else errors.first_seen end,
    last_seen = case when given.last > errors.last_seen then given.last else errors.last_seen end,
    ${newer('node_id')}, ${newer('environment')}, ${newer('last_release')}
    from ${given} as given where errors.id = given.id`.execute(tablesOf(tx));
}

const errorColumns = {
  id: 'integer',
  reports: 'integer',
  first: 'integer',
  last: 'integer',
  node_id: 'text',
  environment: 'text',
  last_release: 'text',
} as const;
