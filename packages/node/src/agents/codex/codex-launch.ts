import { shellQuote } from '@architect/contracts/shell-quote';
import type { Launch, LaunchSpec } from '../agent.ts';
import { dropHookCommand, dropHookPath, hookEnv } from '../read-hook-dir.ts';
import { type CodexEvent, codexEvents, codexHookHash, codexHookTimeoutSeconds } from './codex-trust.ts';

/**
 * `codex -c …`: hooks of this session only, beside those of the person. What a version can do is looked up in `--help`,
 * because older ones refuse a flag they do not know: those with hook review (0.150 and newer) get hooks that are marked
 * as reviewed for this session; older ones get `notify`, which tells of ended turns only. Versions that would hand the
 * task to a background daemon, where it outlives the killed session, are asked not to.
 */
export function launchCodex(spec: LaunchSpec): Launch {
  const notify = `notify=${JSON.stringify(['sh', dropHookPath, '--agent', 'codex'])}`;
  const script = [
    'help=$(codex --help 2>/dev/null)',
    'case $help in *--no-daemon*) set -- --no-daemon ;; *) set -- ;; esac',
    `case $help in *--dangerously-bypass-hook-trust*) set -- "$@" ${hookFlags()} ;; *) set -- "$@" -c ${shellQuote(notify)} ;; esac`,
    'exec codex "$@"',
  ].join('; ');
  return { command: `exec sh -c ${shellQuote(script)}`, env: hookEnv(spec.hookDir) };
}

/** Hooks given by flag form a layer of their own, whose state is kept under this path. */
const flagLayer = '/<session-flags>/config.toml';

/** JSON strings are TOML strings too. */
function hookFlags(): string {
  const command = dropHookCommand('codex');
  // The keys of an object literal are exactly its key type.
  const events = Object.keys(codexEvents) as CodexEvent[];
  const hook = `{type="command",command=${JSON.stringify(command)},timeout=${codexHookTimeoutSeconds}}`;
  const state = events.map(
    (event) =>
      `${JSON.stringify(`${flagLayer}:${codexEvents[event]}:0:0`)}={trusted_hash=${JSON.stringify(codexHookHash(event, command))}}`,
  );
  const settings = [
    ...events.map((event) => `hooks.${event}=[{hooks=[${hook}]}]`),
    `hooks.state={${state.join(',')}}`,
  ];
  return settings.map((setting) => `-c ${shellQuote(setting)}`).join(' ');
}
