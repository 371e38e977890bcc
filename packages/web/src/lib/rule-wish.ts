import type { Interaction } from '@architect/contracts/interactions';
import { type Pattern, type PatternKind, patternKind } from '@architect/contracts/patterns';
import type { DialogKind } from '@architect/contracts/sessions';
import { useSyncExternalStore } from 'react';

/** What the drawer of rules is opened for: a new rule, a change of one, or a rule made of what an agent asked. */
export type RuleWish =
  | { kind: 'new' }
  | { kind: 'change'; rule: Pattern }
  | { kind: 'interaction'; interaction: Interaction };

let wish: RuleWish | null = null;
const listeners = new Set<() => void>();

function set(next: RuleWish | null) {
  wish = next;
  for (const listener of listeners) listener();
}

/** Opens the drawer of rules from any page. */
export function openRule(next: RuleWish): void {
  set(next);
}

export function closeRule(): void {
  set(null);
}

/** Null while the drawer is closed. */
export function useRuleWish(): RuleWish | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => wish,
  );
}

/** Questions, plans and trust are always a person's. */
export function canBeRuled(kind: DialogKind): kind is PatternKind {
  return patternKind.safeParse(kind).success;
}
