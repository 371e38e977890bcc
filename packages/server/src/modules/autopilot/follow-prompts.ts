import type { Prompt } from '@architect/contracts/prompts';
import type { Clock, Database, Tx } from '../../platform/context.ts';
import { readVerdict } from './read-verdict.ts';
import { isEnded } from './run-status.ts';
import { lockRun, updateRun } from './run-store.ts';
import { stepsOfPrompts, updateStep } from './step-store.ts';
import type { StepRow } from './tables.ts';
import { autopilotBy, tellRun } from './tell.ts';

interface FollowOptions {
  db: Database;
  clock: Clock;
  wake(): void;
}

/** How prompts end is written to their runs in the same transactions: it stays when the queue is cleared. */
export function followPrompts(options: FollowOptions) {
  return async (tx: Tx, changed: Prompt[]): Promise<void> => {
    const ours = new Map(changed.filter(isOfRun).map((prompt) => [prompt.id, prompt]));
    for (const step of await stepsOfPrompts(tx, [...ours.keys()])) {
      const prompt = ours.get(step.prompt_id);
      if (!prompt) continue;
      const outcome = outcomeOf(prompt);
      await updateStep(tx, step.id, {
        outcome,
        session: prompt.assigned_session ?? step.session,
        verdict: outcome === 'completed' ? readVerdict(prompt.response).verdict : null,
        answer: prompt.response,
        error: prompt.error_code ? `${prompt.error_code}: ${prompt.error ?? ''}` : prompt.error,
        cost_usd: prompt.usage?.cost_usd ?? null,
        ended_at: outcome === null ? null : options.clock.now(),
      });
      if (outcome === null && step.outcome !== null) await goOn(tx, step, options);
      tx.publish('autopilot.changed', {
        project_id: step.project_id,
        milestone_id: null,
        run_id: step.run_id,
      });
      tx.afterCommit(options.wake);
    }
  };
}

const isOfRun = ({ metadata }: Prompt): boolean => metadata.autopilot !== undefined;

function outcomeOf({ status }: Prompt): StepRow['outcome'] {
  return status === 'completed' || status === 'failed' || status === 'cancelled' ? status : null;
}

/** Somebody retried the very prompt that blocks its run. */
async function goOn(tx: Tx, step: StepRow, { db }: FollowOptions): Promise<void> {
  const run = await lockRun(tx, db, step.run_id);
  if (!run || isEnded(run) || run.phase !== step.phase || run.attempt !== step.attempt) return;
  const after = await updateRun(tx, run, { status: run.phase, ...notBlocked });
  await tellRun(tx, after, { action: 'unblocked', by: autopilotBy, details: { prompt_id: step.prompt_id } });
}

export const notBlocked = { blocked_because: null, question: null, interaction_id: null } as const;
