import type { AssignerDb, PromptRow } from './tables.ts';
import { needsNothing } from './waiting-store.ts';

/** Prompts that wait for an agent without a terminal and name no session, oldest of the highest priority first. */
export async function waitingHeadless(db: AssignerDb, limit: number): Promise<PromptRow[]> {
  return await db
    .selectFrom('prompts')
    .selectAll()
    .where('status', '=', 'pending')
    .where('mode', '=', 'headless')
    .where('target_session', 'is', null)
    .where(needsNothing)
    .orderBy('priority', 'desc')
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .execute();
}
