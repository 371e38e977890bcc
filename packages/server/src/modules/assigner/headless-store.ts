import type { AssignerDb, PromptRow } from './tables.ts';

/** Prompts that wait for an agent without a terminal and name no session, oldest of the highest priority first. */
export async function waitingHeadless(db: AssignerDb, limit: number): Promise<PromptRow[]> {
  return await db
    .selectFrom('prompts')
    .selectAll()
    .where('status', '=', 'pending')
    .where('mode', '=', 'headless')
    .where('target_session', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('prompt_dependencies')
            .innerJoin('prompts as needed', 'needed.id', 'prompt_dependencies.depends_on_id')
            .select('needed.id')
            .whereRef('prompt_dependencies.prompt_id', '=', 'prompts.id')
            .where('needed.status', '!=', 'completed'),
        ),
      ),
    )
    .orderBy('priority', 'desc')
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .execute();
}
