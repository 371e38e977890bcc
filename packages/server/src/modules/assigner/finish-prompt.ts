import type { PromptErrorCode } from '@architect/contracts/prompts';
import type { Updateable } from 'kysely';
import { insertHistory } from './attempt-store.ts';
import { changePrompt, findPrompt, pendingDependents } from './prompt-store.ts';
import { stopped } from './run-clock.ts';
import type { AssignerDb, AssignerTables } from './tables.ts';

/** How a prompt ends. */
export type Ending =
  | { status: 'completed'; response: string | null; note: string }
  | { status: 'failed'; code: PromptErrorCode; error: string; response?: string | null }
  | { status: 'cancelled'; by: string };

/**
 * Puts a prompt into its final state, with history, and fails what depends on it and can now never start.
 * @returns ids of all prompts that changed, this one first; empty when the prompt was final already.
 */
export async function finishPrompt(
  db: AssignerDb,
  id: number,
  ending: Ending,
  nowMs: number,
): Promise<number[]> {
  const before = await findPrompt(db, id);
  if (!before) return [];
  const row = await changePrompt(db, id, ['pending', 'assigned', 'in_progress'], {
    ...finalColumns(ending),
    ...stopped(before, nowMs),
    completed_at: nowMs,
  });
  if (!row) return [];
  await insertHistory(db, {
    prompt_id: id,
    action: ending.status,
    session: row.assigned_session,
    actor: ending.status === 'cancelled' ? ending.by : null,
    details: detailsOf(ending),
    at: nowMs,
  });
  if (ending.status === 'completed') return [id];
  return [id, ...(await failDependents(db, { id, status: ending.status }, nowMs))];
}

async function failDependents(
  db: AssignerDb,
  needed: { id: number; status: 'failed' | 'cancelled' },
  nowMs: number,
): Promise<number[]> {
  const words = needed.status === 'failed' ? 'failed' : 'was cancelled';
  const error = `prompt ${needed.id}, on which it depends, ${words}`;
  const changed: number[] = [];
  for (const dependent of await pendingDependents(db, needed.id)) {
    const ending: Ending = { status: 'failed', code: 'DEPENDENCY_FAILED', error };
    changed.push(...(await finishPrompt(db, dependent, ending, nowMs)));
  }
  return changed;
}

function finalColumns(ending: Ending): Updateable<AssignerTables['prompts']> {
  switch (ending.status) {
    case 'completed':
      return { status: 'completed', response: ending.response, error: null, error_code: null };
    case 'failed':
      return {
        status: 'failed',
        error: ending.error,
        error_code: ending.code,
        response: ending.response ?? null,
      };
    case 'cancelled':
      return { status: 'cancelled', error: null, error_code: null };
  }
}

function detailsOf(ending: Ending): string {
  switch (ending.status) {
    case 'completed':
      return ending.note;
    case 'failed':
      return `${ending.code}: ${ending.error}`;
    case 'cancelled':
      return '';
  }
}
