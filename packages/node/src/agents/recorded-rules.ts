import type { SessionState } from '@architect/contracts/sessions';
import { gt } from 'semver';
import recorded from './recorded-rules.json' with { type: 'json' };
import type { ListedRule } from './user-rules/list-rules.ts';

/** Rules of this program by name: what they say, and the recorded versions, oldest first, that they read. */
export type RecordedRules = Record<string, { state: SessionState; versions: string[] }>;

/**
 * Made from the recorded screens by `npm run survey-recordings`; a test compares. Rules that no recording shows are not
 * listed: nobody knows for which versions they hold.
 */
const rules = recorded as RecordedRules;

/** The rules of a built-in agent, as `agents rules` lists them. */
export function recordedRulesOf(provider: string): ListedRule[] {
  return Object.entries(rules)
    .filter(([rule]) => rule.startsWith(`${provider}.`))
    .map(([rule, { state, versions }]) => ({
      rule,
      state,
      origin: { source: 'built in', line: null, versions: rangeOf(versions) },
    }));
}

/** The versions that a rule, or all rules of an agent together, were proven with, as a semver range. */
export function recordedVersions(of: { rule: string } | { provider: string }): string | null {
  if ('rule' in of) return rangeOf(rules[of.rule]?.versions ?? []);
  const all = Object.entries(rules).filter(([rule]) => rule.startsWith(`${of.provider}.`));
  const longest = all.map(([, { versions }]) => versions).toSorted((a, b) => b.length - a.length)[0];
  return rangeOf(longest ?? []);
}

/** The newest recorded version when this one is newer: nobody has seen what it draws. Else null. */
export function provenOnlyUpTo(provider: string, version: string): string | null {
  const newest = /(\d+\.\d+\.\d+)$/.exec(recordedVersions({ provider }) ?? '')?.[1];
  const own = /\d+\.\d+\.\d+/.exec(version)?.[0];
  return newest !== undefined && own !== undefined && gt(own, newest) ? newest : null;
}

function rangeOf(versions: string[]): string | null {
  const [first, last] = [versions[0], versions.at(-1)];
  if (first === undefined || last === undefined) return null;
  return first === last ? first : `>=${first} <=${last}`;
}
