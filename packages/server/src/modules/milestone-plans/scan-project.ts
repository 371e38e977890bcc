import type { MilestonePlan, PlanTask, ProjectPlan, WantedPlan } from '@architect/contracts/milestone-plans';
import type { By } from '../../platform/by.ts';
import type { Clock, Database } from '../../platform/context.ts';
import { completeFinished, findFinished } from './complete-finished.ts';
import { findWork, type WorkSearch } from './find-work.ts';
import { importTasks, type PlanRecords } from './import-plan.ts';
import { keepPlan, slugOf } from './keep-plan.ts';
import { type KnownWork, matchKnown } from './match-known.ts';
import { type NumberedTask, numberTasks } from './number-tasks.ts';
import { planMilestones } from './plan-milestones.ts';
import { listPlanTasks, movePlanTask } from './store.ts';

export interface Scanning {
  db: Database;
  clock: Clock;
  dataDir: string;
  records: PlanRecords;
  by: By;
  /** Ends it before anything is written. */
  signal: AbortSignal;
  onRead?: WorkSearch['onRead'];
}

interface ScannedProject {
  id: number;
  name: string;
  /** Real path of its source. */
  root: string;
}

type Wanted = Required<Omit<WantedPlan, 'project' | 'scan_id'>>;

/** Reads a project's files, plans its work, and imports or completes it where that is wanted. */
export async function scanProject(
  project: ScannedProject,
  wanted: Wanted,
  run: Scanning,
): Promise<ProjectPlan> {
  const { work, isCut } = await findWork(project.root, run);
  const tasks = numberTasks(work);
  const known = matchKnown(tasks, await listPlanTasks(run.db, project.id));
  // What a scan that was cut did not see may still be there.
  const gone = isCut ? [] : known.gone;
  const finished = await findFinished(run.db, { tasks, byKey: known.byKey, gone });
  run.signal.throwIfAborted();
  const done = wanted.dry_run ? null : await apply(project, { tasks, known, finished }, { ...run, wanted });
  const slug = slugOf(project);
  const now = run.clock.now();
  const open = tasks.filter(({ isDone }) => !isDone).map((task) => withRecord(task, known, done?.records));
  const plan: MilestonePlan = planMilestones({ ...project, slug }, open, { now, isCut });
  return {
    plan,
    files: wanted.dry_run ? null : await keepPlan(plan, { dataDir: run.dataDir, slug, now }),
    finished: wanted.complete && !wanted.dry_run ? [] : finished,
    imported: done?.imported ?? null,
    completed: done?.completed ?? 0,
  };
}

type Records = Map<string, NonNullable<PlanTask['record']>>;

function withRecord({ isDone: _isDone, ...task }: NumberedTask, known: KnownWork, made?: Records): PlanTask {
  const row = known.byKey.get(task.key);
  const record = row ? { kind: row.record_kind, id: row.record_id } : (made?.get(task.key) ?? null);
  return { ...task, record };
}

interface Found {
  tasks: NumberedTask[];
  known: KnownWork;
  finished: ProjectPlan['finished'];
}

/** Everything that a scan writes into the database: all of it, or nothing. */
async function apply(
  { id: projectId }: ScannedProject,
  { tasks, known, finished }: Found,
  { wanted, db, ...run }: Scanning & { wanted: Wanted },
): Promise<{ imported: ProjectPlan['imported']; completed: number; records: Records } | null> {
  if (!wanted.import && !wanted.complete) return null;
  const fresh = tasks
    .filter(({ key, isDone }) => !isDone && !known.byKey.has(key))
    .map((task) => withRecord(task, known))
    .sort((a, b) => a.priority - b.priority);
  return await db.write(async (tx) => {
    for (const { row, task } of known.moved)
      await movePlanTask(tx, row.id, {
        task_key: task.key,
        source_file: task.source_file,
        title: task.title,
      });
    const rows = await listPlanTasks(tx, projectId);
    const made = wanted.import ? await importTasks(tx, { tasks: fresh, rows }, { projectId, ...run }) : null;
    const completed = wanted.complete ? await completeFinished(tx, finished, run) : 0;
    const imported = made?.imported ?? null;
    if (fresh.length > 0 || completed > 0)
      await tx.audit({
        actor: run.by.actor,
        correlationId: run.by.correlationId,
        action: 'milestone_plan.imported',
        entityType: 'project',
        entityId: projectId,
        details: { ...imported, completed },
      });
    return { imported, completed, records: made?.records ?? new Map() };
  });
}
