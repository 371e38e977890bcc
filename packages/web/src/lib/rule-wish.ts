import type { Interaction } from '@architect/contracts/interactions';
import { type Pattern, type PatternKind, patternKind } from '@architect/contracts/patterns';
import type { DialogKind } from '@architect/contracts/sessions';
import { createWish } from './create-wish.ts';

/** What the drawer of rules is opened for: a new rule, a change of one, or a rule made of what an agent asked. */
export type RuleWish =
  | { kind: 'new' }
  | { kind: 'change'; rule: Pattern }
  | { kind: 'interaction'; interaction: Interaction };

const { set, useWish } = createWish<RuleWish>();

/** Opens the drawer of rules from any page. */
export function openRule(wish: RuleWish): void {
  set(wish);
}

export function closeRule(): void {
  set(null);
}

/** Null while the drawer is closed. */
export const useRuleWish = useWish;

/** Questions, plans and trust are always a person's. */
export function canBeRuled(kind: DialogKind): kind is PatternKind {
  return patternKind.safeParse(kind).success;
}
