import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { endProcesses, withDescendants } from './end-processes.ts';

const run = promisify(execFile);

/** A tmux server of one test's own: never the person's. */
export interface PrivateTmux {
  /** Name for `tmux -L` and ARCHITECT_TMUX_SOCKET. */
  socket: string;
  /** Runs one tmux command and returns what it printed. */
  tmux(...args: string[]): Promise<string>;
  /** Starts a session as a person would, without the product; `command` is a shell command line. */
  start(
    name: string,
    command: string,
    options?: { env?: Record<string, string>; cwd?: string },
  ): Promise<void>;
  /** Visible screen as plain text. */
  screen(session: string): Promise<string>;
  /** Types as a person in another program would: literal text, no Enter. */
  type(session: string, text: string): Promise<void>;
  /** Pastes as a person's terminal would: bracketed where the program asked for it. */
  paste(session: string, text: string): Promise<void>;
  press(session: string, ...keys: string[]): Promise<void>;
  /** Ends the server and everything in it. Safe twice. */
  end(): Promise<void>;
}

export function createPrivateTmux(prefix = 'e2e'): PrivateTmux {
  const socket = `architect-${prefix}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const tmux = async (...args: string[]) => {
    const { stdout } = await run('tmux', ['-L', socket, '-f', '/dev/null', ...args], {
      maxBuffer: 64_000_000,
      // Once in tens of thousands of times, tmux 3.3a never lets its client go (seen with send-keys in 10 000 prompts).
      timeout: 20_000,
    });
    return stdout;
  };
  return {
    socket,
    tmux,
    async start(name, command, { env = {}, cwd = '/tmp' } = {}) {
      const settings = Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
      await tmux('new-session', '-d', '-s', name, '-x', '120', '-y', '40', '-c', cwd, ...settings, command);
    },
    screen: (session) => tmux('capture-pane', '-p', '-t', `=${session}:`),
    type: async (session, text) => void (await tmux('send-keys', '-t', `=${session}:`, '-l', '--', text)),
    async paste(session, text) {
      // From stdin: as an argument a trailing `;` would be tmux's own.
      const load = spawn('tmux', ['-L', socket, 'load-buffer', '-b', 'person', '-'], {
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      load.stdin.end(text);
      await once(load, 'close');
      await tmux('paste-buffer', '-p', '-r', '-d', '-b', 'person', '-t', `=${session}:`);
    },
    press: async (session, ...keys) => void (await tmux('send-keys', '-t', `=${session}:`, ...keys)),
    async end() {
      const panes = await tmux('list-panes', '-a', '-F', '#{pane_pid}').catch(() => '');
      const processes = withDescendants(panes.split('\n').filter(Boolean).map(Number));
      await tmux('kill-server').then(ignore, ignore);
      await endProcesses(processes, 3_000);
    },
  };
}

/** No server is what `end` wants. */
function ignore(): void {
  return undefined;
}
