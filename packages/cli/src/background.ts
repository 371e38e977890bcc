import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CliError } from './exit-codes.ts';
import { isSameProcess } from './process-identity.ts';

const pollMs = 100;

/**
 * Starts this program again, without `--daemon`, so that it outlives us; returns once it has sent its one message.
 * @throws CliError with the program's own words when it ends before that
 */
export async function startDetached(options: {
  words: readonly string[];
  env: Record<string, string | undefined>;
  logFile: string;
}): Promise<{ message: unknown; pid: number | undefined }> {
  const { words, env, logFile } = options;
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a', 0o600);
  const logStart = statSync(logFile).size;
  const main = process.argv[1] ?? '';
  const child = spawn(process.execPath, [main, ...words.filter((word) => word !== '--daemon')], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    env: { ...env, ARCHITECT_LOG_FILE: logFile },
  });
  closeSync(log);
  const message = await new Promise<unknown>((resolve) => {
    child.once('message', resolve);
    child.once('exit', () => resolve(null));
  });
  if (message === null)
    throw new CliError(
      'failed',
      faultOf(await readFrom(logFile, logStart)) ?? `It did not start; see ${logFile}.`,
    );
  child.unref();
  return { message, pid: child.pid };
}

/**
 * Asks a process of ours to end and waits until it is gone. The caller has just compared `process_start` with it.
 * @throws CliError when it takes longer than `withinMs`
 */
export async function endProcess(
  running: { pid: number; process_start: string | null; log: string | null },
  withinMs: number,
): Promise<void> {
  process.kill(running.pid, 'SIGTERM');
  const deadline = Date.now() + withinMs;
  while (isSameProcess(running.pid, running.process_start)) {
    if (Date.now() > deadline) {
      throw new CliError(
        'failed',
        `It is still shutting down (pid ${running.pid}); see ${running.log ?? 'its terminal'}.`,
      );
    }
    await wait(pollMs);
  }
}

/** The line for people among the log lines of a program that did not start. */
function faultOf(log: string): string | undefined {
  return /^architect: (.*)$/m.exec(log)?.[1];
}

/** What the program wrote since it was started. */
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
