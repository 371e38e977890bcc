import type { ScreenReading, StateReading } from '../agent.ts';
import { emptyReading } from '../empty-reading.ts';
import { parseResetTime } from '../reset-time.ts';
import type { Screen } from '../screen.ts';
import { findRuleBox, type RuleBox } from './find-rule-box.ts';
import { matchScreenRule } from './match-screen-rule.ts';
import { readRuleDialog } from './read-rule-dialog.ts';
import type { DialogRule, ScreenParts, ScreenRule } from './rules-schema.ts';

/** `prefix` begins each rule's name: `acme` or `override.claude`. */
export interface NamedParts extends ScreenParts {
  prefix: string;
}

export function boxOf(screen: Screen, parts: ScreenParts): RuleBox | null {
  return parts.box ? findRuleBox(screen, parts.box) : null;
}

/**
 * The dialog that stands at the bottom, by the first rule that reads it. One whose options are not understood counts
 * only where no input box is shown: the head alone may be quoted.
 */
export function readDialogs(screen: Screen, parts: NamedParts, isBoxShown: boolean): ScreenReading | null {
  for (const rule of parts.dialogs) {
    const found = readRuleDialog(screen, rule);
    if (found === null || (isBoxShown && (found.dialog === null || isFixed(rule)))) continue;
    const name = found.dialog === null ? `${rule.name}.unread` : rule.name;
    return {
      ...emptyReading,
      state: 'blocked',
      rule: `${parts.prefix}.screen.dialog-${name}`,
      detail: found.detail.slice(0, 300),
      dialog: found.dialog,
    };
  }
  return null;
}

function isFixed({ options }: DialogRule): boolean {
  return typeof options === 'object' && 'fixed' in options;
}

/** The first screen rule that holds. `hasBox`: an input box is shown, by whomever it was found. */
export function readScreenRules(
  screen: Screen,
  parts: NamedParts,
  place: Pick<RuleBox, 'top' | 'bottom'> | null,
  hasBox: boolean,
): { rule: ScreenRule; said: StateReading } | null {
  for (const rule of parts.screen) {
    const found = mayCount(rule, hasBox) ? matchScreenRule(screen, rule, place) : null;
    if (found === null) continue;
    const name = `${parts.prefix}.screen.${rule.name}${rule.retrying ? '.retrying' : ''}`;
    return { rule, said: { state: rule.state, rule: name, detail: found.trim().slice(0, 300) } };
  }
  return null;
}

/** What holds of the input box besides the state. */
export function boxReading(
  box: RuleBox | null,
  rule: ScreenRule | null,
): Omit<ScreenReading, keyof StateReading> {
  const isShown = box !== null && rule?.overlay !== true && rule?.state !== 'blocked';
  return {
    ...emptyReading,
    boxShown: isShown,
    draft: isShown && box.text !== '' ? box.text : null,
    overlay: rule?.overlay === true,
    interrupted: rule?.interrupted === true,
  };
}

/** Nothing is quiet without the input box, but for what lies over it: a rule that says so is not asked. */
function mayCount(rule: ScreenRule, hasBox: boolean): boolean {
  return hasBox || rule.overlay || (rule.state !== 'idle' && rule.state !== 'asking');
}

export function quietReading(box: RuleBox, prefix: string): StateReading {
  const isEmpty = box.text === '';
  return {
    state: 'idle',
    rule: `${prefix}.screen.${isEmpty ? 'empty-box' : 'box-with-draft'}`,
    detail: isEmpty ? 'empty input box' : 'input box with a draft',
  };
}

export function limitedUntil(said: StateReading, now: number): Date | null {
  return said.state === 'limited' ? parseResetTime(said.detail, now) : null;
}

export function readTitleRules(title: string, parts: NamedParts): StateReading | null {
  const rule = parts.title.find((one) => one.match.test(title));
  if (rule === undefined) return null;
  return { state: rule.state, rule: `${parts.prefix}.title.${rule.name}`, detail: title };
}
