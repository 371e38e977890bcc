import { bugRecords } from '@architect/contracts/bugs';
import { featureRecords } from '@architect/contracts/features';
import type { PlanTask, ProjectPlan } from '@architect/contracts/milestone-plans';
import { milestoneRecords } from '@architect/contracts/milestones';
import type { Priority } from '@architect/contracts/records';
import type { By } from '../../platform/by.ts';
import type { Clock, Tx } from '../../platform/context.ts';
import type { Bugs } from '../bugs/index.ts';
import type { Features } from '../features/index.ts';
import type { Milestones } from '../milestones/index.ts';
import { fenceText, findFace } from '../records/index.ts';
import { dayOf, nameOfMilestone, phaseOf, phases, targetOf } from './plan-milestones.ts';
import { insertPlanTask, type PlanTaskRow } from './store.ts';

export interface PlanRecords {
  milestones: Milestones;
  features: Features;
  bugs: Bugs;
}

interface Importing {
  projectId: number;
  records: PlanRecords;
  clock: Clock;
  by: By;
}

type Phase = (typeof phases)[number];
type Imported = NonNullable<ProjectPlan['imported']>;

/** A milestone that takes more work. */
interface Slot {
  id: number;
  number: number;
  room: number;
}

/**
 * Makes records of work that has none. Each phase fills its last milestone, while people still work on it, before it gets
 * another one.
 * @param rows what was imported before
 * @returns what was made, by the key of the task
 */
export async function importTasks(
  tx: Tx,
  { tasks, rows }: { tasks: readonly PlanTask[]; rows: readonly PlanTaskRow[] },
  run: Importing,
): Promise<{ imported: Imported; records: Map<string, NonNullable<PlanTask['record']>> }> {
  const imported: Imported = { milestones: 0, features: 0, bugs: 0 };
  const records = new Map<string, NonNullable<PlanTask['record']>>();
  let start = run.clock.now();
  for (const phase of phases) {
    const own = tasks.filter(({ category }) => phaseOf(category) === phase);
    let slot = await openSlot(tx, rows, phase);
    for (const [at, task] of own.entries()) {
      if (slot.room <= 0) {
        const hours = own.slice(at, at + phase.most).reduce((sum, one) => sum + one.estimated_hours, 0);
        const target = targetOf(phase, hours, start);
        slot = await addMilestone(tx, { phase, number: slot.number + 1, target }, run);
        start = target;
        imported.milestones += 1;
      }
      const record = await addRecord(tx, task, slot, run);
      records.set(task.key, record);
      imported[record.kind === 'bug' ? 'bugs' : 'features'] += 1;
      slot.room -= 1;
    }
  }
  return { imported, records };
}

/** The last milestone of a phase with the room that is left in it: none where people are done with it. */
async function openSlot(tx: Tx, rows: readonly PlanTaskRow[], phase: Phase): Promise<Slot> {
  const own = rows.filter((row) => row.phase === phase.phase);
  const number = Math.max(0, ...own.map(({ phase_number }) => phase_number));
  const last = own.filter(({ phase_number }) => phase_number === number);
  const id = last[0]?.milestone_id ?? 0;
  const face = id ? await findFace(tx, { kind: 'milestone', id }) : null;
  const isOpen = face && !face.is_deleted && (face.status === 'planned' || face.status === 'active');
  return { id, number, room: isOpen ? phase.most - last.length : 0 };
}

async function addMilestone(
  tx: Tx,
  { phase, number, target }: { phase: Phase; number: number; target: number },
  { projectId, records, by }: Importing,
): Promise<Slot> {
  const wanted = milestoneRecords.create.body?.parse({
    project_id: projectId,
    name: nameOfMilestone(phase, number),
    description: phase.description,
    target_date: dayOf(target),
  });
  if (!wanted) throw new Error('milestones are created from a body');
  const { id } = await records.milestones.within(tx).create(wanted, by);
  return { id, number, room: phase.most };
}

export const taskPriority: Record<number, Priority> = {
  1: 'critical',
  2: 'high',
  3: 'medium',
  4: 'low',
  5: 'low',
};

async function addRecord(
  tx: Tx,
  task: PlanTask,
  slot: Slot,
  { projectId, records, clock, by }: Importing,
): Promise<NonNullable<PlanTask['record']>> {
  const priority = taskPriority[task.priority] ?? 'medium';
  const shared = {
    project_id: projectId,
    milestone_id: slot.id,
    description: describeTask(task),
    labels: [task.marker?.toLowerCase() ?? task.source.replace('_', ' ')],
    priority,
  };
  const kind = task.category === 'bug' ? ('bug' as const) : ('feature' as const);
  const { id } =
    kind === 'bug'
      ? await createBug(tx, { ...shared, title: task.title, severity: priority }, { records, by })
      : await createFeature(
          tx,
          { ...shared, name: task.title, estimated_hours: task.estimated_hours },
          { records, by },
        );
  await insertPlanTask(tx, {
    project_id: projectId,
    task_key: task.key,
    source_file: task.source_file,
    title: task.title,
    phase: phaseOf(task.category).phase,
    phase_number: slot.number,
    milestone_id: slot.id,
    record_kind: kind,
    record_id: id,
    created_at: clock.now(),
  });
  return { kind, id };
}

type Creating = Pick<Importing, 'records' | 'by'>;

async function createBug(tx: Tx, wanted: object, { records, by }: Creating): Promise<{ id: number }> {
  const body = bugRecords.create.body?.parse(wanted);
  if (!body) throw new Error('bugs are created from a body');
  return await records.bugs.within(tx).create(body, by);
}

async function createFeature(tx: Tx, wanted: object, { records, by }: Creating): Promise<{ id: number }> {
  const body = featureRecords.create.body?.parse(wanted);
  if (!body) throw new Error('features are created from a body');
  return await records.features.within(tx).create(body, by);
}

/** Fenced, since it comes from files that anybody may have written. */
export function describeTask({
  source_file,
  line_number,
  section,
  description,
}: Pick<PlanTask, 'source_file' | 'line_number' | 'section' | 'description'>): string {
  const where = `${source_file}:${line_number}${section === null ? '' : ` (${section})`}`;
  return `Found by a scan of the project's files:\n\n${fenceText(`${where}\n\n${description}`)}`;
}
