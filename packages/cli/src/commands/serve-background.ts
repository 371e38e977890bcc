import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CommandContext } from '../command-context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { isSameProcess } from '../process-identity.ts';
import { readServerFile } from '../server-file.ts';
import { type Started, showStarted } from './serve-foreground.ts';

const pollMs = 100;
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
  mkdirSync(dataDir, { recursive: true });
  const logFile = join(dataDir, 'serve.log');
  const log = openSync(logFile, 'a', 0o600);
  const logStart = statSync(logFile).size;
  const main = process.argv[1] ?? '';
  const child = spawn(process.execPath, [main, ...words.filter((word) => word !== '--daemon')], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    env: { ...env, ARCHITECT_LOG_FILE: logFile },
  });
  closeSync(log);
  const started = await new Promise<Started | null>((resolve) => {
    // Our own child speaks this one message.
    child.once('message', (message) => resolve(message as Started));
    child.once('exit', () => resolve(null));
  });
  if (!started)
    throw new CliError(
      'failed',
      faultOf(await readFrom(logFile, logStart)) ?? `It did not start; see ${logFile}.`,
    );
  child.unref();
  showStarted(started, output);
  output.line(`${output.colors.dim('Log')}        ${logFile} (pid ${child.pid})`);
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
  // The file was just compared with the process itself, so this pid is ours.
  process.kill(running.pid, 'SIGTERM');
  const deadline = Date.now() + stopWithinMs;
  while (isSameProcess(running.pid, running.process_start)) {
    if (Date.now() > deadline) {
      throw new CliError(
        'failed',
        `It is still shutting down (pid ${running.pid}); see ${running.log ?? 'its terminal'}.`,
      );
    }
    await wait(pollMs);
  }
  output.line('Stopped.');
}

/** The line for people among the log lines of a server that did not start. */
function faultOf(log: string): string | undefined {
  return /^architect: (.*)$/m.exec(log)?.[1];
}

/** What the server wrote since it was started. */
async function readFrom(path: string, start: number): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
