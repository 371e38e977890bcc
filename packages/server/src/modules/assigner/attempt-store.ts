import type { Insertable } from 'kysely';
import { type AttemptState, isBeforeEnter, isOpen } from './attempt-steps.ts';
import type { AssignerDb, AssignerTables, AttemptRow, HistoryRow, PromptRow, ReceiptRow } from './tables.ts';

/** An open attempt with the clock of its prompt. */
export type OpenAttemptRow = AttemptRow &
  Pick<PromptRow, 'timeout_minutes' | 'elapsed_ms' | 'clock_started_at'>;

export async function insertAttempt(
  db: AssignerDb,
  row: Insertable<AssignerTables['prompt_attempts']>,
): Promise<void> {
  await db.insertInto('prompt_attempts').values(row).execute();
}

export async function findAttempt(db: AssignerDb, attemptId: string): Promise<AttemptRow | null> {
  const row = await db
    .selectFrom('prompt_attempts')
    .selectAll()
    .where('attempt_id', '=', attemptId)
    .executeTakeFirst();
  return row ?? null;
}

export async function openAttemptOf(db: AssignerDb, promptId: number): Promise<AttemptRow | null> {
  const row = await db
    .selectFrom('prompt_attempts')
    .selectAll()
    .where('prompt_id', '=', promptId)
    .where('is_open', '=', true)
    .executeTakeFirst();
  return row ?? null;
}

export async function openAttempts(db: AssignerDb): Promise<OpenAttemptRow[]> {
  return await db
    .selectFrom('prompt_attempts')
    .innerJoin('prompts', 'prompts.id', 'prompt_attempts.prompt_id')
    .selectAll('prompt_attempts')
    .select(['prompts.timeout_minutes', 'prompts.elapsed_ms', 'prompts.clock_started_at'])
    .where('prompt_attempts.is_open', '=', true)
    .orderBy('prompt_attempts.intent_at')
    .execute();
}

export async function lastAttemptNumber(db: AssignerDb, promptId: number): Promise<number> {
  const row = await db
    .selectFrom('prompt_attempts')
    .select(({ fn }) => fn.max('number').as('last'))
    .where('prompt_id', '=', promptId)
    .executeTakeFirst();
  return Number(row?.last ?? 0);
}

/**
 * Moves an open attempt on from the state it was judged by. False when it is not there any more: somebody else closed
 * or moved it in the meantime, and nothing was changed.
 */
export async function moveAttempt(
  db: AssignerDb,
  attempt: Pick<AttemptRow, 'attempt_id' | 'state'>,
  to: AttemptState,
  now: number,
): Promise<boolean> {
  const stays = isOpen(to);
  const row = await db
    .updateTable('prompt_attempts')
    .set({
      ...{ state: to, is_open: stays, closed_at: stays ? null : now },
      is_left_behind: to === 'abandoned' && isBeforeEnter(attempt.state),
    })
    .where('attempt_id', '=', attempt.attempt_id)
    .where('state', '=', attempt.state)
    .where('is_open', '=', true)
    .returning('attempt_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Closed while their node could not be asked to let go of them. */
export async function attemptsLeftBehind(db: AssignerDb, node: string): Promise<AttemptRow[]> {
  return await db
    .selectFrom('prompt_attempts')
    .selectAll()
    .where('node', '=', node)
    .where('is_left_behind', '=', true)
    .orderBy('intent_at')
    .execute();
}

export async function markLetGo(db: AssignerDb, attemptId: string): Promise<void> {
  await db
    .updateTable('prompt_attempts')
    .set({ is_left_behind: false })
    .where('attempt_id', '=', attemptId)
    .execute();
}

export async function renameAttemptSession(
  db: AssignerDb,
  attempt: { attemptId: string; promptId: number; to: string },
): Promise<void> {
  await db
    .updateTable('prompt_attempts')
    .set({ session: attempt.to })
    .where('attempt_id', '=', attempt.attemptId)
    .where('is_open', '=', true)
    .execute();
  await db
    .updateTable('prompts')
    .set({ assigned_session: attempt.to })
    .where('id', '=', attempt.promptId)
    .execute();
}

export async function insertReceipt(
  db: AssignerDb,
  row: Insertable<AssignerTables['prompt_receipts']>,
): Promise<void> {
  await db.insertInto('prompt_receipts').values(row).execute();
}

export async function receiptsOf(db: AssignerDb, promptIds: number[]): Promise<ReceiptRow[]> {
  if (promptIds.length === 0) return [];
  return await db
    .selectFrom('prompt_receipts')
    .selectAll()
    .where('prompt_id', 'in', promptIds)
    .orderBy('id')
    .execute();
}

export async function insertHistory(
  db: AssignerDb,
  row: Insertable<AssignerTables['prompt_history']>,
): Promise<void> {
  await db.insertInto('prompt_history').values(row).execute();
}

export async function historyOf(db: AssignerDb, promptId: number): Promise<HistoryRow[]> {
  return await db
    .selectFrom('prompt_history')
    .selectAll()
    .where('prompt_id', '=', promptId)
    .orderBy('id')
    .execute();
}

/** Milliseconds from queued to typed of the latest deliveries, newest first. */
export async function recentDeliveryMs(db: AssignerDb, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('prompt_receipts')
    .innerJoin('prompts', 'prompts.id', 'prompt_receipts.prompt_id')
    .select(['prompt_receipts.at', 'prompts.created_at'])
    .where('prompt_receipts.step', '=', 'typed')
    .orderBy('prompt_receipts.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => Math.max(0, row.at - row.created_at));
}
