/**
 * Pages of a filtered and sorted list, searches, and changes among many features, one request after the other over HTTP.
 *
 *   node bench/records.ts [--features 100000] [--requests 200] [--postgres postgres://…] [--only sqlite|postgres]
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { percentile } from '../e2e/support/percentile.ts';
import { commonWord, middleWord, projectCount, rareWord } from './fill-with-features.ts';

const { values } = parseArgs({
  options: {
    features: { type: 'string', default: '100000' },
    requests: { type: 'string', default: '200' },
    postgres: { type: 'string' },
    only: { type: 'string' },
  },
});
const requests = Number(values.requests);
const features = Number(values.features);

interface Contender {
  name: string;
  child: ChildProcess;
  url: string;
  token: string;
}

async function startContender(name: string, databaseUrl: string): Promise<Contender> {
  const dataDir = mkdtempSync(join(tmpdir(), 'architect-bench-'));
  const args = [dataDir, databaseUrl, values.features];
  const stdio: ['ignore', 'ignore', 'inherit', 'ipc'] = ['ignore', 'ignore', 'inherit', 'ipc'];
  const child = fork(join(import.meta.dirname, 'records-ours.ts'), args, { stdio });
  child.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  const [started] = (await once(child, 'message')) as [{ url: string; token: string; filledMs: number }];
  console.log(`${name}: ${features} features in ${(started.filledMs / 1000).toFixed(0)} s`);
  return { name, child, ...started };
}

type Request = [method: string, path: string, body?: object];

/** Each takes the number of the request, so that no two are the same. */
const operations: Record<string, (n: number) => Request> = {
  'page: newest first': (n) => page({ page: 1 + (n % 20) }),
  'page: last changed first': (n) => page({ sort: '-updated_at', page: 1 + (n % 20) }),
  'page: by priority': (n) => page({ sort: '-priority', page: 1 + (n % 20) }),
  'page: by name': (n) => page({ sort: 'name', page: 1 + (n % 20) }),
  'page: status, last changed': (n) => page({ status: at(statuses, n), sort: '-updated_at' }),
  'page: open ones by priority': (n) =>
    page({ status_in: 'draft,spec,in_progress', sort: '-priority', page: 1 + (n % 9) }),
  'page: project': (n) => page({ project_id: project(n) }),
  'page: project by priority': (n) => page({ project_id: project(n), sort: '-priority,-updated_at' }),
  'page: project, 2 statuses': (n) =>
    page({ project_id: project(n), status_in: 'spec,review', sort: '-updated_at' }),
  'page: assignee': (n) => page({ assigned_to: at(['ada', 'grace', 'linus'], n), sort: '-updated_at' }),
  'page: label': (n) => page({ labels: at(['ui', 'api', 'docs', 'speed'], n), sort: '-updated_at' }),
  'page: page 1 000': (n) => page({ page: 1_000 + n }),
  'list: rare word': () => page({ q: rareWord }),
  'list: common word': (n) => page({ q: commonWord, page: 1 + (n % 20) }),
  'search: rare word': () => search(rareWord),
  'search: 1 of 1 000': () => search(middleWord),
  'search: common word': () => search(commonWord),
  'search: common and rare': () => search(`${commonWord} ${rareWord}`),
  'search: 2 common words': (n) => search(`${at(['be', 'bi', 'bo', 'bu'], n)} ${commonWord}`),
  'search: unfinished, 2 letters': (n) => search(at(['be', 'ka', 'mu', 'do'], n)),
  'search: unfinished, 4 letters': (n) => search(at(['beka', 'kamu', 'mudo', 'doda'], n)),
  'search: in a project': (n) => search(commonWord, { project_id: project(n) }),
  'labels in use': (n) => ['GET', `/api/labels?kind=feature${n % 2 ? '' : `&project_id=${project(n)}`}`],
  projects: () => ['GET', '/api/projects?per_page=50'],
  'read one': (n) => ['GET', `/api/features/${1 + ((n * 397) % features)}`],
  create: (n) => [
    'POST',
    '/api/features',
    { project_id: Number(project(n)), name: `New ${n}`, spec: 'be bi bo '.repeat(50) },
  ],
  change: (n) => [
    'PATCH',
    `/api/features/${1 + ((n * 397) % features)}`,
    { description: `changed ${Math.random()}` },
  ],
};
const statuses = ['draft', 'spec', 'in_progress', 'review', 'completed', 'blocked'];

function at(items: readonly string[], n: number): string {
  return items[n % items.length] ?? '';
}

function project(n: number): string {
  return String(1 + (n % projectCount));
}

function page(query: Record<string, string | number>): Request {
  const text = Object.entries({ per_page: 50, ...query }).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return ['GET', `/api/features?${new URLSearchParams(text)}`];
}

function search(q: string, more: Record<string, string> = {}): Request {
  return ['GET', `/api/search?${new URLSearchParams({ q, ...more })}`];
}

async function call({ name, url, token }: Contender, [method, path, body]: Request): Promise<number> {
  const startedAt = performance.now();
  const reply = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await reply.text();
  // A deleted feature refuses its change, which costs the same.
  if (!reply.ok && !text.includes('is deleted')) throw new Error(`${name}: ${method} ${path}: ${text}`);
  return performance.now() - startedAt;
}

async function measure(contender: Contender, operation: (n: number) => Request): Promise<string> {
  const latencies: number[] = [];
  const endsAt = performance.now() + 20_000;
  for (let n = 0; n < requests && performance.now() < endsAt; n += 1)
    latencies.push(await call(contender, operation(n)));
  const show = (share: number) =>
    (percentile(latencies.slice(Math.min(5, latencies.length - 1)), share) ?? 0).toFixed(1);
  return `${show(0.5).padStart(10)}${show(0.99).padStart(10)}`;
}

const contenders = [
  ...(values.only === 'postgres' ? [] : [await startContender('SQLite', '')]),
  ...(values.postgres && values.only !== 'sqlite'
    ? [await startContender('PostgreSQL', values.postgres)]
    : []),
];
console.log(
  `${requests} requests each, load ${loadavg()
    .map((one) => one.toFixed(1))
    .join(' ')}`,
);
const heads = contenders.map(({ name }) => `${name} p50`.padStart(10).slice(-12) + 'p99 ms'.padStart(10));
console.log(`${''.padEnd(32)}${heads.join('')}`);
for (const [name, operation] of Object.entries(operations)) {
  const cells: string[] = [];
  for (const contender of contenders)
    cells.push(
      await measure(contender, operation).catch((error: unknown) => `  ${String(error).slice(0, 150)}`),
    );
  console.log(`${name.padEnd(32)}${cells.join('')}`);
}
for (const { child } of contenders) child.send('stop');
