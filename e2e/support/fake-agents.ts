import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellQuote } from '@architect/contracts/shell-quote';
import { buildFakeAgent } from '../fake-agent/build-fake-agent.ts';
import type { LogEntry } from '../fake-agent/records.ts';

/** Fake agents that share one log directory. */
export interface FakeAgents {
  /** Shell command line of one agent; flags as in `fake-agent/main.ts`. */
  command(name: string, ...flags: string[]): string;
  /** Everything the agents received, as they logged it before working. */
  log(name?: string): LogEntry[];
  promptsOf(name?: string): string[];
  timesReceived(text: string): number;
}

/** @param directory scratch directory; the program and the logs go there. */
export async function createFakeAgents(directory: string): Promise<FakeAgents> {
  const program = await buildFakeAgent(join(directory, 'fake-agent'));
  const logFile = join(directory, 'agents.log');
  const log = (name?: string) =>
    readLines(logFile)
      // The log is written by our own agents only: each line is one entry.
      .map((line) => JSON.parse(line) as LogEntry)
      .filter((entry) => name === undefined || entry.session === name);
  const promptsOf = (name?: string) =>
    log(name).flatMap((entry) => (entry.kind === 'prompt' ? [entry.text] : []));
  return {
    command: (name, ...flags) =>
      ['exec', process.execPath, program, '--log', logFile, '--name', name, ...flags]
        .map(shellQuote)
        .join(' '),
    log,
    promptsOf,
    timesReceived: (text) => promptsOf().filter((received) => received === text).length,
  };
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
