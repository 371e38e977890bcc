import type { Escalation, Pattern, PolicyMode } from '@architect/contracts/patterns';
import type { Database } from '../../platform/context.ts';
import { compilePattern } from './compile-pattern.ts';
import type { Rule } from './rule.ts';
import { allPatterns, type PolicyRow, readPolicy } from './store.ts';

/** What the policy goes by, in memory: dialogs are judged without waiting for the database. */
export interface RuleBook {
  rules(): readonly Rule[];
  mode(): PolicyMode;
  excluded(): readonly string[];
  policy(): PolicyRow | null;
  /** What becomes of a dialog that nobody decided within `escalateAfterMs`. */
  escalation(): Escalation;
  escalateAfterMs(): number;
  /** Reads everything again; the last call wins. Only this process writes the tables. */
  reload(): Promise<void>;
  /** The kill switch: counts at once, whatever is saved, until `release`. */
  switchOff(): void;
  /** What is saved counts again. */
  release(): void;
  /** A person pulled the kill switch, and nobody has let go of it. */
  isKilled(): boolean;
}

export const defaultEscalation: Escalation = 'notify';
export const defaultEscalateAfterMs = 600_000;

export function createRuleBook({ db }: { db: Database }): RuleBook {
  let rules: Rule[] = [];
  let policy: PolicyRow | null = null;
  let isSwitchedOff = false;
  /** A change was saved but could not be read: nothing is answered by rules that may be gone. */
  let isStale = false;
  let latest = 0;

  return {
    rules: () => rules,
    mode: () => (isSwitchedOff || isStale ? 'off' : (policy?.mode ?? 'off')),
    excluded: () => policy?.excluded_json ?? [],
    policy: () => policy,
    escalation: () => policy?.escalation ?? defaultEscalation,
    escalateAfterMs: () => policy?.escalate_after_ms ?? defaultEscalateAfterMs,
    async reload() {
      latest += 1;
      const turn = latest;
      try {
        const [patterns, saved] = await Promise.all([allPatterns(db), readPolicy(db)]);
        if (turn !== latest) return;
        rules = patterns.filter(({ enabled }) => enabled).map(toRule);
        policy = saved;
        isStale = false;
      } catch (error) {
        isStale = true;
        throw error;
      }
    },
    switchOff() {
      isSwitchedOff = true;
    },
    release() {
      isSwitchedOff = false;
    },
    isKilled: () => isSwitchedOff || isStale || (policy?.switched_off_at ?? null) !== null,
  };
}

type RuleSource = Pick<Pattern, 'id' | 'name' | 'kind' | 'action' | 'scope' | 'priority' | 'pattern_regex'>;

/** Compiles a pattern. @throws AppError VALIDATION_FAILED for a bad regular expression */
export function toRule({ id, name, kind, action, scope, priority, pattern_regex }: RuleSource): Rule {
  return { id, name, kind, action, scope, priority, matches: compilePattern(pattern_regex) };
}
