import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import { endProcesses, familyOf, findProcess, listProcesses, type ProcessId } from '../tmux/processes.ts';

/** A running agent without a terminal, in a process group of its own. */
export interface AgentProcess {
  readonly id: ProcessId;
  /** One message a line; false when standard input is closed. */
  write(message: object): boolean;
  /** Closes standard input: most agents then end by themselves. */
  closeInput(): void;
}

export interface StartAgent {
  command: string[];
  workingDir: string;
  env: Record<string, string>;
  journal: string;
  errors: string;
  /** Once, after the process is gone. */
  onExit(how: string): void;
}

/** Resolves when the program runs. @throws when it cannot be started, with the reason. */
export async function startAgent(options: StartAgent): Promise<AgentProcess> {
  const [program = '', ...args] = options.command;
  const out = openSync(options.journal, 'a', 0o600);
  const err = openSync(options.errors, 'w', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(program, args, {
      cwd: options.workingDir,
      env: options.env,
      stdio: ['pipe', out, err],
      detached: true,
    });
  } finally {
    closeSync(out);
    closeSync(err);
  }
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(startProblem(program, error)));
  });
  child.once('exit', (code, signal) => options.onExit(signal ? `ended by ${signal}` : `ended with ${code}`));
  // A closed pipe is told by `write` and by the exit.
  child.stdin?.on('error', () => undefined);
  const pid = child.pid ?? 0;
  return {
    id: { pid, startTime: findProcess(pid)?.startTime ?? '' },
    write(message) {
      if (!child.stdin?.writable || child.exitCode !== null || child.signalCode !== null) return false;
      child.stdin.write(`${JSON.stringify(message)}\n`);
      return true;
    },
    closeInput: () => child.stdin?.end(),
  };
}

function startProblem(program: string, error: Error): Error {
  const isMissing = 'code' in error && error.code === 'ENOENT';
  return isMissing ? new Error(`'${program}' is not installed, or not in PATH`) : error;
}

/** True while this very process runs: the pid alone may have been given anew. */
export function isAlive(id: ProcessId): boolean {
  return id.startTime !== '' && findProcess(id.pid)?.startTime === id.startTime;
}

/** Ends a process and everything it started. Resolves with the pids that could not be ended. */
export async function endAgent(id: ProcessId, clock: Clock): Promise<number[]> {
  if (!isAlive(id)) return [];
  return endProcesses({ clock, family: familyOf([id.pid], listProcesses()) });
}

/** The last lines that an agent wrote to its standard error. */
export async function lastErrors(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .replace(/\x1b\[[0-9;]*m/g, '')
    .trim()
    .split('\n')
    .slice(-3)
    .join(' ')
    .slice(0, 500);
}
