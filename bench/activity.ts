/**
 * How long the audit trail, the figures and the list of errors take with many of them: the feed with each filter, its last
 * page, the days of the timeline, the figures of the whole and of one project. Times are of whole requests, one by one.
 *
 *   node bench/activity.ts [--entries 100000] [--records 20000] [--errors 100000] [--rounds 20] [--postgres postgres://…]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { createApp } from '../packages/server/src/app.ts';
import { loadConfig } from '../packages/server/src/config.ts';
import { createLog } from '../packages/server/src/platform/telemetry/log.ts';

const { values } = parseArgs({
  options: {
    entries: { type: 'string', default: '100000' },
    records: { type: 'string', default: '20000' },
    errors: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '20' },
    postgres: { type: 'string', default: '' },
  },
});
const [entries, records, rounds] = [values.entries, values.records, values.rounds].map(Number) as [
  number,
  number,
  number,
];
const errors = Number(values.errors);
const projects = 10;
/** Errors that were reported in each of the last 24 hours. */
const busyErrors = 5_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

const dataDir = mkdtempSync(join(tmpdir(), 'architect-bench-'));
const config = loadConfig({
  env: {
    PORT: '0',
    ARCHITECT_DATA_DIR: dataDir,
    DATABASE_URL: values.postgres,
    RATE_LIMIT_ENABLED: 'false',
  },
});
const app = createApp({ config, log: createLog({ level: 'silent' }), nodeLink: null });
const { url } = await app.start();
const headers = {
  authorization: `Bearer ${readFileSync(join(dataDir, 'local-token'), 'utf8').trim()}`,
  'content-type': 'application/json',
};

for (let at = 1; at <= projects + 1; at += 1)
  await fetch(`${url}/api/projects`, { method: 'POST', headers, body: `{"name":"bench ${at}"}` });
const grouping = JSON.stringify({
  version: 1,
  by: 'stack',
  parts: Array.from({ length: 14 }, (_, at) => `shop/part-${at}.js charge${at}`),
});
await seed();
// What PostgreSQL does by itself within a minute.
if (app.db.engine === 'postgres') await sql`vacuum analyze`.execute(app.db.tables());

const day = new Date(Date.now() - 30 * 86_400_000).toISOString();
const oldest = (await ask('/api/activity/feed?limit=1&entity_type=bug&entity_id=1')).data[0]?.id ?? 1;
const asked = {
  'feed, all': '/api/activity/feed',
  'feed, last page': `/api/activity/feed?cursor=${oldest + 60}`,
  'feed, one person': '/api/activity/feed?actor=person-7',
  'feed, all agents': '/api/activity/feed?actor_kind=agent',
  'feed, one action': '/api/activity/feed?action=act.3',
  'feed, one record': '/api/activity/feed?entity_type=bug&entity_id=77',
  'feed, a day a month ago': `/api/activity/feed?to=${day}`,
  'feed, busy project': '/api/activity/feed?project_id=1',
  'feed, quiet project': `/api/activity/feed?project_id=${projects + 1}`,
  'pages with a total': '/api/activity?per_page=50',
  'pages, busy project': '/api/activity?per_page=50&project_id=1',
  'values of filters': '/api/activity/values',
  'timeline of 30 days': '/api/activity/timeline',
  'timeline, busy project': '/api/activity/timeline?project_id=1',
  'errors, last seen': '/api/errors?per_page=50',
  'errors, open ones': '/api/errors?per_page=50&status=open',
  'errors of a project': '/api/errors?per_page=50&project_id=1&status=open',
  'errors, most often': '/api/errors?per_page=50&sort=-occurrence_count',
  'figures of all': '/api/stats',
  'figures, busy project': '/api/projects/1/stats',
  'figures, quiet project': `/api/projects/${projects + 1}/stats`,
};
console.log(
  `${app.db.engine}: ${entries} entries, ${records} records, ${errors} errors, load ${loadavg()
    .map((one) => one.toFixed(1))
    .join(' ')}`,
);
for (const [name, path] of Object.entries(asked)) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    await ask(path);
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  const [middle = 0, last = 0] = [times[Math.floor(rounds / 2)], times.at(-1)];
  console.log(
    `${name.padEnd(26)}${middle.toFixed(1).padStart(9)} ms${last.toFixed(1).padStart(9)} ms at most`,
  );
}
await app.stop('the bench is over');
rmSync(dataDir, { recursive: true, force: true });

async function ask(path: string): Promise<{ data: { id: number }[] }> {
  const reply = await fetch(url + path, { headers });
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as { data: { id: number }[] };
}

/** Records of ten projects and what happened to them, and a project in which nothing happened for long. */
async function seed(): Promise<void> {
  const numbers = (most: number) =>
    sql`with recursive numbers(i) as (select cast(1 as bigint) union all select i + 1 from numbers where i < ${sql.lit(most)})`;
  const start = Date.now() - entries * minuteMs;
  await app.db.write(async (tx) => {
    await sql`insert into record_index (kind, record_id, project_id, title, status, is_deleted, title_words, body_words)
      ${numbers(records)} select 'bug', i, case when i <= 5 then ${sql.lit(projects + 1)} else 1 + i % ${sql.lit(projects)} end,
      'bug', 'open', ${sql.raw(app.db.engine === 'sqlite' ? '0' : 'false')}, 'bug', 'bug' from numbers`.execute(
      tx.tables(),
    );
    await sql`insert into activity (actor, action, entity_type, entity_id, details_json, correlation_id, created_at)
      ${numbers(entries)} select case when i % 3 = 0 then 'agent:worker-' || (i % 40) else 'person-' || (i % 50) end,
      'act.' || (i % 30), 'bug', cast(case when i <= 50 then 1 + i % 5 else 6 + (i * 7919) % ${sql.lit(records - 5)} end as text),
      '{"changes":{"status":{"from":"open","to":"in_progress"}}}', 'one-request', ${sql.lit(start)} + i * ${sql.lit(minuteMs)}
      from numbers`.execute(tx.tables());
    await sql`insert into errors (version, created_by, created_at, updated_by, updated_at, project_id, error_type, message,
      source, severity, status, occurrence_count, first_seen, last_seen, regressions, grouping_json)
      ${numbers(errors)} select 1, 'reports', ${sql.lit(start)}, 'reports', ${sql.lit(start)},
      case when i <= 5 then ${sql.lit(projects + 1)} else 1 + i % ${sql.lit(projects)} end, 'TypeError',
      'card ' || i || ' is undefined', 'pay.js', case when i % 4 = 0 then 'warning' else 'error' end,
      case when i % 3 = 0 then 'resolved' else 'open' end, 1 + (i * 7919) % 10007, ${sql.lit(start)},
      case when i <= ${sql.lit(busyErrors)} then ${sql.lit(Date.now())} - i else ${sql.lit(Date.now() - 2 * 24 * hourMs)} - i * 7919 % 100003 * ${sql.lit(minuteMs)} end, 0, ${grouping}${sql.raw(app.db.engine === 'sqlite' ? '' : '::jsonb')}
      from numbers`.execute(tx.tables());
    await sql`insert into error_fingerprints (scope, hash, error_id, grouping_json, count, first_seen, last_seen)
      select project_id, 'hash ' || id, id, grouping_json, occurrence_count, first_seen, last_seen from errors
      where id <= ${sql.lit(busyErrors)}`.execute(tx.tables());
    await sql`insert into error_counts (fingerprint_id, hour, node_id, release, environment, count)
      ${numbers(24)} select id, ${sql.lit(Math.floor(Date.now() / hourMs) * hourMs)} - (i - 1) * ${sql.lit(hourMs)}, '', '', '', 3
      from error_fingerprints, numbers`.execute(tx.tables());
  });
}
