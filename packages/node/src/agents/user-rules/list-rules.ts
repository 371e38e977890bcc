import type { SessionState } from '@architect/contracts/sessions';
import type { RuleOrigin } from '../rule-origin.ts';
import type { RulesEntry } from './read-rules-file.ts';
import type { ScreenParts } from './rules-schema.ts';

export interface ListedRule {
  /** As `explain` names it. */
  rule: string;
  state: SessionState;
  origin: RuleOrigin;
}

/** Every rule of one provider's part of a file, under the names that its readings carry, in the order of the file. */
export function listRules(entry: RulesEntry, file: string): ListedRule[] {
  if ('agent' in entry.part)
    return rulesOf(entry, file, entry.part.agent, { prefix: entry.provider, path: [] });
  return entry.part.overrides.flatMap((one, i) =>
    rulesOf(entry, file, one, { prefix: `override.${entry.provider}`, path: [i] }),
  );
}

interface Place {
  prefix: string;
  path: (string | number)[];
}

function rulesOf(
  entry: RulesEntry,
  file: string,
  parts: ScreenParts & { versions?: string | undefined },
  { prefix, path }: Place,
): ListedRule[] {
  const at = (
    rule: string,
    state: SessionState,
    where: (string | number)[],
    versions?: string,
  ): ListedRule => ({
    rule: `${prefix}.${rule}`,
    state,
    origin: {
      source: file,
      line: entry.lineOf([...path, ...where]),
      versions: [parts.versions, versions].filter((range) => range !== undefined).join(' ') || null,
    },
  });
  const box: ListedRule[] = parts.box
    ? [at('screen.empty-box', 'idle', ['box']), at('screen.box-with-draft', 'idle', ['box'])]
    : [];
  return [
    ...parts.title.map((one, i) => at(`title.${one.name}`, one.state, ['title', i], one.versions)),
    ...parts.dialogs.flatMap((one, i) => [
      at(`screen.dialog-${one.name}`, 'blocked', ['dialogs', i], one.versions),
      at(`screen.dialog-${one.name}.unread`, 'blocked', ['dialogs', i], one.versions),
    ]),
    ...parts.screen.map((one, i) =>
      at(`screen.${one.name}${one.retrying ? '.retrying' : ''}`, one.state, ['screen', i], one.versions),
    ),
    ...box,
  ];
}
