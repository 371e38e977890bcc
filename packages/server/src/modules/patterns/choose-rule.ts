import type { Verdict } from '@architect/contracts/patterns';
import type { Rule } from './rule.ts';

/** A `deny` that fits one of the spellings, whatever its priority. */
export function findDeny(rules: readonly Rule[], spellings: readonly string[]): Verdict | null {
  const rule = rules.find(({ action, matches }) => action === 'deny' && spellings.some(matches));
  return rule ? verdictOf(rule) : null;
}

/**
 * The pattern that decides between approval and a person: the highest priority, and among equals the stricter one.
 * Approval needs the exact spelling; caution takes any.
 */
export function chooseRule(
  rules: readonly Rule[],
  { exact, others }: { exact: string; others: readonly string[] },
): Verdict | null {
  const fitting = rules.filter(({ action, matches }) =>
    action === 'approve' ? matches(exact) : action === 'require_approval' && [exact, ...others].some(matches),
  );
  const [best] = fitting.sort(
    (a, b) => b.priority - a.priority || strictness(b) - strictness(a) || a.id - b.id,
  );
  return best ? verdictOf(best) : null;
}

function strictness({ action }: Rule): number {
  return action === 'approve' ? 0 : 1;
}

function verdictOf({ id, name, action }: Rule): Verdict {
  return { action, pattern: { id, name }, reason: `the pattern "${name}" says so` };
}
