import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { createDriver } from './create-driver.ts';
import type { CreateSession, TmuxDriver } from './driver.ts';

/** A tmux server of a test's own, a folder for its programs' files, and what a person does at a terminal. */
export interface ServerForTests {
  socketName: string;
  dir: string;
  /** What a person types at a shell: `tmux …` on this server. Returns its output; throws with tmux's words. */
  tmux(...args: string[]): string;
  /** Pid of the server, null when none runs. */
  serverPid(): number | null;
  driver(clock?: Clock): TmuxDriver;
  /** Attaches a terminal, as a person does. */
  attach(target: string, size?: { cols: number; rows: number }): Attached;
  /** Stops drivers and terminals, ends this server only, and removes the folder. */
  cleanUp(): Promise<void>;
}

export interface Attached {
  pid: number;
  type(text: string): void;
  /** The person closes the terminal. */
  close(): Promise<void>;
}

export function createServerForTests(): ServerForTests {
  const socketName = `architect-test-${process.pid}-${randomBytes(4).toString('hex')}`;
  const dir = mkdtempSync(join(tmpdir(), 'architect-tmux-'));
  const drivers: TmuxDriver[] = [];
  const terminals: Attached[] = [];
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    TMUX: undefined,
    TMUX_PANE: undefined,
    TERM: 'xterm-256color',
  };
  const tmux = (...args: string[]): string =>
    execFileSync('tmux', ['-u', '-L', socketName, '-f', '/dev/null', ...args], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trimEnd();

  return {
    socketName,
    dir,
    tmux,
    serverPid() {
      try {
        return Number(tmux('-N', 'display-message', '-p', '#{pid}')) || null;
      } catch {
        return null; // no server runs
      }
    },
    driver(clock) {
      const driver = createDriver({ socketName, log: quietLog, ...(clock ? { clock } : {}) });
      drivers.push(driver);
      return driver;
    },
    attach(target, size = { cols: 100, rows: 30 }) {
      const terminal = attachTerminal(socketName, target, size, env);
      terminals.push(terminal);
      return terminal;
    },
    async cleanUp() {
      await Promise.all(drivers.map((driver) => driver.stop()));
      await Promise.all(terminals.map((terminal) => terminal.close()));
      try {
        tmux('-N', 'kill-server');
      } catch {
        // it ended already
      }
      rmSync(dir, { recursive: true, force: true });
      const sockets = join(process.env.TMUX_TMPDIR || '/tmp', `tmux-${process.getuid?.()}`);
      rmSync(join(sockets, socketName), { force: true }); // tmux leaves it behind
    },
  };
}

function attachTerminal(
  socketName: string,
  target: string,
  { cols, rows }: { cols: number; rows: number },
  env: NodeJS.ProcessEnv,
): Attached {
  // script(1) gives the client the terminal it insists on.
  const command = `stty cols ${cols} rows ${rows}; exec tmux -u -L ${socketName} attach-session -t '${target}'`;
  const child = spawn('script', ['-qfc', command, '/dev/null'], { env, stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    pid: child.pid ?? 0,
    type: (text) => child.stdin.write(text),
    close: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

const quietLog = { info: () => undefined, warn: () => undefined, error: console.error };

export const asleep = 'exec sleep 1000';

/** A session nobody minds. */
export function aSession(name: string, changes: Partial<CreateSession> = {}): CreateSession {
  return { name, workingDir: tmpdir(), env: {}, width: 80, height: 24, command: asleep, ...changes };
}

/** Waits until `read` gives something else than null or false; polls often, fails with `what` after `timeoutMs`. */
export async function waitFor<T>(
  what: string,
  read: () => T | null | false | Promise<T | null | false>,
  timeoutMs = 8_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== null && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`timed out: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // gone
  }
}

/**
 * A program that puts its terminal into raw mode, asks for bracketed paste where told, and writes every byte it gets to
 * a file. Returns the command and a reader of the file.
 */
export function aRawSink(
  server: ServerForTests,
  name: string,
  { bracketed = false }: { bracketed?: boolean } = {},
): { command: string; received(): Buffer } {
  const program = join(server.dir, `${name}.mjs`);
  const file = join(server.dir, `${name}.bytes`);
  writeFileSync(
    program,
    `import { appendFileSync, writeFileSync } from 'node:fs';
writeFileSync(${JSON.stringify(file)}, '');
process.stdin.setRawMode(true);
process.stdin.on('data', (bytes) => appendFileSync(${JSON.stringify(file)}, bytes));
process.stdout.write(${JSON.stringify(bracketed ? '\u001b[?2004h' : '')} + 'READY');
`,
  );
  return { command: `exec '${process.execPath}' '${program}'`, received: () => readFileSync(file) };
}
