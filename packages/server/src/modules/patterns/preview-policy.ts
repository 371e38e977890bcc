import { setImmediate } from 'node:timers/promises';
import type {
  PolicyPreview,
  PolicyPreviewWish,
  PreviewedInteraction,
  Verdict,
} from '@architect/contracts/patterns';
import type { Clock } from '../../platform/context.ts';
import type { Interactions, PastInteraction } from '../interactions/index.ts';
import { type Nodes, sessionKey } from '../nodes/index.ts';
import { excluded, isExcluded } from './decide.ts';
import { judge } from './judge.ts';
import type { Rule } from './rule.ts';
import { type RuleBook, toRule } from './rule-book.ts';

export interface PreviewOptions {
  book: RuleBook;
  nodes: Pick<Nodes, 'session'>;
  history: Interactions['history'];
  clock: Clock;
}

/** What a pattern that is not saved yet is called in verdicts. */
const draftId = 0;
/** However many rules there are: what was not looked at by then is left out, and the reply says so. */
const budgetMs = 1_500;
/** Dialogs are answered between two portions of work. */
const portion = 50;

/**
 * What a draft, or the present rules, would have decided about the newest interactions. Each is judged in the directory
 * and tier that its session had when it asked.
 * @throws AppError VALIDATION_FAILED for a bad regular expression
 */
export async function previewPolicy(
  wish: PolicyPreviewWish,
  options: PreviewOptions,
): Promise<PolicyPreview> {
  const rules = rulesOf(wish, options.book);
  const kind = wish.pattern?.kind;
  const { total, newest } = await options.history({
    limit: wish.newest,
    ...(kind === undefined ? {} : { kind }),
  });
  const judged = await judgeAll(newest, rules, options);
  const concerned = judged.filter(({ isConcerned }) => isConcerned).map(({ past }) => past);
  return {
    total,
    looked_at: judged.length,
    oldest_at: newest[judged.length - 1]?.created_at ?? null,
    decided: concerned.length,
    counts: {
      approve: countOf(concerned, 'approve'),
      deny: countOf(concerned, 'deny'),
      require_approval: countOf(concerned, 'require_approval'),
    },
    changed: concerned.filter(isChanged).length,
    differs: concerned.filter(({ differs }) => differs).length,
    interactions: concerned.toSorted(byInterest).slice(0, wish.list),
  };
}

interface Rules {
  asked: readonly Rule[];
  /** Null without a draft. */
  present: readonly Rule[] | null;
}

function rulesOf({ pattern, replaces }: PolicyPreviewWish, book: RuleBook): Rules {
  if (!pattern) return { asked: book.rules(), present: null };
  const draft = toRule({ ...pattern, id: draftId, name: pattern.name ?? 'this rule' });
  const others = book.rules().filter(({ id }) => id !== replaces);
  return { asked: [...others, draft], present: book.rules() };
}

interface Judged {
  past: PreviewedInteraction;
  /** The draft has a say in it; without a draft, any rule. */
  isConcerned: boolean;
}

async function judgeAll(
  newest: readonly PastInteraction[],
  rules: Rules,
  options: PreviewOptions,
): Promise<Judged[]> {
  const judged: Judged[] = [];
  const endsAt = options.clock.now() + budgetMs;
  for (const [index, past] of newest.entries()) {
    if (index % portion === 0 && index > 0) {
      if (options.clock.now() >= endsAt) break;
      await setImmediate();
    }
    judged.push(judgePast(past, rules, options));
  }
  return judged;
}

function judgePast(past: PastInteraction, { asked, present }: Rules, options: PreviewOptions): Judged {
  const verdict = verdictOf(past, asked, options);
  const now = present ? verdictOf(past, present, options).action : null;
  const { id, session, node, kind, tool, subject, status, decided_by, decided_by_name, created_at } = past;
  const about = { id, session, node, kind, tool, subject, status, decided_by, decided_by_name, created_at };
  const shown = { ...about, verdict, now, differs: differsFromPerson(past, verdict) };
  const isConcerned = present
    ? verdict.pattern?.id === draftId || isChanged(shown)
    : verdict.pattern !== null;
  return { past: shown, isConcerned };
}

function verdictOf(
  { kind, tool, subject, complete, provider, tier, ...past }: PastInteraction,
  rules: readonly Rule[],
  { book, nodes }: PreviewOptions,
): Verdict {
  const session = { node: past.node, name: past.session };
  if (isExcluded(session, book)) return excluded(session.name);
  const workingDir = past.workingDir ?? nodes.session(sessionKey(session))?.working_dir ?? null;
  return judge({ kind, tool, subject, complete, provider, tier, session, workingDir, project: null }, rules);
}

/** Only where a person said yes or no; what was answered in the terminal nobody knows. */
function differsFromPerson({ decided_by, status }: PastInteraction, { action }: Verdict): boolean {
  if (decided_by !== 'user') return false;
  return (status === 'approved' && action === 'deny') || (status === 'denied' && action === 'approve');
}

function isChanged({ verdict, now }: PreviewedInteraction): boolean {
  return now !== null && verdict.action !== now;
}

function countOf(past: readonly PreviewedInteraction[], action: Verdict['action']): number {
  return past.filter(({ verdict }) => verdict.action === action).length;
}

function byInterest(a: PreviewedInteraction, b: PreviewedInteraction): number {
  const weight = (one: PreviewedInteraction): number => (one.differs ? 2 : 0) + (isChanged(one) ? 1 : 0);
  return weight(b) - weight(a) || b.id - a.id;
}
