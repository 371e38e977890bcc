import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellQuote } from '@architect/contracts/shell-quote';
import type { Launch, LaunchSpec } from '../agent.ts';
import { dropHookCommand, hookEnv } from '../read-hook-dir.ts';

/**
 * Events that tell of a turn or a dialog. Tool events are left out: a long turn has hundreds, and they would push the
 * proof of a delivery out of the spool.
 */
const commonEvents = ['SessionStart', 'SessionEnd', 'UserPromptSubmit', 'PermissionRequest', 'Stop'];

/** A version that does not know one event ignores the whole file (seen in 2.0.60), so this one needs 2.1.197 or newer. */
const newerEvents = [...commonEvents, 'StopFailure'];

/**
 * `claude --settings FILE`, the file in the session's hook directory: hooks add to those of the user, whose own files
 * are not touched. `--version` (60 ms) chooses between the files for older and newer versions. The only side effect
 * are the two files.
 */
export function launchClaude(spec: LaunchSpec): Launch {
  const newer = writeSettings(join(spec.hookDir, '.claude-settings.json'), newerEvents);
  const older = writeSettings(join(spec.hookDir, '.claude-settings-2.0.json'), commonEvents);
  const script = [
    `settings=${shellQuote(newer)}`,
    'set -- $(claude --version 2>/dev/null) none; patch=$(echo "$1" | cut -d. -f3)',
    `case $1 in none|[01].*|2.0.*) settings=${shellQuote(older)} ;; 2.1.*) [ "$patch" -ge 197 ] || settings=${shellQuote(older)} ;; esac`,
    'exec claude --settings "$settings"',
  ].join('; ');
  return { command: `exec sh -c ${shellQuote(script)}`, env: hookEnv(spec.hookDir) };
}

/** A permission request may be answered through its hook for this long; the dialog on the screen stays usable. */
const answerSeconds = 60;

/** @returns the path it wrote. */
function writeSettings(path: string, events: string[]): string {
  const drop = { type: 'command', command: dropHookCommand('claude'), timeout: 10 };
  const ask = { ...drop, command: `${drop.command} --wait ${answerSeconds}`, timeout: answerSeconds + 10 };
  const hooks = Object.fromEntries(
    events.map((event) => [event, [{ hooks: [event === 'PermissionRequest' ? ask : drop] }]]),
  );
  writeFileSync(path, JSON.stringify({ hooks }, null, 2), { mode: 0o600 });
  return path;
}
