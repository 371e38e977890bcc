import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const program = resolve(import.meta.dirname, '../../bin/architect');

/** `architect node` as a person starts it on another machine. */
export interface FarNode {
  pid: number;
  output(): string;
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

export function startFarNode(options: {
  dashboard: string;
  key: string;
  dataDir: string;
  socket: string;
  home: string;
}): FarNode {
  const { dashboard, key, dataDir, socket, home } = options;
  const flags = ['--dashboard', dashboard, '--name', 'far', '--data-dir', dataDir, '--tmux-socket', socket];
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    LANG: 'C.UTF-8',
    LOG_LEVEL: 'info',
    ARCHITECT_TOKEN: key,
  };
  const child = spawn(program, ['node', ...flags], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(String(data)));
  return {
    // A child that was started has a pid.
    pid: child.pid ?? 0,
    output: () => output.join(''),
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    },
  };
}
