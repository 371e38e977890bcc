import { createHash } from 'node:crypto';

/** Events that tell of a turn or a dialog, and how Codex names them in the key of a hook's state. */
export const codexEvents = {
  SessionStart: 'session_start',
  UserPromptSubmit: 'user_prompt_submit',
  PermissionRequest: 'permission_request',
  Stop: 'stop',
} as const;
export type CodexEvent = keyof typeof codexEvents;

export const codexHookTimeoutSeconds = 10;

/**
 * The hash by which Codex (0.150 and newer) knows a command hook again that was reviewed: SHA-256 of the hook as JSON with
 * sorted keys (codex-rs/hooks/src/engine/discovery.rs, `command_hook_hash`). A person who starts a session with us, or
 * installs our hooks, has decided about this one command; every other hook still waits for its review.
 */
export function codexHookHash(event: CodexEvent, command: string): string {
  const hook = { async: false, command, timeout: codexHookTimeoutSeconds, type: 'command' };
  const identity = JSON.stringify({ event_name: codexEvents[event], hooks: [hook] });
  return `sha256:${createHash('sha256').update(identity).digest('hex')}`;
}
