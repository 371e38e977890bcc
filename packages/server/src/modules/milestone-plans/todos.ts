import type { PlanTask } from '@architect/contracts/milestone-plans';
import { taskCategory } from '@architect/contracts/milestone-plans';
import { z } from 'zod';
import { AppError } from '../../platform/app-error.ts';
import type { Clock, Database, Tx } from '../../platform/context.ts';
import type { Files } from '../files/index.ts';
import type { Source } from '../records/index.ts';
import { findWork } from './find-work.ts';
import { matchKnown } from './match-known.ts';
import { numberTasks } from './number-tasks.ts';
import { phaseOf } from './plan-milestones.ts';
import { insertPlanTask, listPlanTasks } from './store.ts';

/** Which work of which file it is, as others may keep it. */
export const todoRef = z.object({
  key: z.string(),
  title: z.string(),
  source_file: z.string(),
  line_number: z.number(),
  category: taskCategory,
});
export type TodoRef = z.infer<typeof todoRef>;
export type TodoRecord = NonNullable<PlanTask['record']>;

/** What comments and TODO files say is to be done, and what became of it: a plan and a suggestion make it once. */
export interface Todos {
  /** What no record stands for yet, the most urgent first. A project whose files cannot be read has none. */
  open(projectId: number | undefined): Promise<{ project_id: number; task: Omit<PlanTask, 'record'> }[]>;
  recordOf(source: Source, projectId: number, key: string): Promise<TodoRecord | null>;
  keep(tx: Tx, todo: TodoRef & { project_id: number }, record: TodoRecord): Promise<void>;
}

export interface TodoOptions {
  db: Database;
  clock: Clock;
  files: Pick<Files, 'realDirectory'>;
  roots(): Promise<{ id: number; source_path: string }[]>;
}

export function createTodos({ db, clock, files, roots }: TodoOptions): Todos {
  return {
    async open(projectId) {
      const chosen = (await roots()).filter(({ id }) => projectId === undefined || id === projectId);
      const found = [];
      for (const { id, source_path } of chosen)
        found.push(...(await openIn(db, id, await rootOf(files, source_path))));
      return found.sort((a, b) => a.task.priority - b.task.priority);
    },
    async recordOf(source, projectId, key) {
      const row = (await listPlanTasks(source, projectId)).find(({ task_key }) => task_key === key);
      return row ? { kind: row.record_kind, id: row.record_id } : null;
    },
    async keep(tx, { project_id, key, title, source_file, category }, record) {
      await insertPlanTask(tx, {
        ...{ project_id, task_key: key, title, source_file, phase: phaseOf(category).phase },
        // It is in no milestone of a plan.
        ...{ phase_number: 0, milestone_id: 0 },
        ...{ record_kind: record.kind, record_id: record.id, created_at: clock.now() },
      });
    },
  };
}

async function rootOf(files: TodoOptions['files'], path: string): Promise<string | null> {
  try {
    return await files.realDirectory(path, 'the source path');
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

async function openIn(db: Database, projectId: number, root: string | null) {
  if (root === null) return [];
  const { work } = await findWork(root);
  const tasks = numberTasks(work.filter(({ source }) => source === 'comment' || source === 'todo_file'));
  const { byKey } = matchKnown(tasks, await listPlanTasks(db, projectId));
  return tasks
    .filter(({ key, isDone }) => !isDone && !byKey.has(key))
    .map(({ isDone: _open, ...task }) => ({ project_id: projectId, task }));
}
