import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PaneFacts } from '../tmux/driver.ts';
import { environment } from './process-facts.ts';

const shells = ['sh', 'bash', 'dash', 'zsh', 'fish', 'ksh'];

/**
 * Where hooks that a person installed (`architect hooks install`) drop the events of a session that was started by hand:
 * by tmux server and pane, both from the environment that tmux gave the pane. Null where that cannot be read.
 */
export function handHookDir(hookRoot: string, facts: Pick<PaneFacts, 'pid' | 'paneId'>): string | null {
  const env = environment(facts.pid);
  // Right after the fork the environment is still that of the tmux server, which may run inside another one.
  if (env.TMUX_PANE !== facts.paneId || env.ARCHITECT_HOOK_DIR) return null;
  const [, server] = (env.TMUX ?? '').split(',');
  return server && /^\d+$/.test(server) ? join(hookRoot, `pane-${server}-${facts.paneId.slice(1)}`) : null;
}

/**
 * True when a hook of these callers (parent and grandparent of the hook command) is of the pane's own agent. An agent may
 * run another one as a tool, which has the same pane and the same hooks: then a shell stands between the two.
 */
export function isHookOfPane(callers: number[], panePid: number): boolean {
  const agent = callers.find((pid) => !shells.includes(nameOf(pid) ?? ''));
  if (agent === panePid) return true;
  let pid = agent === undefined ? null : parentOf(agent);
  while (pid !== null && pid > 1 && pid !== panePid) {
    if (shells.includes(nameOf(pid) ?? '')) return false;
    pid = parentOf(pid);
  }
  return true;
}

function nameOf(pid: number): string | null {
  return /\((.*)\)/.exec(statOf(pid))?.[1] ?? null;
}

/** Field 4 of stat (proc(5)), after the name in parentheses; null when the process is gone. */
function parentOf(pid: number): number | null {
  const stat = statOf(pid);
  const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  return stat !== '' && Number.isInteger(parent) ? parent : null;
}

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return ''; // it has ended
  }
}
