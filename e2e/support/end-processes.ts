import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** A process told apart from a later one with the same number. */
export interface KnownProcess {
  pid: number;
  /** Clock ticks since boot, field 22 of /proc/PID/stat. */
  startedAt: string;
}

/** These processes and all that they started, from /proc. Empty on systems without it. */
export function withDescendants(pids: number[]): KnownProcess[] {
  const all = listProcesses();
  const found = all.filter(({ pid }) => pids.includes(pid));
  // `found` grows while it is walked.
  for (const parent of found) found.push(...all.filter(({ parentPid }) => parentPid === parent.pid));
  return found.map(({ pid, startedAt }) => ({ pid, startedAt }));
}

/** Waits up to `graceMs` for the end of each, then kills what is left: some agents outlive their terminal. */
export async function endProcesses(processes: KnownProcess[], graceMs: number): Promise<void> {
  const deadline = Date.now() + graceMs;
  const living = () => processes.filter(isAlive);
  while (living().length > 0 && Date.now() < deadline) await wait(50);
  for (const { pid } of living()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** False for one that has ended, reaped or not. */
export function isAlive({ pid, startedAt }: KnownProcess): boolean {
  const now = readProcess(pid);
  return now !== null && now.startedAt === startedAt && now.state !== 'Z';
}

function listProcesses() {
  try {
    return readdirSync('/proc').flatMap((name) => {
      const read = /^\d+$/.test(name) ? readProcess(Number(name)) : null;
      return read === null ? [] : [read];
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function readProcess(pid: number) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold blanks and brackets.
    const [state = '', parent = '', ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid, state, parentPid: Number(parent), startedAt: rest[17] ?? '' };
  } catch {
    // It has ended meanwhile.
    return null;
  }
}
