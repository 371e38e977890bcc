/**
 * Error reports per second that are accepted and can be found, as envelopes of the Sentry SDKs, against a bare
 * `node:http` sink that only parses the JSON; how long the list of errors takes meanwhile; and a storm of one error.
 *
 *   node bench/errors.ts [--seconds 5] [--connections 64] [--groups 200] [--storm 100000] [--postgres postgres://…]
 *                        [--profile DIR]
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '64' },
    groups: { type: 'string', default: '200' },
    storm: { type: 'string', default: '100000' },
    postgres: { type: 'string' },
    profile: { type: 'string' },
  },
});
const connections = Number(values.connections);
const groups = Number(values.groups);
const pollMs = 100;
const firstReports = 25;

interface Contender {
  name: string;
  child: ChildProcess;
  url: string;
  token: string;
  path: string;
}

async function startContender(name: string, file: string, args: string[] = []): Promise<Contender> {
  const dataDir = mkdtempSync(join(tmpdir(), 'architect-bench-'));
  const profile =
    values.profile && file === 'errors-ours.ts' ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : [];
  const child = fork(join(import.meta.dirname, file), [dataDir, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: profile,
  });
  child.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  const [started] = (await once(child, 'message')) as [Pick<Contender, 'url' | 'token' | 'path'>];
  return { name, child, ...started };
}

async function figuresOf({ child }: Contender): Promise<{ cpuUs: number; memory: number }> {
  child.send('figures');
  const [figures] = (await once(child, 'message')) as [{ cpuUs: number; memory: number }];
  return figures;
}

/** An event like those of the SDKs, of about so many bytes: mostly frames with their lines of code. */
function eventTemplate(bytes: number): (group: number) => string {
  const frame = (at: number, group: number) => ({
    filename: `/srv/shop/dist/module-${group}/part-${at}.js`,
    function: `step${String.fromCharCode(97 + (at % 26))}`,
    in_app: at % 3 !== 0,
    lineno: 10 + at,
    colno: 7,
    pre_context: ['  const order = await orders.read(id);', '  if (!order) return null;'],
    context_line: '  return charge(order.card, order.total);',
    post_context: ['}', ''],
  });
  const build = (frames: number, group: number) => ({
    level: 'error',
    platform: 'node',
    release: 'shop@1.2.0',
    environment: 'production',
    server_name: 'shop-1',
    exception: {
      values: [
        {
          type: 'TypeError',
          value: 'card is undefined',
          stacktrace: { frames: Array.from({ length: frames }, (_, at) => frame(at, group)) },
        },
      ],
    },
    tags: { shop: 'berlin' },
    user: { id: '7' },
    breadcrumbs: Array.from({ length: 5 }, () => ({
      category: 'http',
      message: 'GET /orders',
      level: 'info',
    })),
    contexts: { trace: { trace_id: 'a'.repeat(32) }, runtime: { name: 'node', version: '24' } },
  });
  const perFrame = JSON.stringify(frame(1, 1)).length + 1;
  const frames = Math.max(1, Math.round((bytes - JSON.stringify(build(0, 1)).length) / perFrame));
  const texts = Array.from({ length: groups }, (_, group) => JSON.stringify(build(frames, group)));
  return (group) => texts[group % groups] ?? '';
}

function send(contender: Contender, agent: Agent, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(contender.url + contender.path, { method: 'POST', agent }, (reply) => {
      reply.resume().once('end', () => resolve(reply.statusCode ?? 0));
    });
    sent.once('error', reject).end(body);
  });
}

async function timeList({ url, token }: Contender): Promise<number> {
  const startedAt = performance.now();
  const reply = await fetch(`${url}/api/errors?per_page=50`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await reply.text();
  if (!reply.ok) throw new Error(`the list: ${reply.status}`);
  return performance.now() - startedAt;
}

interface Load {
  sent: number;
  refused: number;
  tookMs: number;
  cpuUs: number;
  latencies: number[];
  lists: number[];
  memory: number;
}

/** @param isOver asked before each request */
async function load(
  contender: Contender,
  event: (n: number) => string,
  isOver: (sent: number, ms: number) => boolean,
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const [latencies, lists]: [number[], number[]] = [[], []];
  let [sent, refused, isDone] = [0, 0, false];
  const before = await figuresOf(contender);
  const startedAt = performance.now();
  const lane = async (): Promise<void> => {
    while (!isOver(sent, performance.now() - startedAt)) {
      const number = sent;
      sent += 1;
      const id = randomUUID().replaceAll('-', '');
      const at = performance.now();
      const status = await send(
        contender,
        agent,
        `{"event_id":"${id}"}\n{"type":"event"}\n${event(number)}\n`,
      );
      latencies.push(performance.now() - at);
      if (status !== 200) refused += 1;
    }
  };
  const watching = (async () => {
    while (!isDone && contender.token !== 'none') {
      lists.push(await timeList(contender));
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  })();
  await Promise.all(Array.from({ length: connections }, lane));
  const tookMs = performance.now() - startedAt;
  isDone = true;
  await watching;
  agent.destroy();
  const { cpuUs, memory } = await figuresOf(contender);
  return { sent, refused, tookMs, cpuUs: cpuUs - before.cpuUs, latencies, lists, memory };
}

function at(share: number, numbers: number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
}

function show(name: string, result: Load): void {
  const cells = [
    ((result.sent / result.tookMs) * 1000).toFixed(0),
    (result.cpuUs / result.sent).toFixed(0),
    at(0.5, result.latencies),
    at(0.99, result.latencies),
    at(0.5, result.lists),
    at(0.99, result.lists),
    (result.memory / 2 ** 20).toFixed(0),
    String(result.refused),
  ];
  console.log(`${name.padEnd(26)}${cells.map((cell) => cell.padStart(9)).join('')}`);
}

async function storm(contender: Contender): Promise<void> {
  const most = Number(values.storm);
  if (most === 0) return;
  const event = eventTemplate(5_000)(0).replace('card is undefined', 'storm').replaceAll('module-0', 'storm');
  const result = await load(
    contender,
    () => event,
    (sent) => sent >= most,
  );
  show(`  storm`, result);
  const reply = await fetch(`${contender.url}/api/errors?q=storm&per_page=5`, {
    headers: { authorization: `Bearer ${contender.token}` },
  });
  const { data } = (await reply.json()) as { data: { occurrence_count: number }[] };
  const counts = data.map(({ occurrence_count }) => occurrence_count);
  console.log(
    `  errors: ${counts.length}, counted ${counts.join(', ')} of ${result.sent - result.refused} accepted`,
  );
}

const contenders = [
  await startContender('bare sink', 'errors-sink.ts'),
  await startContender('SQLite', 'errors-ours.ts'),
  ...(values.postgres ? [await startContender('PostgreSQL', 'errors-ours.ts', [values.postgres])] : []),
];
const heads = ['event/s', 'CPU µs', 'p50 ms', 'p99 ms', 'list p50', 'list p99', 'MB', 'refused'];
console.log(
  `${connections} connections, ${groups} errors, load ${loadavg()
    .map((one) => one.toFixed(1))
    .join(' ')}`,
);
console.log(`${''.padEnd(26)}${heads.map((head) => head.padStart(9)).join('')}`);
for (const bytes of [5_000, 50_000]) {
  const event = eventTemplate(bytes);
  for (const contender of contenders) {
    // The first reports of an error are all kept as samples: they are measured apart, as the first of each kind.
    const first = await load(contender, event, (sent) => sent >= groups * firstReports);
    if (contender.token !== 'none') show(`${bytes / 1000} KB ${contender.name}, first`, first);
    const result = await load(contender, event, (_sent, ms) => ms > Number(values.seconds) * 1000);
    show(`${bytes / 1000} KB ${contender.name}`, result);
  }
}
for (const contender of contenders.slice(1)) await storm(contender);
for (const { child, token } of contenders) token === 'none' ? child.kill() : child.send('stop');
