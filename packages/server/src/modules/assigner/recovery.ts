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
 * After a start: attempts that were open when the last run ended hold their sessions again, and each is reconciled.
 * Nothing is delivered again here; a proven refusal brings its prompt back into the queue by the usual way.
 * @returns how many there were
 */
export async function recoverAttempts({ db, log, attempts, reconciler }: RecoveryOptions): Promise<number> {
  const rows = await openAttempts(db.tables<AssignerTables>());
  for (const row of rows) {
    const session = { node: row.node, name: row.session };
    attempts.add({ attemptId: row.attempt_id, promptId: row.prompt_id, session });
  }
  for (const row of rows) reconciler.reconcile(row.attempt_id);
  if (rows.length > 0) log.info({ count: rows.length }, 'deliveries of the last run are being reconciled');
  return rows.length;
}
