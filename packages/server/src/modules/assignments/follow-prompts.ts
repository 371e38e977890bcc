import type { Prompt } from '@architect/contracts/prompts';
import type { Clock, Tx } from '../../platform/context.ts';
import { tellAssignment } from './assign.ts';
import { type AssignmentRow, findOpen, ofPrompts, toAssignment, updateAssignment } from './store.ts';

const by = { actor: 'system' };

/**
 * Assignments end and resume with their prompts, in the same transactions. The answer is copied: it stays with the record
 * when the queue is cleared.
 */
export function followPrompts({ clock }: { clock: Clock }) {
  return async (tx: Tx, changed: Prompt[]): Promise<void> => {
    const ours = new Map(changed.filter(isOfRecord).map((prompt) => [prompt.id, prompt]));
    for (const row of await ofPrompts(tx, [...ours.keys()])) {
      const prompt = ours.get(row.prompt_id);
      if (!prompt) continue;
      const outcome = outcomeOf(prompt);
      if (outcome !== null && row.ended_at === null)
        await end(tx, row, { prompt, outcome, now: clock.now() });
      if (outcome === null && row.ended_at !== null) await resume(tx, row);
    }
  };
}

const isOfRecord = ({ metadata }: Prompt): boolean => metadata.record !== undefined;

function outcomeOf({ status }: Prompt): 'completed' | 'failed' | 'cancelled' | null {
  return status === 'completed' || status === 'failed' || status === 'cancelled' ? status : null;
}

async function end(
  tx: Tx,
  { id }: AssignmentRow,
  {
    prompt,
    outcome,
    now,
  }: { prompt: Prompt; outcome: NonNullable<ReturnType<typeof outcomeOf>>; now: number },
): Promise<void> {
  const row = await updateAssignment(tx, id, {
    ended_at: now,
    outcome,
    worker: prompt.assigned_session,
    node: prompt.node,
    answer: prompt.response,
    started_at: prompt.started_at === null ? null : Date.parse(prompt.started_at),
  });
  await tellAssignment(tx, 'work_ended', toAssignment(row), by);
}

/** A prompt that somebody retried. Another assignment may have been made meanwhile: then there are two. */
async function resume(tx: Tx, { id, kind, record_id }: AssignmentRow): Promise<void> {
  const other = await findOpen(tx, { kind, id: record_id });
  const row = await updateAssignment(tx, id, {
    ended_at: null,
    outcome: null,
    answer: null,
    ...(other && { is_second: true }),
  });
  await tellAssignment(tx, 'work_resumed', toAssignment(row), by);
}
