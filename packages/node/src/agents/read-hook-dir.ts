import { fileURLToPath } from 'node:url';
import { shellQuote } from '@architect/contracts/shell-quote';
import { z } from 'zod';
import type { HookEvent } from './agent.ts';

/** Absolute path of the hook command. It runs as `sh <path> [payload]`, so it needs no execute permission. */
export const dropHookPath = fileURLToPath(new URL('./drop-hook.sh', import.meta.url));

/** The shell command by which an agent's hook drops its events. */
export function dropHookCommand(agent: string): string {
  return `sh ${shellQuote(dropHookPath)} --agent ${agent}`;
}

/** Environment of a session whose hooks of its own drop into this directory: those of the person keep still there. */
export function hookEnv(hookDir: string): Record<string, string> {
  return { ARCHITECT_HOOK_DIR: hookDir, ARCHITECT_HOOKS: 'session' };
}

/** Claude Code and Codex hooks name the event `hook_event_name`; Codex's `notify` names it `type`. */
const payloadShape = z.looseObject({ hook_event_name: z.string().optional(), type: z.string().optional() });

/**
 * Parses one file of a hook directory, as `drop-hook.sh` writes it:
 * `<epoch ns>-<pid>-<parent pid>-<grandparent pid>[-<agent>].json`.
 * @returns null for a file that is none of ours or does not hold an event.
 */
export function readHookFile(fileName: string, content: string): HookEvent | null {
  const [, id, stamp, parent, grandparent, agent] =
    /^((\d{16,20})-\d+(?:-(\d+)-(\d+)(?:-([a-z]+))?)?)\.json$/.exec(fileName) ?? [];
  if (id === undefined || stamp === undefined) return null;
  const payload = payloadShape.safeParse(parseJson(content));
  if (!payload.success) return null;
  const name = payload.data.hook_event_name ?? payload.data.type;
  if (name === undefined) return null;
  const at = Number(BigInt(stamp) / 1_000_000n);
  const callers = [parent, grandparent].map(Number).filter((pid) => pid > 1);
  return { name, payload: payload.data, at, id, callers, ...(agent === undefined ? {} : { agent }) };
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null; // somebody else's file: ours are renamed into place when complete
  }
}
