import { readdirSync, readFileSync } from 'node:fs';
import { type Clock, pause } from '../clock.ts';

/** One process. The pid alone may be given anew; with its start time it names one process for good. */
export interface ProcessId {
  pid: number;
  /** Clock ticks since boot, field 22 of proc(5) stat. */
  startTime: string;
}

export interface ProcessEntry extends ProcessId {
  parent: number;
  /** Kernel session: everything started from a pane's first process shares it, background jobs included. */
  session: number;
  /** Ended, only not yet reaped. */
  isZombie: boolean;
}

/** Processes of this machine; empty where there is no /proc. */
export function listProcesses(): ProcessEntry[] {
  return procEntries()
    .map(readProcess)
    .filter((entry) => entry !== null);
}

/** The process with this pid, null when it is gone (or ended and not yet reaped). */
export function findProcess(pid: number): ProcessEntry | null {
  const entry = readProcess(pid);
  return entry && !entry.isZombie ? entry : null;
}

/** The roots, everything below them, and what shares their kernel session after its parent ended. Never this process. */
export function familyOf(roots: readonly number[], processes: readonly ProcessEntry[]): ProcessId[] {
  const family = new Set(roots);
  const candidates = processes.filter((entry) => !entry.isZombie && entry.pid !== process.pid);
  for (let size = -1; size !== family.size; ) {
    size = family.size;
    for (const entry of candidates)
      if (family.has(entry.parent) || roots.includes(entry.session)) family.add(entry.pid);
  }
  return candidates.filter((entry) => family.has(entry.pid));
}

export interface EndProcesses {
  clock: Clock;
  /** From `familyOf`, taken before their terminal was closed. */
  family: ProcessId[];
  /** Between SIGTERM and SIGKILL. */
  graceMs?: number;
}

const lookEveryMs = 50;
const hangupMs = 300;
const killMs = 1_000;

/**
 * Sees processes to their end: a moment for the hang-up that closing the terminal sent, then SIGTERM, then SIGKILL.
 * Children that they start meanwhile are followed too. Signals go to a pid only while its start time is the known one.
 * @returns pids that outlived SIGKILL (uninterruptible, or not ours to signal).
 */
export async function endProcesses(options: EndProcesses): Promise<number[]> {
  const { clock, graceMs = 3_000 } = options;
  let family = options.family;
  const isOver = async (limitMs: number, signal: NodeJS.Signals | null): Promise<boolean> => {
    const deadline = clock.now() + limitMs;
    const signalled = new Set<number>();
    for (;;) {
      family = stillAlive(family);
      if (family.length === 0) return true;
      for (const { pid } of family) {
        if (!signal || signalled.has(pid)) continue;
        signalled.add(pid);
        sendSignal(pid, signal);
      }
      if (clock.now() >= deadline) return false;
      await pause(clock, lookEveryMs);
    }
  };
  if ((await isOver(hangupMs, null)) || (await isOver(graceMs, 'SIGTERM'))) return [];
  await isOver(killMs, 'SIGKILL');
  return family.map(({ pid }) => pid);
}

function stillAlive(family: ProcessId[]): ProcessId[] {
  if (family.length === 0) return family;
  const processes = listProcesses();
  const known = new Map(processes.map((entry) => [entry.pid, entry]));
  const alive = family.filter(({ pid, startTime }) => {
    const entry = known.get(pid);
    return entry !== undefined && entry.startTime === startTime && !entry.isZombie;
  });
  const roots = alive.map(({ pid }) => pid);
  return roots.length === 0 ? [] : familyOf(roots, processes);
}

/** Sends a signal; false when the process is gone or not ours. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false; // ended between the look and the signal, or another user's: the next look tells
  }
}

/** One variable of a process' environment; null when it is not set or cannot be read. */
export function readEnvironment(pid: number, name: string): string | null {
  const entry = readFile(`/proc/${pid}/environ`)
    .split('\0')
    .find((pair) => pair.startsWith(`${name}=`));
  return entry === undefined ? null : entry.slice(name.length + 1);
}

function procEntries(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && pid > 0);
  } catch {
    return []; // no /proc on this system: processes are then left to tmux's hang-up
  }
}

function readProcess(pid: number): ProcessEntry | null {
  const stat = readFile(`/proc/${pid}/stat`);
  // The name in parentheses may hold blanks and parentheses; the state follows the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const startTime = fields[19];
  if (startTime === undefined) return null;
  return {
    pid,
    startTime,
    parent: Number(fields[1]),
    session: Number(fields[3]),
    isZombie: fields[0] === 'Z' || fields[0] === 'X',
  };
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // gone meanwhile, or not ours to read
  }
}
