import { join } from 'node:path';
import { endProcess, startDetached } from '../background.ts';
import type { CommandContext } from '../command-context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { readServerFile } from '../server-file.ts';
import { type Started, showStarted } from './serve-foreground.ts';

/** The server drains for up to 60 s and cleans up for up to 30 s. */
const stopWithinMs = 100_000;

/**
 * Starts a server that outlives this program, and returns once it answers.
 * @throws CliError with the server's own words when it does not come up
 */
export async function startInBackground(
  dataDir: string,
  words: readonly string[],
  { env, output }: CommandContext,
): Promise<void> {
  const running = await readServerFile(dataDir);
  if (running) throw new CliError('conflict', `It runs already: ${running.url} (pid ${running.pid}).`);
  const logFile = join(dataDir, 'serve.log');
  const { message, pid } = await startDetached({ words, env, logFile });
  // Our own child speaks this one message.
  showStarted(message as Started, output);
  output.line(`${output.colors.dim('Log')}        ${logFile} (pid ${pid})`);
}

/** Says whether a server runs on the data directory; exit code 3 when none does. */
export async function tellStatus(
  dataDir: string,
  isJson: boolean,
  { output, setExitCode }: CommandContext,
): Promise<void> {
  const running = await readServerFile(dataDir);
  if (isJson) output.json(running ? { running: true, ...running } : { running: false });
  else if (running) output.line(`Runs on ${running.url} (pid ${running.pid}, since ${running.started_at}).`);
  else output.line('Not running.');
  if (!running) setExitCode(exitCodes.unreachable);
}

/** Ends the server of the data directory and waits until it is gone. Without one, nothing is to be done. */
export async function stopServer(dataDir: string, { output }: CommandContext): Promise<void> {
  const running = await readServerFile(dataDir);
  if (!running) return output.line('Not running.');
  await endProcess(running, stopWithinMs);
  output.line('Stopped.');
}

/** Ends the server of the data directory and starts it with the same flags; what is given now wins. */
export async function restartServer(
  dataDir: string,
  given: readonly string[],
  context: CommandContext,
): Promise<void> {
  const former = (await readServerFile(dataDir))?.flags ?? [];
  await stopServer(dataDir, context);
  const words = ['serve', ...former, ...given.filter((word) => word !== '--restart')];
  await startInBackground(dataDir, words, context);
}
