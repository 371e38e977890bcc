import type { Policy, PolicyChange } from '@architect/contracts/patterns';
import { AppError } from '../../platform/app-error.ts';
import type { SignedIn } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import { safeCommands } from './built-in-patterns.ts';
import { dangers } from './find-danger.ts';
import { defaultEscalateAfterMs, defaultEscalation, type RuleBook } from './rule-book.ts';
import { type PolicyRow, readPolicy, savePolicy } from './store.ts';

const minuteMs = 60_000;

export type ChangePolicy = (change: PolicyChange, by: SignedIn) => Promise<Policy>;

/** Changes whether and where dialogs are answered automatically. `off` counts before it is saved. */
export function createChangePolicy({
  db,
  clock,
  book,
  onChanged,
}: Pick<ModuleContext, 'db' | 'clock'> & { book: RuleBook; onChanged(): void }): ChangePolicy {
  return async (change, by) => {
    if (change.mode === 'on') refuseUnlessAdmin(by);
    refuseFewerExcluded(change, { by, book });
    if (change.mode === 'off') book.switchOff();
    await db.write((tx) => save(tx, change, { by, now: clock.now() }));
    await book.reload();
    if (change.mode !== undefined && change.mode !== 'off') book.release();
    onChanged();
    return describePolicy(book);
  };
}

/** Nobody but an administrator lets a program answer for people. */
function refuseUnlessAdmin({ role }: SignedIn): void {
  if (role === 'admin') return;
  throw new AppError(
    'FORBIDDEN',
    'switching automatic answers on needs an administrator; a dry run shows what they would do',
  );
}

/** A session that is excluded no more is answered at once. @throws AppError FORBIDDEN */
function refuseFewerExcluded(
  { mode, excluded_sessions: wanted }: PolicyChange,
  { by, book }: { by: SignedIn; book: RuleBook },
): void {
  if (book.mode() !== 'on' || by.role === 'admin' || wanted === undefined) return;
  const lost = book.excluded().find((session) => !wanted.includes(session));
  if (lost === undefined || (mode !== undefined && mode !== 'on')) return;
  throw new AppError(
    'FORBIDDEN',
    `while automatic answers are on, answering ${lost} again needs an administrator; adding sessions does not`,
  );
}

async function save(tx: Tx, change: PolicyChange, { by, now }: { by: SignedIn; now: number }): Promise<void> {
  const before = await readPolicy(tx);
  const after = {
    mode: change.mode ?? before?.mode ?? 'off',
    excluded_json: change.excluded_sessions ?? before?.excluded_json ?? [],
    escalation: change.escalation ?? before?.escalation ?? null,
    escalate_after_ms:
      change.escalate_after_minutes === undefined
        ? (before?.escalate_after_ms ?? null)
        : Math.round(change.escalate_after_minutes * minuteMs),
    switched_off_at: switchedOffAt(change.mode, before, now),
  };
  await savePolicy(tx, { ...after, updated_by: by.actor, updated_at: now });
  await tx.audit({
    actor: by.actor,
    action: 'policy.changed',
    entityType: 'policy',
    entityId: 1,
    details: { ...contentOf(after), before: contentOf(before) },
    correlationId: by.correlationId,
  });
  tx.publish('policy.changed', contentOf(after));
}

function switchedOffAt(mode: PolicyChange['mode'], before: PolicyRow | null, now: number): number | null {
  if (mode === undefined) return before?.switched_off_at ?? null;
  return mode === 'off' ? now : null;
}

/** What people set, as it counts: where they set nothing, what the product begins with. */
function contentOf(row: Omit<PolicyRow, 'updated_by' | 'updated_at' | 'switched_off_at'> | null) {
  return {
    mode: row?.mode ?? ('off' as const),
    excluded_sessions: row?.excluded_json ?? [],
    escalation: row?.escalation ?? defaultEscalation,
    escalate_after_minutes: (row?.escalate_after_ms ?? defaultEscalateAfterMs) / minuteMs,
  };
}

export function describePolicy(book: RuleBook): Policy {
  const saved = book.policy();
  return {
    ...contentOf(saved),
    mode: book.mode(),
    built_in: builtIn,
    updated_by: saved?.updated_by ?? null,
    updated_at: saved ? toTime(saved.updated_at) : null,
  };
}

const builtIn: Policy['built_in'] = [
  ...safeCommands.map(({ words, group }) => ({
    name: words.join(' '),
    action: 'approve' as const,
    summary: `a ${group}, with harmless flags and files inside the working directory`,
  })),
  { name: 'read inside', action: 'approve', summary: 'reads a file inside the working directory' },
  ...dangers.map(({ name, summary }) => ({ name, summary, action: 'require_approval' as const })),
  {
    name: 'delicate files',
    action: 'require_approval' as const,
    summary: 'hidden files, and files named like keys or secrets',
  },
];
