import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { PrivateTmux } from '../support/private-tmux.ts';
import { until } from '../support/until.ts';

/** A person who looks at a session through a terminal of their own. */
export interface AttachedPerson {
  /** Bytes of their keyboard. */
  keys(bytes: string): void;
  leave(): Promise<void>;
}

/** Attaches through script(1), which gives tmux a real terminal. */
export async function attachPerson(terminal: PrivateTmux, session: string): Promise<AttachedPerson> {
  const attach = `tmux -L ${terminal.socket} attach-session -t '=${session}'`;
  const child = spawn('script', ['-qfc', attach, '/dev/null'], {
    env: { PATH: process.env.PATH ?? '', TERM: 'xterm-256color', LANG: 'C.UTF-8' },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const isThere = async () => {
    const clients = await terminal.tmux('list-clients', '-F', '#{client_control_mode} #{session_name}');
    return clients.split('\n').includes(`0 ${session}`);
  };
  await until(`a person is attached to ${session}`, isThere);
  return {
    keys: (bytes) => void child.stdin.write(bytes),
    async leave() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      // script(1) would say on the terminal of the test that it was asked to end.
      child.kill('SIGKILL');
      await gone;
    },
  };
}
