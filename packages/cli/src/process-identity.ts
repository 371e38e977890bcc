import { readFileSync } from 'node:fs';

/**
 * When a process started, in clock ticks since boot (field 22 of /proc/PID/stat, see proc(5)); null when there is no
 * such process, or no /proc.
 */
export function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything; fields after it are plain.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    // Gone, or a system without /proc: the caller cannot tell them apart, and must not signal in either case.
    return null;
  }
}

/** Whether `pid` is still the process that started at `start`. */
export function isSameProcess(pid: number, start: string | null): boolean {
  return start !== null && processStart(pid) === start;
}
