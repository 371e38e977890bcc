import type { PromptErrorCode, PromptStatus } from '@architect/contracts/prompts';
import { finalStatuses } from '@architect/contracts/prompts';
import type { Insertable, Updateable } from 'kysely';
import type { AssignerDb, AssignerTables, PromptRow } from './tables.ts';

export async function insertPrompt(
  db: AssignerDb,
  row: Insertable<AssignerTables['prompts']>,
): Promise<PromptRow> {
  return await db.insertInto('prompts').values(row).returningAll().executeTakeFirstOrThrow();
}

export async function findPrompt(db: AssignerDb, id: number): Promise<PromptRow | null> {
  return (await db.selectFrom('prompts').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

export async function findByKey(db: AssignerDb, key: string): Promise<PromptRow | null> {
  const row = await db
    .selectFrom('prompts')
    .selectAll()
    .where('idempotency_key', '=', key)
    .executeTakeFirst();
  return row ?? null;
}

export async function findPrompts(db: AssignerDb, ids: number[]): Promise<PromptRow[]> {
  if (ids.length === 0) return [];
  return await db.selectFrom('prompts').selectAll().where('id', 'in', ids).orderBy('id').execute();
}

/**
 * Changes a prompt that is in one of `from`; null when it is not any more. The condition is what keeps two changes at
 * the same moment apart on every engine.
 */
export async function changePrompt(
  db: AssignerDb,
  id: number,
  from: readonly PromptStatus[],
  change: Updateable<AssignerTables['prompts']>,
): Promise<PromptRow | null> {
  const row = await db
    .updateTable('prompts')
    .set(change)
    .where('id', '=', id)
    .where('status', 'in', from)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

export async function insertDependencies(db: AssignerDb, promptId: number, on: number[]): Promise<void> {
  if (on.length === 0) return;
  await db
    .insertInto('prompt_dependencies')
    .values(on.map((id) => ({ prompt_id: promptId, depends_on_id: id })))
    .execute();
}

export interface DependencyRow {
  prompt_id: number;
  depends_on_id: number;
  status: PromptStatus;
}

/** What the given prompts depend on, with the present status of each. */
export async function dependenciesOf(db: AssignerDb, promptIds: number[]): Promise<DependencyRow[]> {
  if (promptIds.length === 0) return [];
  return await db
    .selectFrom('prompt_dependencies')
    .innerJoin('prompts', 'prompts.id', 'prompt_dependencies.depends_on_id')
    .select(['prompt_dependencies.prompt_id', 'prompt_dependencies.depends_on_id', 'prompts.status'])
    .where('prompt_dependencies.prompt_id', 'in', promptIds)
    .orderBy('prompt_dependencies.depends_on_id')
    .execute();
}

/** Pending prompts that wait for this one. */
export async function pendingDependents(db: AssignerDb, id: number): Promise<number[]> {
  const rows = await db
    .selectFrom('prompt_dependencies')
    .innerJoin('prompts', 'prompts.id', 'prompt_dependencies.prompt_id')
    .select('prompts.id')
    .where('prompt_dependencies.depends_on_id', '=', id)
    .where('prompts.status', '=', 'pending')
    .orderBy('prompts.id')
    .execute();
  return rows.map((row) => row.id);
}

/** Failed prompts with one of these codes, tries left, not archived; oldest first. */
export async function failedWithTriesLeft(db: AssignerDb, codes: PromptErrorCode[]): Promise<PromptRow[]> {
  return await db
    .selectFrom('prompts')
    .selectAll()
    .where('status', '=', 'failed')
    .where('is_archived', '=', false)
    .where('error_code', 'in', codes)
    .whereRef('retry_count', '<', 'max_retries')
    .orderBy('id')
    .execute();
}

export async function failedNotArchived(db: AssignerDb): Promise<PromptRow[]> {
  return await db
    .selectFrom('prompts')
    .selectAll()
    .where('status', '=', 'failed')
    .where('is_archived', '=', false)
    .orderBy('id')
    .execute();
}

/**
 * Deletes completed, cancelled and archived prompts that ended before `before` (epoch ms) and that no unfinished prompt
 * depends on. Failed ones stay until somebody archives them: they want a look.
 * @returns their ids
 */
export async function deleteFinished(db: AssignerDb, before: number): Promise<number[]> {
  const rows = await db
    .deleteFrom('prompts')
    .where('status', 'in', finalStatuses)
    .where((where) => where.or([where('status', '!=', 'failed'), where('is_archived', '=', true)]))
    .where('completed_at', '<=', before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('prompt_dependencies')
            .innerJoin('prompts as dependent', 'dependent.id', 'prompt_dependencies.prompt_id')
            .select('dependent.id')
            .whereRef('prompt_dependencies.depends_on_id', '=', 'prompts.id')
            .where('dependent.status', 'not in', finalStatuses),
        ),
      ),
    )
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

export async function countByStatus(db: AssignerDb): Promise<Partial<Record<PromptStatus, number>>> {
  const rows = await db
    .selectFrom('prompts')
    .select(['status', ({ fn }) => fn.countAll<number>().as('count')])
    .groupBy('status')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.status, Number(row.count)]));
}

export async function countEndedSince(
  db: AssignerDb,
  status: 'completed' | 'failed',
  since: number,
): Promise<number> {
  const row = await db
    .selectFrom('prompts')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('status', '=', status)
    .where('completed_at', '>=', since)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
