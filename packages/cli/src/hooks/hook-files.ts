import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  type CodexEvent,
  codexEvents,
  codexHookTimeoutSeconds,
} from '@architect/node/agents/codex/codex-trust';
import { geminiEvents, geminiHookTimeoutMs } from '@architect/node/agents/gemini/gemini-launch';

export const hookAgents = ['claude', 'codex', 'gemini'] as const;
export type HookAgent = (typeof hookAgents)[number];

/** One agent's settings file, and what of ours belongs into it. */
export interface HookFile {
  agent: HookAgent;
  path: string;
  events: string[];
  /** What an agent runs: `timeout` in the unit of that agent. */
  hook: Record<string, unknown>;
}

export interface HookPlace {
  agent: HookAgent;
  /** A project's directory; absent: the person's own settings. */
  project?: string;
  env: Record<string, string | undefined>;
  /** The shell command of the hook. */
  command: string;
}

/** Events that all versions from 2.0.60 know: an unknown one makes old versions ignore the whole file. */
const claudeEvents = ['SessionStart', 'SessionEnd', 'UserPromptSubmit', 'PermissionRequest', 'Stop'];

export function hookFile({ agent, project, env, command }: HookPlace): HookFile {
  const home = env.HOME ?? homedir();
  const hook = { type: 'command', command };
  switch (agent) {
    case 'claude': {
      const own = env.CLAUDE_CONFIG_DIR ?? join(home, '.claude');
      // `settings.local.json` is the person's own part of a project's settings: it is not committed.
      const path = project ? join(project, '.claude', 'settings.local.json') : join(own, 'settings.json');
      return { agent, path, events: claudeEvents, hook: { ...hook, timeout: 10 } };
    }
    case 'codex': {
      const dir = project ? join(project, '.codex') : (env.CODEX_HOME ?? join(home, '.codex'));
      // The keys of an object literal are exactly its key type.
      const events = Object.keys(codexEvents) as CodexEvent[];
      return {
        agent,
        path: join(dir, 'hooks.json'),
        events,
        hook: { ...hook, timeout: codexHookTimeoutSeconds },
      };
    }
    case 'gemini':
      return {
        agent,
        path: join(project ?? home, '.gemini', 'settings.json'),
        events: geminiEvents,
        hook: { name: 'architect', ...hook, timeout: geminiHookTimeoutMs },
      };
  }
}
