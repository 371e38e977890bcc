import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { shellQuote } from '@architect/contracts/shell-quote';
import { z } from 'zod';
import type { Launch, LaunchSpec } from '../agent.ts';
import { dropHookCommand, hookEnv } from '../read-hook-dir.ts';

/** Events of a turn, a permission dialog, and the session. */
export const geminiEvents = ['SessionStart', 'SessionEnd', 'BeforeAgent', 'AfterAgent', 'Notification'];

/** Milliseconds. */
export const geminiHookTimeoutMs = 10_000;

const defaultsVariable = 'GEMINI_CLI_SYSTEM_DEFAULTS_PATH';
const machineDefaults = '/etc/gemini-cli/system-defaults.json';
const settingsShape = z.looseObject({ hooks: z.record(z.string(), z.array(z.unknown())).default({}) });

/**
 * Hooks for this session through the lowest layer of settings, where they add to those of the person and override
 * nothing. Newer versions (0.61) read that file only when root owns it and every directory above it, and warn else
 * (google-gemini/gemini-cli pull request 29115: nobody but root may set what holds for a machine). There the session starts
 * without hooks of ours; `architect hooks install --agent gemini` adds them to the person's own file.
 */
export function launchGemini(spec: LaunchSpec): Launch {
  const settings = sessionSettings(spec);
  if (settings === null) return { command: 'exec gemini', env: { ARCHITECT_HOOK_DIR: spec.hookDir } };
  const path = join(spec.hookDir, '.gemini-defaults.json');
  writeFileSync(path, JSON.stringify(settings, null, 2), { mode: 0o600 });
  const use = [`${defaultsVariable}=${shellQuote(path)}`, 'ARCHITECT_HOOKS=session'].join(' ');
  const isAccepted = isRootOnly(path)
    ? 'true'
    : `! grep -rqs 'Security Warning: Skipping' "$(dirname "$(readlink -f "$(command -v gemini)")")"`;
  const script = `if ${isAccepted}; then export ${use}; fi; exec gemini`;
  return { command: `exec sh -c ${shellQuote(script)}`, env: { ARCHITECT_HOOK_DIR: spec.hookDir } };
}

/** The machine's own defaults with our hooks added; null when those cannot be read, and must not be replaced then. */
function sessionSettings(spec: LaunchSpec): object | null {
  const path = spec.env[defaultsVariable] ?? machineDefaults;
  const own = existsSync(path) ? parseSettings(readFileSync(path, 'utf8')) : { hooks: {} };
  if (own === null) return null;
  const command = dropHookCommand('gemini');
  const hook = {
    type: 'command',
    name: 'architect',
    command,
    timeout: geminiHookTimeoutMs,
    env: hookEnv(spec.hookDir),
  };
  const hooks: Record<string, unknown[]> = { ...own.hooks };
  for (const event of geminiEvents) hooks[event] = [...(hooks[event] ?? []), { hooks: [hook] }];
  // Without this, a line about our hook appears on the screen at every turn; a person's own setting outranks it.
  return { hooksConfig: { notifications: false }, ...own, hooks };
}

function parseSettings(text: string): z.infer<typeof settingsShape> | null {
  try {
    return settingsShape.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null; // comments, or not JSON at all: not ours to rewrite
  }
}

/** What newer versions ask of the file and of every directory above it; of a path that is not there yet, the nearest counts. */
export function isRootOnly(path: string): boolean {
  const parent = dirname(path);
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts && (facts.uid !== 0 || (facts.mode & 0o022) !== 0)) return false;
  return parent === path || isRootOnly(parent);
}
