import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A tmux server of a test's own: its socket has a random name, nobody else's server is touched. */
export interface PrivateTmux {
  socket: string;
  /** Runs a tmux command; its standard output without the last newline. */
  tmux(...words: string[]): Promise<string>;
  /** Pastes as the node does: in brackets when the program asked for them, newlines untouched. */
  paste(session: string, text: string): Promise<void>;
  screen(session: string): Promise<string>;
  /** Polls the screen until it fits; fails with the last screen. */
  untilScreen(session: string, fits: (screen: string) => boolean): Promise<string>;
  /** Resolves when the session's program has ended; needs `remain-on-exit`. */
  untilDead(session: string): Promise<void>;
  stop(): Promise<void>;
}

const pollMs = 25;
const giveUpMs = 30_000;

export function createPrivateTmux(): PrivateTmux {
  const socket = `architect-test-${randomUUID().slice(0, 8)}`;
  const tmux = async (...words: string[]) => {
    const { stdout } = await run('tmux', ['-u', '-L', socket, '-f', '/dev/null', ...words]);
    return stdout.replace(/\n$/, '');
  };
  const screen = (session: string) => tmux('capture-pane', '-p', '-t', session);
  return {
    socket,
    tmux,
    screen,
    async paste(session, text) {
      await tmux('set-buffer', '-b', 'test', '--', text);
      await tmux('paste-buffer', '-p', '-r', '-d', '-b', 'test', '-t', session);
    },
    async untilScreen(session, fits) {
      const deadline = Date.now() + giveUpMs;
      let seen = '';
      while (Date.now() < deadline) {
        seen = await screen(session);
        if (fits(seen)) return seen;
        await wait(pollMs);
      }
      throw new Error(`the screen never came to fit; last seen:\n${seen}`);
    },
    async untilDead(session) {
      const deadline = Date.now() + giveUpMs;
      // tmux does not always draw "Pane is dead": its own flag is the truth.
      while ((await tmux('display-message', '-p', '-t', session, '#{pane_dead}')) !== '1') {
        if (Date.now() > deadline)
          throw new Error(`${session} never ended; last seen:\n${await screen(session)}`);
        await wait(pollMs);
      }
    },
    async stop() {
      // The socket is ours alone. A server that has ended by itself is what we want.
      await tmux('kill-server').catch((error: Error) => {
        if (!/no server|server exited|No such file/.test(error.message)) throw error;
      });
    },
  };
}
