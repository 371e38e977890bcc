import { readFileSync, readlinkSync } from 'node:fs';
import type { ProcessFacts } from '../agents/agent.ts';
import { processTree } from '../agents/process-tree.ts';
import type { PaneFacts } from '../tmux/driver.ts';

/**
 * What runs in the foreground of a pane. `tpgid` of the pane's first process (proc(5)) is the foreground process group;
 * its leader and the leader's descendants are read, so that wrappers (`env`, `npx`, `sh -c`) do not hide the agent.
 * Everything is empty where /proc cannot be read.
 */
export function readProcessFacts(facts: PaneFacts): ProcessFacts {
  const leader = foregroundGroup(facts.pid) ?? facts.pid;
  const pids = processTree(leader);
  const commandLines = pids.map(commandLine).filter((line) => line.length > 0);
  const agentPid = pids.at(-1) ?? null;
  return {
    command: facts.currentCommand,
    commandLines,
    title: facts.title,
    env: environment(leader),
    pid: agentPid === null ? null : leader,
    cwd: workingDirectory(leader) ?? facts.currentPath,
  };
}

/** Environment variables a process was started with. */
export function environment(pid: number): Record<string, string> {
  const text = readProc(`/proc/${pid}/environ`);
  const entries = text
    .split('\0')
    .filter(Boolean)
    .map((pair): [string, string] => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });
  return Object.fromEntries(entries);
}

function foregroundGroup(pid: number): number | null {
  const stat = readProc(`/proc/${pid}/stat`);
  // Field 2 is the name in parentheses and may hold blanks; tpgid is field 8.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const group = Number(fields[5]);
  return Number.isInteger(group) && group > 0 ? group : null;
}

function commandLine(pid: number): string[] {
  return readProc(`/proc/${pid}/cmdline`).split('\0').filter(Boolean);
}

function workingDirectory(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null; // the process is gone or not ours to read: tmux's path stands in
  }
}

function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // gone, or another user's: the caller treats it as unknown
  }
}
