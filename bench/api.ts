/**
 * Requests per second, latency and server CPU of a list, a read and a write, against a bare `node:http` server with
 * hand-written SQL that does the same work on the same rows (no sign-in, no validation, no audit, no log).
 *
 *   node bench/api.ts [--seconds 3] [--rounds 3] [--connections 16]
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '16' },
  },
});
const runMs = Number(values.seconds) * 1000;
const connections = Number(values.connections);

interface Contender {
  name: string;
  child: ChildProcess;
  url: string;
  token: string;
}
interface Result {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  cpuUs: number;
}

const operations = {
  'list of 50': { method: 'GET', path: '/api/activity?per_page=50', body: null },
  'read one': { method: 'GET', path: '/api/activity?id=7', body: null },
  write: {
    method: 'POST',
    path: '/api/activity',
    body: JSON.stringify({ action: 'bench', details: { n: 1 } }),
  },
} as const;
type Operation = (typeof operations)[keyof typeof operations];

async function startContender(name: string, file: string): Promise<Contender> {
  const dataDir = mkdtempSync(join(tmpdir(), 'architect-bench-'));
  const child = fork(join(import.meta.dirname, file), [dataDir], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  const [{ url, token }] = (await once(child, 'message')) as [{ url: string; token: string }];
  return { name, child, url, token };
}

async function cpuUsOf({ child }: Contender): Promise<number> {
  child.send('cpu');
  const [{ cpuUs }] = (await once(child, 'message')) as [{ cpuUs: number }];
  return cpuUs;
}

function call(contender: Contender, operation: Operation, agent: Agent): Promise<void> {
  const headers = { authorization: `Bearer ${contender.token}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = request(
      contender.url + operation.path,
      { method: operation.method, agent, headers },
      (reply) => {
        reply.resume().once('end', () => {
          const isGood = reply.statusCode === 200 || reply.statusCode === 201;
          return isGood ? resolve() : reject(new Error(`${contender.name}: status ${reply.statusCode}`));
        });
      },
    );
    sent.once('error', reject).end(operation.body ?? undefined);
  });
}

async function measure(contender: Contender, operation: Operation, durationMs: number): Promise<Result> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  const cpuBefore = await cpuUsOf(contender);
  const startedAt = performance.now();
  const lane = async (): Promise<void> => {
    while (performance.now() - startedAt < durationMs) {
      const sentAt = performance.now();
      await call(contender, operation, agent);
      latencies.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  const tookMs = performance.now() - startedAt;
  const cpuUs = (await cpuUsOf(contender)) - cpuBefore;
  agent.destroy();
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
  return {
    perSecond: (latencies.length / tookMs) * 1000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    cpuUs: cpuUs / latencies.length,
  };
}

function median(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

const contenders = [await startContender('bare', 'api-bare.ts'), await startContender('ours', 'api-ours.ts')];
console.log(
  `node bench/api.ts --seconds ${values.seconds} --rounds ${values.rounds} --connections ${connections}`,
);
console.log(
  `${''.padEnd(12)}${['req/s', 'p50 ms', 'p99 ms', 'CPU µs'].map((head) => head.padStart(10)).join('')}`,
);
for (const [name, operation] of Object.entries(operations)) {
  const rounds: Record<string, Result[]> = { bare: [], ours: [] };
  for (const contender of contenders) await measure(contender, operation, runMs / 3);
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const contender of contenders) {
      rounds[contender.name]?.push(await measure(contender, operation, runMs));
    }
  }
  console.log(name);
  const medians = Object.fromEntries(
    Object.entries(rounds).map(([who, results]) => {
      const pick = (key: keyof Result): number => median(results.map((result) => result[key]));
      const row = {
        perSecond: pick('perSecond'),
        p50Ms: pick('p50Ms'),
        p99Ms: pick('p99Ms'),
        cpuUs: pick('cpuUs'),
      };
      const cells = [
        row.perSecond.toFixed(0),
        row.p50Ms.toFixed(2),
        row.p99Ms.toFixed(2),
        row.cpuUs.toFixed(1),
      ];
      console.log(`  ${who.padEnd(10)}${cells.map((cell) => cell.padStart(10)).join('')}`);
      return [who, row];
    }),
  );
  const ratio = (medians.ours?.cpuUs ?? 0) / (medians.bare?.cpuUs ?? 1);
  console.log(`  ours needs ${ratio.toFixed(2)} times the CPU of bare`);
}
for (const { child } of contenders) child.kill('SIGKILL');
