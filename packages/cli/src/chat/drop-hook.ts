import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Events of the built-in agent, named like those of other agents so that one reader serves all. */
export type HookPayload =
  | { hook_event_name: 'SessionStart'; source: string }
  | { hook_event_name: 'UserPromptSubmit'; prompt: string }
  | { hook_event_name: 'PermissionRequest'; tool_name: string; tool_input: { command: string } }
  | { hook_event_name: 'Stop'; last_assistant_message: string }
  | { hook_event_name: 'StopFailure'; error: string }
  | { hook_event_name: 'SessionEnd'; reason: string };

/**
 * Writes each event as its own file `<epoch ns>-<pid>.json`, complete or not at all (temporary file, then rename),
 * in order. Without a directory nothing is written.
 * @throws the file system's error when the directory cannot be written
 */
export function createHookDrop({
  directory,
  common,
  now,
  pid,
}: {
  directory: string | undefined;
  /** Fields of every event, such as `session_id` and `cwd`. */
  common: Record<string, string>;
  /** Epoch ms. */
  now: () => number;
  pid: number;
}): (payload: HookPayload) => void {
  let lastNs = 0n;
  return (payload) => {
    if (!directory) return;
    const ns = BigInt(now()) * 1_000_000n;
    lastNs = ns > lastNs ? ns : lastNs + 1n;
    const name = `${lastNs}-${pid}.json`;
    const temporary = join(directory, `.${name}.tmp`);
    writeFileSync(temporary, JSON.stringify({ ...common, ...payload }), { mode: 0o600 });
    renameSync(temporary, join(directory, name));
  };
}
