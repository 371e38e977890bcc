import type { Launch, LaunchSpec } from '../agent.ts';
import { dropHookPath } from '../read-hook-dir.ts';
import { shellQuote } from '../shell-quote.ts';

/**
 * `codex -c notify=[…]`: our hook command for this session only. Versions that would hand the task to a background
 * daemon, where it outlives the killed session, are asked not to; the flag is looked up in `--help` because older ones
 * refuse a flag they do not know.
 */
export function launchCodex(spec: LaunchSpec): Launch {
  const notify = `notify=${JSON.stringify(['sh', dropHookPath])}`;
  const noDaemon = '$(codex --help 2>/dev/null | grep -o -m1 -e --no-daemon)';
  const script = `exec codex ${noDaemon} -c ${shellQuote(notify)}`;
  return { command: `exec sh -c ${shellQuote(script)}`, env: { ARCHITECT_HOOK_DIR: spec.hookDir } };
}
