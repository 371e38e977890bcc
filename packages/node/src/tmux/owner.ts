import { findProcess, listProcesses, readEnvironment, sendSignal } from './processes.ts';

/** Environment variable that marks our control clients; its value is the owner, so that a stale one is recognised. */
export const markerVariable = 'ARCHITECT_TMUX_CLIENT';

/** Names this process for good: `<pid>.<start time>`. Hub sessions and control clients carry it. */
export function ownerMark(): string {
  return `${process.pid}.${findProcess(process.pid)?.startTime ?? '0'}`;
}

/** True while the process that wrote the mark runs; what follows its second dot is ignored. Where start times cannot be read the pid alone decides. */
export function isOwnerAlive(mark: string): boolean {
  const [pid, startTime] = mark.split('.');
  if (!pid || !startTime || !/^\d+$/.test(pid)) return false;
  if (listProcesses().length === 0) return sendSignalZero(Number(pid));
  return findProcess(Number(pid))?.startTime === startTime;
}

/**
 * Ends control clients that an earlier run of ours left behind: after kill -9 they may hang on tmux 3.3a, and then tmux
 * does not even list them. Matched by our own mark in their environment, never by program name.
 * @returns pids that were sent SIGKILL
 */
export function sweepStaleClients(): number[] {
  return listProcesses()
    .map(({ pid }) => pid)
    .filter((pid) => {
      const mark = readEnvironment(pid, markerVariable);
      return mark !== null && !isOwnerAlive(mark) && sendSignal(pid, 'SIGKILL');
    });
}

function sendSignalZero(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // no such process
  }
}
