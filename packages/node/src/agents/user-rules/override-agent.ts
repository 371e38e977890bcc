import type { Agent, ScreenReading } from '../agent.ts';
import { squash } from '../bottom-block.ts';
import type { Screen } from '../screen.ts';
import {
  boxOf,
  boxReading,
  limitedUntil,
  type NamedParts,
  quietReading,
  readDialogs,
  readScreenRules,
  readTitleRules,
} from './apply-rules.ts';
import type { RuleOverride } from './rules-schema.ts';

/**
 * A built-in adapter with a person's rules before its own. What the adapter reads as a dialog stands: only a dialog
 * rule may read it differently. Quiet still needs the input box, found by the adapter or by a box rule.
 */
export function overrideAgent(base: Agent, overrides: RuleOverride[], options: { now: () => number }): Agent {
  const parts: NamedParts = {
    prefix: `override.${base.provider}`,
    title: overrides.flatMap((one) => one.title),
    box: overrides.find((one) => one.box)?.box,
    screen: overrides.flatMap((one) => one.screen),
    dialogs: overrides.flatMap((one) => one.dialogs),
  };
  return {
    ...base,
    readScreen: (screen) => readScreen({ screen, base, parts, now: options.now() }),
    readTitle: (title) => readTitleRules(title, parts) ?? base.readTitle?.(title) ?? null,
    boxHolds: (screen, text) => base.boxHolds(screen, text) || holds(screen, parts, text),
  };
}

function holds(screen: Screen, parts: NamedParts, text: string): boolean {
  const shown = boxOf(screen, parts)?.text ?? '';
  return shown !== '' && squash(shown) === squash(text);
}

interface Reading {
  screen: Screen;
  base: Agent;
  parts: NamedParts;
  now: number;
}

function readScreen({ screen, base, parts, now }: Reading): ScreenReading {
  const under = base.readScreen(screen);
  const box = boxOf(screen, parts);
  const dialog = readDialogs(screen, parts, box !== null || under.boxShown);
  if (dialog !== null) return dialog;
  if (under.state === 'blocked' || under.dialog !== null) return under;
  const hasBox = box !== null || (under.boxShown && !under.overlay);
  const found = readScreenRules(screen, parts, box, hasBox);
  if (found !== null) {
    const place = box === null ? placeOf(under, found.rule) : boxReading(box, found.rule);
    return { ...under, ...place, ...found.said, limitedUntil: limitedUntil(found.said, now) };
  }
  if (under.state !== 'unknown' || box === null) return under;
  return { ...under, ...boxReading(box, null), ...quietReading(box, parts.prefix) };
}

/** The adapter's own box stays where the rule does not lie over it. */
function placeOf(under: ScreenReading, rule: { overlay: boolean; state: string; interrupted: boolean }) {
  const isOver = rule.overlay || rule.state === 'blocked';
  return {
    boxShown: under.boxShown && !isOver,
    draft: isOver ? null : under.draft,
    overlay: under.overlay || rule.overlay,
    interrupted: under.interrupted || rule.interrupted,
  };
}
