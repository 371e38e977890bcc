import type { Pattern, PatternKind, PolicyAction, PolicyMode } from '@architect/contracts/patterns';
import type { DialogKind } from '@architect/contracts/sessions';
import { type Look, providerLook } from '../../lib/looks.ts';

/** A rule as one sentence, so that a person can check what was meant. Without a regular expression: exactly what was asked. */
export function ruleWords(rule: Pick<Pattern, 'action' | 'kind' | 'pattern_regex' | 'scope'>): string {
  const what = rule.pattern_regex ? `that match ${rule.pattern_regex}` : 'that are exactly like this one';
  return `${actionVerbs[rule.action]} ${kindWords[rule.kind].many} ${what}, ${scopeWords(rule.scope)}.`;
}

const actionVerbs: Record<PolicyAction, string> = {
  approve: 'Approves',
  require_approval: 'Leaves to a person',
  deny: 'Denies',
};

/** Where a rule counts. */
export function scopeWords({ session, project, tier, provider }: Pattern['scope']): string {
  const parts = [
    session === undefined ? null : `in the session ${session}`,
    project === undefined ? null : `in the project ${project}`,
    tier === undefined ? null : `for the tier ${tier}`,
    provider === undefined ? null : `for ${providerLook(provider).label}`,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(', ') : 'everywhere';
}

export const actionLooks: Record<PolicyAction, Look> = {
  approve: { tone: 'calm', shape: 'check', label: 'Approve', meaning: 'Approved once, without a person.' },
  require_approval: {
    tone: 'need',
    shape: 'diamond',
    label: 'Ask a person',
    meaning: 'It waits for a person, even where another rule of lower priority approves.',
  },
  deny: { tone: 'bad', shape: 'cross', label: 'Deny', meaning: 'Denied; this wins over every other rule.' },
};

/** `subject` says what the regular expression is compared with. */
export const kindWords: Record<PatternKind, { label: string; many: string; subject: string }> = {
  bash: {
    label: 'Command',
    many: 'commands',
    subject: 'Each single command of a line must match as a whole: in “a && b”, a and b each.',
  },
  edit: { label: 'Edit a file', many: 'edits of files', subject: 'Path, relative to the working directory.' },
  write: {
    label: 'Write a file',
    many: 'writes of files',
    subject: 'Path, relative to the working directory.',
  },
  read: { label: 'Read a file', many: 'reads of files', subject: 'Path, relative to the working directory.' },
  web: { label: 'Web address', many: 'web addresses', subject: 'The whole URL.' },
  mcp: { label: 'Tool', many: 'uses of tools', subject: 'The name of the tool, a space, its arguments.' },
};

/** Kinds that can be tried out: what no rule can decide answers with a reason too. */
export const dialogKindLabels: Record<DialogKind, string> = {
  bash: kindWords.bash.label,
  edit: kindWords.edit.label,
  write: kindWords.write.label,
  read: kindWords.read.label,
  web: kindWords.web.label,
  mcp: kindWords.mcp.label,
  plan: 'Plan',
  question: 'Question',
  trust: 'Trust in a directory',
  other: 'Something else',
};

export const modeWords: Record<PolicyMode, { label: string; meaning: string }> = {
  off: { label: 'Off', meaning: 'Every dialog waits for a person.' },
  dry_run: {
    label: 'Dry run',
    meaning: 'Every dialog waits for a person, with a note of what the rules would do. Nothing is pressed.',
  },
  on: {
    label: 'On',
    meaning: 'The rules answer what they decide, once each. Everything else waits for a person.',
  },
};
