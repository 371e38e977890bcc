import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Launch, LaunchSpec } from '../agent.ts';
import { shellQuote } from '../launch-command.ts';
import { dropHookPath } from '../read-hook-dir.ts';

/**
 * Events that tell of a turn or a dialog. Tool events are left out: a long turn has hundreds, and they would push the
 * proof of a delivery out of the spool.
 */
export const claudeHookEvents = [
  'SessionStart',
  'SessionEnd',
  'UserPromptSubmit',
  'PermissionRequest',
  'Stop',
  'StopFailure',
] as const;

/**
 * `claude --settings FILE`, the file in the session's hook directory: hooks add to those of the user, whose own files
 * are not touched. The only side effect is that file.
 */
export function launchClaude(spec: LaunchSpec): Launch {
  const file = join(spec.hookDir, '.claude-settings.json');
  const hook = { type: 'command', command: `sh ${shellQuote(dropHookPath)}`, timeout: 10 };
  const hooks = Object.fromEntries(claudeHookEvents.map((event) => [event, [{ hooks: [hook] }]]));
  writeFileSync(file, JSON.stringify({ hooks }, null, 2), { mode: 0o600 });
  return { command: `exec claude --settings ${shellQuote(file)}`, env: { ARCHITECT_HOOK_DIR: spec.hookDir } };
}
