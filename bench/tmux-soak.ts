import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { createDriver } from '@architect/node/tmux/create-driver';

/**
 * Creates and kills sessions with printing agents, thousands of times, half by processes of other people and half through
 * the driver, while people attach and leave. The tmux server must be the same process from the first to the last.
 *
 *   node bench/tmux-soak.ts [--count 10000] [--alive 30]
 */
const { values: options } = parseArgs({
  options: { count: { type: 'string', default: '10000' }, alive: { type: 'string', default: '30' } },
});
const count = Number(options.count);
const aliveAtATime = Number(options.alive);
const socketName = `architect-soak-${process.pid}`;
const run = promisify(execFile);
const env = { ...process.env, TMUX: undefined, TERM: 'xterm-256color' };
const tmux = async (...args: string[]): Promise<string> => {
  const { stdout } = await run('tmux', ['-u', '-L', socketName, '-f', '/dev/null', ...args], { env });
  return stdout.trim();
};
/** Prints about 20 lines a second without starting a process for each. */
const agent = `exec bash -c 'exec 3<> <(:); while :; do printf "\\033[32mworking\\033[0m on line $((n++))\\n"; read -t 0.05 -u 3; done'`;

const keepAlive = setInterval(() => undefined, 60_000);
const figures = {
  created: 0,
  killed: 0,
  attached: 0,
  screens: 0,
  downs: 0,
  failures: 0,
  serverChanges: 0,
  survivors: 0,
};
const failures = new Map<string, number>();
const people = new Set<ChildProcess>();
let cycles = 0;

await tmux('new-session', '-d', '-s', 'anchor', agent);
const serverPid = await tmux('display-message', '-p', '#{pid}');
const driver = createDriver({
  socketName,
  log: { info: () => undefined, warn: console.error, error: console.error },
});
driver.on('screen', () => {
  figures.screens += 1;
});
driver.on('down', ({ reason }) => {
  figures.downs += 1;
  console.error(`down: ${reason}`);
});
await driver.start();

const startedAt = performance.now();
try {
  // Two at a time: what a person does and what we do meet in the server.
  await Promise.all([work(createByHand, killByHand), work(createOurs, killOurs)]);
  await Promise.all([...people].map(leave));
  await driver.refresh();
  report((performance.now() - startedAt) / 1000, await listsAgree());
} finally {
  await driver.stop();
  const left = await tmux('list-sessions', '-F', '#{session_name}').catch(
    (error) => `no server: ${error.message}`,
  );
  if (left.includes('_hub')) console.log('FAILED: the hub is still there');
  await tmux('kill-server').catch(() => undefined); // it died: the report says so
  rmSync(join(process.env.TMUX_TMPDIR || '/tmp', `tmux-${process.getuid?.()}`, socketName), { force: true });
  clearInterval(keepAlive);
}

async function work(
  create: (name: string) => Promise<void>,
  kill: (name: string) => Promise<void>,
): Promise<void> {
  const alive: string[] = [];
  while (cycles < count) {
    cycles += 1;
    const name = `s${cycles}`;
    await attempt('create', () => create(name));
    alive.push(name);
    if (alive.length > aliveAtATime / 2) await attempt('kill', () => kill(alive.shift() ?? ''));
    if (cycles % 25 === 0) attach(alive[Math.floor(alive.length / 2)] ?? 'anchor');
    if (cycles % 100 === 0 && (await tmux('display-message', '-p', '#{pid}').catch(() => '')) !== serverPid) {
      figures.serverChanges += 1;
      cycles = count;
    }
    if (cycles % 500 === 0) console.error(`${cycles} of ${count}`);
  }
  for (const name of alive) await attempt('kill', () => kill(name));
}

async function attempt(what: string, task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    figures.failures += 1;
    const text = `${what}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
    failures.set(text, (failures.get(text) ?? 0) + 1);
  }
}

async function createByHand(name: string): Promise<void> {
  await tmux('new-session', '-d', '-s', name, agent);
  figures.created += 1;
}

async function killByHand(name: string): Promise<void> {
  await tmux('kill-session', '-t', `=${name}`);
  figures.killed += 1;
}

async function createOurs(name: string): Promise<void> {
  await driver.createSession({ name, workingDir: '/tmp', env: {}, command: agent, width: 120, height: 40 });
  figures.created += 1;
}

async function killOurs(name: string): Promise<void> {
  const pane = driver.panes().find((facts) => facts.sessionName === name);
  if (!pane) throw new Error('the driver does not know a session it created');
  figures.survivors += (await driver.killSession(pane.sessionId)).length;
  figures.killed += 1;
}

/** A person looks for a while; the oldest of five leaves when a sixth comes. */
function attach(session: string): void {
  const command = `exec tmux -L ${socketName} attach-session -t '=${session}'`;
  const terminal = spawn('script', ['-qfc', command, '/dev/null'], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  people.add(terminal);
  terminal.once('close', () => people.delete(terminal));
  figures.attached += 1;
  const [oldest] = people;
  if (people.size > 5 && oldest) void leave(oldest);
}

async function leave(terminal: ChildProcess): Promise<void> {
  people.delete(terminal);
  terminal.kill('SIGHUP');
  await pause(50);
  terminal.kill('SIGKILL');
}

async function listsAgree(): Promise<boolean> {
  const listed = await tmux('list-sessions', '-F', '#{session_name}').catch(() => '');
  const theirs = listed.split('\n').filter((name) => name !== '_hub');
  const known = [...new Set(driver.panes().map((pane) => pane.sessionName))];
  return theirs.sort().join() === known.sort().join();
}

function report(elapsedS: number, isAgreed: boolean): void {
  const isSame = figures.serverChanges === 0 && figures.downs === 0 && driver.isUp();
  console.log(
    `node bench/tmux-soak.ts --count ${count} --alive ${aliveAtATime}   (tmux ${driver.version()})\n`,
  );
  console.log('| figure | value |\n|---|--:|');
  for (const [name, value] of Object.entries(figures)) console.log(`| ${name} | ${value} |`);
  console.log(`| seconds | ${elapsedS.toFixed(0)} |`);
  console.log(`| sessions a second | ${(figures.created / elapsedS).toFixed(1)} |`);
  console.log(`| memory of this process, MB | ${(process.memoryUsage.rss() / 1e6).toFixed(0)} |`);
  for (const [text, times] of failures) console.log(`failed ${times}×: ${text}`);
  console.log(isSame ? 'the tmux server never died' : 'FAILED: the tmux server died or was out of reach');
  console.log(
    isAgreed ? 'the driver and tmux list the same sessions' : 'FAILED: the driver and tmux disagree',
  );
  if (!isSame || !isAgreed || figures.survivors > 0) process.exitCode = 1;
}
