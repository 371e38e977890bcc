import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

/**
 * Cost and latency of watching: ours against `tmux capture-pane` spawned for every session each 300 ms. Latency runs from
 * the drawing of a changed screen by the agent to its text being known to the watching process.
 *
 *   node bench/watch.ts [--sessions 10,50,100] [--seconds 8]
 */
const { values: options } = parseArgs({
  options: {
    sessions: { type: 'string', default: '10,50,100' },
    seconds: { type: 'string', default: '8' },
  },
});
const seconds = Number(options.seconds);
const ways = ['nobody', 'spawned', 'ours'] as const;
const framesPerS = 10;
const probesPerS = 8;

interface Row {
  sessions: number;
  load: string;
  way: (typeof ways)[number];
  cpuPercent: number;
  latenciesMs: number[];
  probes: number;
}

const rows: Row[] = [];
for (const sessions of options.sessions.split(',').map(Number))
  for (const busy of [0, Math.round(sessions / 5)]) rows.push(...(await measureLoad(sessions, busy)));
print(rows);

async function measureLoad(sessions: number, busy: number): Promise<Row[]> {
  const socketName = `architect-bench-${process.pid}-${sessions}-${busy}`;
  const dir = mkdtempSync(join(tmpdir(), 'architect-bench-'));
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-u', '-L', socketName, '-f', '/dev/null', ...args], { encoding: 'utf8' }).trim();
  const fifos = [...Array(sessions).keys()].map((index) => join(dir, `agent-${index}`));
  execFileSync('mkfifo', fifos);
  for (const [index, fifo] of fifos.entries())
    tmux(
      'new-session',
      '-d',
      '-s',
      `agent-${index}`,
      '-x',
      '120',
      '-y',
      '40',
      `stty -echo; exec cat '${fifo}'`,
    );
  const painter = fork(join(import.meta.dirname, 'painter.ts'), [String(framesPerS), String(busy), ...fifos]);
  const found: Row[] = [];
  try {
    await once(painter, 'message');
    await pause(2_000); // what starting has stirred up calms down
    const serverPid = Number(tmux('display-message', '-p', '#{pid}'));
    for (const way of ways) {
      const load = busy === 0 ? 'idle' : '20 % busy';
      const measured = await measureWay({ way, socketName, sessions, painter, serverPid, tmux });
      found.push({ sessions, load, way, ...measured });
      console.error(`${sessions} sessions, ${load}, ${way}: done`);
    }
  } finally {
    tmux('kill-server');
    painter.disconnect();
    rmSync(dir, { recursive: true, force: true });
    rmSync(join(process.env.TMUX_TMPDIR || '/tmp', `tmux-${process.getuid?.()}`, socketName), {
      force: true,
    });
  }
  return found;
}

async function measureWay(setting: {
  way: Row['way'];
  socketName: string;
  sessions: number;
  painter: ChildProcess;
  serverPid: number;
  tmux(...args: string[]): string;
}): Promise<Pick<Row, 'cpuPercent' | 'latenciesMs' | 'probes'>> {
  const { way, painter, serverPid } = setting;
  const latenciesMs: number[] = [];
  let watcher: ChildProcess | null = null;
  if (way !== 'nobody') {
    watcher = fork(join(import.meta.dirname, 'watcher.ts'), [
      way,
      setting.socketName,
      String(setting.sessions),
    ]);
    await once(watcher, 'message');
    watcher.on('message', (latency) => latenciesMs.push(Number(latency)));
    await pause(1_500);
  }
  const clients = setting.tmux('list-clients', '-F', '#{client_pid}').split('\n').filter(Boolean).map(Number);
  const pids = [serverPid, ...(watcher?.pid ? [watcher.pid, ...clients] : [])];
  const before = cpuMs(pids);
  const startedAt = performance.now();
  await pause(seconds * 1000);
  const cpuPercent = ((cpuMs(pids) - before) / (performance.now() - startedAt)) * 100;

  let probes = 0;
  if (watcher) {
    latenciesMs.length = 0;
    for (; probes < seconds * probesPerS; probes += 1) {
      painter.send('probe');
      await pause(1000 / probesPerS);
    }
    await pause(2_500); // the last ones are still on their way
    watcher.send('stop');
    await once(watcher, 'exit');
  }
  return { cpuPercent, latenciesMs: latenciesMs.sort((a, b) => a - b), probes };
}

/** CPU time of processes and of the children they have waited for: proc(5) schedstat in ns, stat in ticks of 10 ms. */
function cpuMs(pids: number[]): number {
  return pids.reduce((sum, pid) => {
    const threads = threadsMs(pid);
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return sum + threads + (Number(fields[13]) + Number(fields[14])) * 10;
  }, 0);
}

function threadsMs(pid: number): number {
  const ids = readdirSync(`/proc/${pid}/task`);
  return ids.reduce(
    (sum, id) => sum + Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
    0,
  );
}

function print(all: Row[]): void {
  console.log(`node bench/watch.ts --sessions ${options.sessions} --seconds ${options.seconds}`);
  console.log(
    'CPU is % of one core of watcher, its clients and children, and the tmux server; "nobody" is the server alone.\n',
  );
  console.log(
    '| sessions | load | watching | CPU % | CPU spawned/this | p50 ms | p99 ms | p50 spawned/this | seen/drawn |',
  );
  console.log('|--:|---|---|--:|--:|--:|--:|--:|--:|');
  for (const row of all) {
    const spawned = all.find(
      (other) => other.way === 'spawned' && other.sessions === row.sessions && other.load === row.load,
    );
    const isNobody = row.way === 'nobody';
    const cells = [
      row.sessions,
      row.load,
      row.way,
      row.cpuPercent.toFixed(2),
      isNobody ? '' : ratio(spawned?.cpuPercent, row.cpuPercent),
      isNobody ? '' : percentile(row.latenciesMs, 50).toFixed(1),
      isNobody ? '' : percentile(row.latenciesMs, 99).toFixed(1),
      isNobody ? '' : ratio(percentile(spawned?.latenciesMs ?? [], 50), percentile(row.latenciesMs, 50)),
      isNobody ? '' : `${row.latenciesMs.length}/${row.probes}`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function percentile(sorted: number[], percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

function ratio(other: number | undefined, own: number): string {
  return other === undefined ? '' : `${(other / Math.max(own, 0.005)).toFixed(1)}×`;
}
