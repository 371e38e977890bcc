import type { PlanPhase } from '@architect/contracts/milestone-plans';
import type { Generated, Selectable } from 'kysely';
import type { Tx } from '../../platform/context.ts';
import type { Source } from '../records/index.ts';

interface PlanTaskColumns {
  id: Generated<number>;
  project_id: number;
  task_key: string;
  source_file: string;
  title: string;
  phase: PlanPhase;
  phase_number: number;
  milestone_id: number;
  record_kind: 'feature' | 'bug';
  record_id: number;
  created_at: number;
}

/** Work that was imported. */
export type PlanTaskRow = Selectable<PlanTaskColumns>;
export type NewPlanTask = Omit<PlanTaskRow, 'id'>;

const from = (source: Source) => source.tables<{ plan_tasks: PlanTaskColumns }>();

export async function listPlanTasks(source: Source, projectId: number): Promise<PlanTaskRow[]> {
  const query = from(source).selectFrom('plan_tasks').selectAll().where('project_id', '=', projectId);
  return await query.orderBy('id').execute();
}

export async function insertPlanTask(tx: Tx, row: NewPlanTask): Promise<void> {
  await from(tx).insertInto('plan_tasks').values(row).execute();
}

/** The same work, where it stands now. */
export async function movePlanTask(
  tx: Tx,
  id: number,
  values: Pick<PlanTaskRow, 'task_key' | 'source_file' | 'title'>,
): Promise<void> {
  await from(tx).updateTable('plan_tasks').set(values).where('id', '=', id).execute();
}
