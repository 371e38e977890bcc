import type { AutopilotStep } from '@architect/contracts/autopilot';
import type { Insertable, Updateable } from 'kysely';
import type { Tx } from '../../platform/context.ts';
import { toTime, toTimeOrNull } from '../../platform/time.ts';
import { endedStatuses } from './run-status.ts';
import { from, type RunRow, type Source, type StepColumns, type StepRow } from './tables.ts';

export async function insertStep(tx: Tx, row: Insertable<StepColumns>): Promise<StepRow> {
  return await from(tx).insertInto('autopilot_steps').values(row).returningAll().executeTakeFirstOrThrow();
}

/** The prompt of the phase in which a run is; null: it was not queued yet. */
export async function presentStep(source: Source, run: RunRow): Promise<StepRow | null> {
  const row = await from(source)
    .selectFrom('autopilot_steps')
    .selectAll()
    .where('run_id', '=', run.id)
    .where('phase', '=', run.phase)
    .where('attempt', '=', run.attempt)
    .executeTakeFirst();
  return row ?? null;
}

/** All prompts of a run in their order. */
export async function stepsOf(source: Source, runId: number): Promise<StepRow[]> {
  const query = from(source).selectFrom('autopilot_steps').selectAll().where('run_id', '=', runId);
  return await query.orderBy('id').execute();
}

export async function stepsOfPrompts(source: Source, promptIds: readonly number[]): Promise<StepRow[]> {
  if (promptIds.length === 0) return [];
  const query = from(source).selectFrom('autopilot_steps').selectAll().where('prompt_id', 'in', promptIds);
  return await query.execute();
}

export async function updateStep(tx: Tx, id: number, values: Updateable<StepColumns>): Promise<void> {
  await from(tx).updateTable('autopilot_steps').set(values).where('id', '=', id).execute();
}

/** Prompts of a project that are open, or were queued since, oldest first; without their answers. */
export async function recentSteps(
  source: Source,
  projectId: number,
  sinceMs: number,
): Promise<Pick<StepRow, 'outcome' | 'cost_usd' | 'created_at'>[]> {
  return await from(source)
    .selectFrom('autopilot_steps')
    .select(['outcome', 'cost_usd', 'created_at'])
    .where('project_id', '=', projectId)
    .where(({ eb, or }) => or([eb('outcome', 'is', null), eb('created_at', '>=', sinceMs)]))
    .orderBy('id')
    .execute();
}

/** Prompts that are open although their runs were ended by hand. */
export async function orphanPrompts(source: Source): Promise<number[]> {
  const rows = await from(source)
    .selectFrom('autopilot_steps as step')
    .innerJoin('autopilot_runs as run', 'run.id', 'step.run_id')
    .select('step.prompt_id')
    .where('step.outcome', 'is', null)
    .where('run.status', 'in', endedStatuses)
    .execute();
  return rows.map(({ prompt_id }) => prompt_id);
}

export function toStep({
  run_id: _run,
  project_id: _project,
  test_run_json: test_run,
  ...row
}: StepRow): AutopilotStep {
  return { ...row, test_run, created_at: toTime(row.created_at), ended_at: toTimeOrNull(row.ended_at) };
}
