/**
 * Cold start of the server in a fresh process: until it answers `/health`, on an empty data directory (first start, with
 * migrations and the administrator's password hash) and on an existing one; and its memory after that.
 *
 *   node bench/start.ts [--rounds 5]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const program = join(import.meta.dirname, '../bin/architect');
const tmuxSocket = `architect-bench-${process.pid}`;

interface Start {
  startMs: number;
  residentMb: number;
}

async function measure(dataDir: string): Promise<Start> {
  const startedAt = performance.now();
  const options = ['--port', '0', '--data-dir', dataDir, '--tmux-socket', tmuxSocket, '--log-level', 'error'];
  const child = spawn(program, ['serve', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  let url: string | undefined;
  for await (const text of child.stdout) {
    printed += String(text);
    url = /https?:\/\/[\w.:[\]]+/.exec(printed)?.[0];
    if (url) break;
  }
  const reply = await fetch(`${url}/health`);
  const startMs = performance.now() - startedAt;
  if (!reply.ok) throw new Error(`health answered ${reply.status}`);
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const residentMb = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  child.kill('SIGTERM');
  await once(child, 'exit');
  return { startMs, residentMb };
}

const dataDir = mkdtempSync(join(tmpdir(), 'architect-bench-'));
const median = (numbers: number[]): number =>
  numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
console.log(`node bench/start.ts --rounds ${values.rounds}`);
const first: Start[] = [];
const later: Start[] = [];
for (let round = 0; round < Number(values.rounds); round += 1) {
  first.push(await measure(join(dataDir, `round-${round}`)));
  later.push(await measure(join(dataDir, `round-${round}`)));
}
for (const [name, starts] of [
  ['first start', first],
  ['later start', later],
] as const) {
  const startMs = median(starts.map((start) => start.startMs));
  const residentMb = median(starts.map((start) => start.residentMb));
  console.log(
    `${name}  ${startMs.toFixed(0).padStart(6)} ms  ${residentMb.toFixed(0).padStart(5)} MB resident`,
  );
}
rmSync(dataDir, { recursive: true, force: true });
