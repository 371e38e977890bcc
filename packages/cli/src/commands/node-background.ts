import { join } from 'node:path';
import { endProcess, startDetached } from '../background.ts';
import type { CommandContext } from '../command-context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { type NodeFile, readNodeFile } from '../node-file.ts';

const stopWithinMs = 30_000;

/** Starts a node that outlives this program, and returns once it is connected or knows why not. */
export async function startNodeInBackground(
  dataDir: string,
  words: readonly string[],
  { env, output }: CommandContext,
): Promise<void> {
  const running = readNodeFile(dataDir);
  if (running) throw new CliError('conflict', `It runs already: node ${running.name} (pid ${running.pid}).`);
  const logFile = join(dataDir, 'node.log');
  const { message } = await startDetached({ words, env, logFile });
  // Our own child speaks this one message.
  output.line(sentenceOf(message as NodeFile));
  output.line(`${output.colors.dim('Log')} ${logFile}`);
}

/** Exit code 3 when no node runs on the data directory, or the one that does is not connected. */
export function tellNodeStatus(
  dataDir: string,
  isJson: boolean,
  { output, setExitCode }: CommandContext,
): void {
  const running = readNodeFile(dataDir);
  if (isJson) output.json(running ? { running: true, ...running } : { running: false });
  else output.line(running ? sentenceOf(running) : 'Not running.');
  if (!running?.connected) setExitCode(exitCodes.unreachable);
}

/** Ends the node of the data directory; its sessions run on. Without one, nothing is to be done. */
export async function stopNode(dataDir: string, { output }: CommandContext): Promise<void> {
  const running = readNodeFile(dataDir);
  if (!running) return output.line('Not running.');
  await endProcess(running, stopWithinMs);
  output.line('Stopped.');
}

function sentenceOf({ name, pid, dashboard, connected, note }: NodeFile): string {
  return connected
    ? `Node ${name} runs (pid ${pid}), connected to ${dashboard}.`
    : `Node ${name} runs (pid ${pid}), not connected to ${dashboard} yet: ${note}.`;
}
