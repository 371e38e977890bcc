import { type CodexEvent, codexEvents, codexHookHash } from '@architect/node/agents/codex/codex-trust';
import { groupIndex } from './edit-hooks.ts';

const begin = '# architect-hooks: reviewed by `architect hooks install`';
const end = '# architect-hooks end';

/** Codex runs no hook that was not reviewed: `config.toml` with ours marked as reviewed, and nothing else changed. */
export function withReview(
  config: string | null,
  hooks: { path: string; text: string; command: string },
): string {
  const kept = withoutReview(config ?? '');
  // The keys of an object literal are exactly its key type.
  const entries = (Object.keys(codexEvents) as CodexEvent[]).flatMap((event) => {
    const key = `${hooks.path}:${codexEvents[event]}:${groupIndex(hooks.text, event, hooks.path)}:0`;
    return [
      `[hooks.state.${JSON.stringify(key)}]`,
      `trusted_hash = ${JSON.stringify(codexHookHash(event, hooks.command))}`,
    ];
  });
  const gap = kept === '' || kept.endsWith('\n') ? '' : '\n';
  return `${kept}${gap}${[begin, ...entries, end, ''].join('\n')}`;
}

export function withoutReview(config: string): string {
  const from = config.indexOf(begin);
  const to = config.indexOf(end);
  return from < 0 || to < from ? config : config.slice(0, from) + config.slice(to + end.length + 1);
}
