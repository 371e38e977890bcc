import { sql } from 'kysely';
import type { InteractionDb, InteractionRow } from './store.ts';

const batch = 500;

/** Dialogs that nobody decided or is deciding, with their deadline behind them; the longest waiting first. */
export async function dueForEscalation(db: InteractionDb, now: number): Promise<{ id: number }[]> {
  return await waiting(db)
    .select('id')
    .where('escalates_at', '<=', now)
    .orderBy('escalates_at')
    .limit(batch)
    .execute();
}

/** The next deadline, epoch ms; null when nothing waits. */
export async function nextDeadline(db: InteractionDb): Promise<number | null> {
  const { at } = await waiting(db)
    .select(({ fn }) => fn.min('escalates_at').as('at'))
    .executeTakeFirstOrThrow();
  return at === null ? null : Number(at);
}

/** Null when it was decided, or is being decided, by now. */
export async function markEscalated(
  db: InteractionDb,
  id: number,
  now: number,
): Promise<InteractionRow | null> {
  const row = await db
    .updateTable('interactions')
    .set({ escalated_at: now })
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .where('decided_at', 'is', null)
    .where('escalated_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Gives every dialog that waits the deadline it has by `afterMs`; resolves with those whose deadline moved. */
export async function spreadDeadlines(db: InteractionDb, afterMs: number): Promise<InteractionRow[]> {
  const deadline = sql<number>`created_at + ${afterMs}`;
  return await db
    .updateTable('interactions')
    .set({ escalates_at: deadline })
    .where('status', '=', 'pending')
    .where('escalated_at', 'is', null)
    .where(({ or, eb }) => or([eb('escalates_at', 'is', null), eb('escalates_at', '<>', deadline)]))
    .returningAll()
    .execute();
}

function waiting(db: InteractionDb) {
  return db
    .selectFrom('interactions')
    .where('status', '=', 'pending')
    .where('decided_at', 'is', null)
    .where('escalated_at', 'is', null);
}
