import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import type { TestRun } from '@architect/contracts/autopilot';
import type { NodeParams } from '@architect/contracts/node-link';
import { type Clock, pause } from '../clock.ts';
import { endProcesses, familyOf, listProcesses } from '../tmux/processes.ts';
import { rootOf } from './timed-git.ts';

/** Test commands of projects, each run once however often it is asked for. */
export interface TestRuns {
  /** @returns null while it runs; @throws NodeLinkError BAD_REQUEST when there is no such directory */
  ask(wanted: NodeParams<'source.test'>): Promise<TestRun | null>;
  /** Ends what still runs. Nobody is told: the tests did not end by themselves. */
  stop(): Promise<void>;
}

const answerWithinMs = 20_000;
const mostTail = 8_000;
/** Ended ones are kept for askers whose connection was lost meanwhile. */
const mostKept = 50;

export function createTestRuns({ clock }: { clock: Clock }): TestRuns {
  const runs = new Map<string, { ended: Promise<TestRun>; end(): Promise<void> }>();

  function begin({ id, directory, command, timeout_ms }: NodeParams<'source.test'>) {
    const run = start(command, { directory: rootOf(directory), timeoutMs: timeout_ms, clock });
    runs.set(id, run);
    const [oldest] = runs.keys();
    if (runs.size > mostKept && oldest !== undefined) runs.delete(oldest);
    return run;
  }

  return {
    async ask(wanted) {
      const { ended } = runs.get(wanted.id) ?? begin(wanted);
      return await Promise.race([ended, pause(clock, answerWithinMs).then(() => null)]);
    },
    async stop() {
      await Promise.all([...runs.values()].map((run) => run.end()));
    },
  };
}

/** Like git, it gets our search path and home alone: never our settings or keys. */
function start(
  command: string,
  { directory, timeoutMs, clock }: { directory: string; timeoutMs: number; clock: Clock },
): { ended: Promise<TestRun>; end(): Promise<void> } {
  const { PATH, HOME, LANG } = process.env;
  const began = clock.now();
  const child = spawn('sh', ['-c', command], {
    ...{ cwd: directory, env: { PATH, HOME, LANG, CI: 'true' }, detached: true },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { promise: ended, resolve } = Promise.withResolvers<TestRun>();
  let tail = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-4 * mostTail);
    });
  const finish = (exit_code: number | null, note: string): void => {
    const said = stripVTControlCharacters(tail).trimEnd().slice(-mostTail);
    const parts = [said, note].filter((part) => part !== '');
    resolve({ command, exit_code, tail: parts.join('\n'), took_ms: clock.now() - began });
  };
  // Also what its first process left running: it is a session of the kernel of its own.
  const endFamily = async (): Promise<void> => {
    if (child.pid === undefined) return;
    await endProcesses({ clock, family: familyOf([child.pid], listProcesses()) });
  };
  let late = '';
  const cancel = clock.after(timeoutMs, () => {
    late = `Ended at the time limit of ${timeoutMs / 1_000} s.`;
    void endFamily();
  });
  child.once('error', (error) => finish(null, error.message));
  // Its exit code counts from here on; what it left running would keep its output open.
  child.once('exit', () => {
    cancel();
    void endFamily();
  });
  child.once('close', (code, signal) => finish(code, late || (signal ? `Ended by ${signal}.` : '')));
  return {
    ended,
    async end() {
      child.removeAllListeners('close');
      cancel();
      await endFamily();
    },
  };
}
