import type { Policy, PolicyChange } from '@architect/contracts/patterns';
import type { ModuleContext } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import { safeCommands } from './built-in-patterns.ts';
import type { By } from './change-patterns.ts';
import { dangers } from './find-danger.ts';
import type { RuleBook } from './rule-book.ts';
import { readPolicy, savePolicy } from './store.ts';

export type ChangePolicy = (change: PolicyChange, by: By) => Promise<Policy>;

/** Changes whether and where dialogs are answered automatically. `off` counts before it is saved. */
export function createChangePolicy({
  db,
  clock,
  book,
}: Pick<ModuleContext, 'db' | 'clock'> & { book: RuleBook }): ChangePolicy {
  return async (change, by) => {
    if (change.mode === 'off') book.switchOff();
    await db.write(async (tx) => {
      const before = await readPolicy(tx);
      const after = {
        mode: change.mode ?? before?.mode ?? 'off',
        excluded_json: change.excluded_sessions ?? before?.excluded_json ?? [],
      };
      const now = clock.now();
      await savePolicy(tx, { ...after, updated_by: by.caller.actor, updated_at: now });
      await tx.audit({
        actor: by.caller.actor,
        action: 'policy.changed',
        entityType: 'policy',
        entityId: 1,
        details: {
          mode: after.mode,
          excluded_sessions: after.excluded_json,
          before: { mode: before?.mode ?? 'off', excluded_sessions: before?.excluded_json ?? [] },
        },
        correlationId: by.correlationId,
      });
      tx.publish('policy.changed', { mode: after.mode, excluded_sessions: after.excluded_json });
    });
    await book.reload();
    if (change.mode !== undefined && change.mode !== 'off') book.release();
    return describePolicy(book);
  };
}

export function describePolicy(book: RuleBook): Policy {
  const saved = book.policy();
  return {
    mode: book.mode(),
    excluded_sessions: [...book.excluded()],
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
