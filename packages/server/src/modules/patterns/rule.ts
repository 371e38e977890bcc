import type { PatternKind, PatternScope, PolicyAction, Verdict } from '@architect/contracts/patterns';
import type { Matches } from './compile-pattern.ts';

/** A person's pattern, ready to be asked. Disabled ones are not here. */
export interface Rule {
  id: number;
  name: string;
  kind: PatternKind;
  action: PolicyAction;
  scope: PatternScope;
  priority: number;
  matches: Matches;
}

/** What is asked about one kind of subject. */
export interface Case {
  subject: string;
  tool: string;
  workingDir: string | null;
  kind: PatternKind;
  /** Patterns of this kind whose scope fits. */
  rules: readonly Rule[];
  /** How much this tier may be given without a person. */
  reach: 'routine' | 'all';
}

export function needsPerson(reason: string, pattern: Verdict['pattern'] = null): Verdict {
  return { action: 'require_approval', pattern, reason };
}

export const onlyRoutine = 'managers are given reads and tests only';
