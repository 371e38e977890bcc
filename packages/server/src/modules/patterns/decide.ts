import type { Interaction } from '@architect/contracts/interactions';
import type { PolicyQuestion, Verdict } from '@architect/contracts/patterns';
import type { Session } from '@architect/contracts/sessions';
import type { Decide } from '../interactions/index.ts';
import { type Nodes, sessionKey } from '../nodes/index.ts';
import { type Judged, judge, permissionOf } from './judge.ts';
import { needsPerson } from './rule.ts';
import type { RuleBook } from './rule-book.ts';

export interface DecideOptions {
  book: RuleBook;
  nodes: Pick<Nodes, 'session'>;
  /** An agent has the answer that a person's pattern decided. */
  onHit(patternId: number): void;
}

/** The seam of the interactions module: what the policy wants of a dialog that opened. */
export function createDecide({ book, nodes, onHit }: DecideOptions): Decide {
  return (interaction) => {
    if (book.mode() === 'off') return null;
    const verdict = judgeInteraction(interaction, { book, nodes });
    if (book.mode() === 'dry_run') {
      return { action: 'note', note: `dry run: would ${wordsOf(verdict)}`, verdict };
    }
    const { action, pattern, reason } = verdict;
    if (action === 'require_approval')
      return { action: 'note', note: `waits for a person: ${reason}`, verdict };
    const id = pattern?.id ?? null;
    return {
      action,
      by: id === null ? 'policy' : 'pattern',
      name: pattern?.name ?? 'built-in',
      pattern_id: id,
      reason,
      // Judged again just before the key is pressed: the switch, the patterns or the session may have changed.
      stillHolds: () =>
        book.mode() === 'on' && judgeInteraction(interaction, { book, nodes }).action === action,
      onGiven: () => id !== null && onHit(id),
    };
  };
}

/** What the policy would do about something that nobody asked yet. Nothing is recorded. */
export function judgeQuestion(
  question: PolicyQuestion,
  { book, nodes }: Pick<DecideOptions, 'book' | 'nodes'>,
): Verdict {
  const { kind, subject, session: name } = question;
  const session = name === undefined ? null : nodes.session(name);
  const ref = session ?? (name === undefined ? null : { node: '', name });
  if (ref && isExcluded(ref, book)) return excluded(ref.name);
  return judge(
    {
      kind,
      tool: '',
      subject,
      complete: true,
      session: ref,
      workingDir: question.working_dir ?? session?.working_dir ?? null,
      project: question.project ?? null,
      tier: question.tier ?? session?.tier ?? null,
      provider: question.provider ?? session?.provider ?? null,
    },
    book.rules(),
  );
}

function judgeInteraction(
  interaction: Interaction,
  { book, nodes }: Pick<DecideOptions, 'book' | 'nodes'>,
): Verdict {
  const ref = { node: interaction.node, name: interaction.session };
  if (isExcluded(ref, book)) return excluded(ref.name);
  const session = nodes.session(sessionKey(ref));
  if (!session) return needsPerson(`the session ${ref.name} is not known`);
  const judged = judgedOf(interaction, session);
  const verdict = judge(judged, book.rules());
  const isTooLate = verdict.action === 'require_approval' && interaction.escalated_at !== null;
  if (!isTooLate || book.escalation() !== 'deny' || 'because' in permissionOf(judged)) return verdict;
  const pattern = { id: null, name: 'built-in: deadline' };
  return { action: 'deny', pattern, reason: `nobody decided in time (${verdict.reason})` };
}

function judgedOf({ kind, tool, subject, complete, provider }: Interaction, session: Session): Judged {
  const { node, name, working_dir: workingDir, tier } = session;
  return {
    kind,
    tool,
    subject,
    complete,
    provider,
    session: { node, name },
    workingDir,
    project: null,
    tier,
  };
}

export function isExcluded({ node, name }: { node: string; name: string }, book: RuleBook): boolean {
  return book.excluded().some((entry) => entry === name || entry === `${node}:${name}`);
}

export function excluded(name: string): Verdict {
  return needsPerson(`the session ${name} is excluded from automatic answers`);
}

function wordsOf({ action, pattern, reason }: Verdict): string {
  const verb = { approve: 'approve', deny: 'deny', require_approval: 'ask a person' }[action];
  return pattern ? `${verb} by "${pattern.name}": ${reason}` : `${verb}: ${reason}`;
}
