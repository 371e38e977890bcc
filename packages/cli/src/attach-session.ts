import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { sessionEndpoints } from '@architect/contracts/sessions';
import type { CommandContext } from './command-context.ts';
import { CliError } from './exit-codes.ts';

/**
 * Opens a session of this machine in the person's terminal, and ends with it. Within the same tmux server the
 * person's client is switched instead.
 * @throws CliError for sessions of other machines, and without a terminal
 */
export async function attach(
  name: string,
  { connect, env, stdin, setExitCode }: CommandContext,
): Promise<void> {
  const server = await connect();
  const { data } = await server.call(sessionEndpoints.getTmuxSession, { params: { name } });
  if (!server.isLocal || data.node !== 'local') {
    throw new CliError(
      'failed',
      `${name} runs on ${data.node} of ${server.url}: open it in the dashboard, or attach there.`,
    );
  }
  if (!stdin.isTTY)
    throw new CliError('usage', 'Attaching needs a terminal. See: architect sessions capture');
  const socket = server.tmuxSocket ?? 'default';
  const isInside = basename(env.TMUX?.split(',')[0] ?? '') === socket;
  // `=` asks for exactly this name; tmux would also take a beginning of it.
  const verb = isInside ? ['switch-client', '-t', `=${name}`] : ['attach-session', '-t', `=${name}`];
  const child = spawn('tmux', ['-L', socket, ...verb], {
    stdio: 'inherit',
    env: { ...env, ...(isInside ? {} : { TMUX: '' }) },
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new CliError('failed', `tmux cannot be started: ${cause.message}`)),
    );
    child.once('exit', (exit) => resolve(exit ?? 1));
  });
  setExitCode(code);
}
