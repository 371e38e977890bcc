import type { ModuleContext } from '../../platform/context.ts';
import { openAttempts } from './attempt-store.ts';
import type { OpenAttempts } from './open-attempts.ts';
import type { Reconciler } from './reconciler.ts';
import type { AssignerTables } from './tables.ts';

export interface RecoveryOptions extends Pick<ModuleContext, 'db' | 'log'> {
  attempts: OpenAttempts;
  reconciler: Reconciler;
}

/**
 * Open attempts that nobody follows hold their sessions again, and each is reconciled: those of the last run after a
 * start, and those whose intent was committed although the database went away before it could say so. Nothing is
 * delivered again here; a proven refusal brings its prompt back into the queue by the usual way.
 * @param isStarting tells prompts that are being handed out at this moment: their attempts are followed
 */
export async function recoverAttempts(
  { db, log, attempts, reconciler }: RecoveryOptions,
  isStarting: (promptId: number) => boolean = () => false,
): Promise<void> {
  const open = await openAttempts(db.tables<AssignerTables>());
  const rows = open.filter((row) => attempts.get(row.attempt_id) === null && !isStarting(row.prompt_id));
  for (const row of rows) {
    const session = { node: row.node, name: row.session };
    attempts.add({ attemptId: row.attempt_id, promptId: row.prompt_id, session });
  }
  for (const row of rows) reconciler.reconcile(row.attempt_id);
  if (rows.length > 0) log.info({ count: rows.length }, 'open deliveries are being reconciled');
}
