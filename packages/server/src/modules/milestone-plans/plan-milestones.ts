import type {
  MilestonePlan,
  PlannedMilestone,
  PlanPhase,
  PlanTask,
  TaskCategory,
} from '@architect/contracts/milestone-plans';
import { toTime } from '../../platform/time.ts';

interface Phase {
  phase: PlanPhase;
  categories: readonly TaskCategory[];
  name: string;
  description: string;
  /** Tasks of one milestone. */
  most: number;
  /** Days of the shortest milestone. */
  days: number;
}

/** The phases in their order; every category belongs to one. */
export const phases: readonly Phase[] = [
  {
    phase: 'planning',
    categories: ['documentation'],
    name: 'Planning and documentation',
    description: 'What must be written down.',
    most: 15,
    days: 3,
  },
  {
    phase: 'development',
    categories: ['feature'],
    name: 'Development',
    description: 'What is to be built.',
    most: 10,
    days: 7,
  },
  {
    phase: 'bugfix',
    categories: ['bug'],
    name: 'Bug fixes',
    description: 'What does not work as it should.',
    most: 15,
    days: 5,
  },
  {
    phase: 'testing',
    categories: ['test'],
    name: 'Testing',
    description: 'What is to be tested.',
    most: 15,
    days: 5,
  },
  {
    phase: 'deployment',
    categories: ['deployment'],
    name: 'Deployment',
    description: 'What is to be released.',
    most: 15,
    days: 3,
  },
];

const hoursPerDay = 8;
const dayMs = 86_400_000;

export function phaseOf(category: TaskCategory): Phase {
  const phase = phases.find(({ categories }) => categories.includes(category));
  if (!phase) throw new Error(`no phase for ${category}`);
  return phase;
}

/** The milestones of a project, one after the other: the most urgent tasks of a phase first. */
export function planMilestones(
  project: { id: number; name: string; slug: string },
  tasks: readonly PlanTask[],
  { now, isCut }: { now: number; isCut: boolean },
): MilestonePlan {
  const milestones: PlannedMilestone[] = [];
  let start = now;
  for (const phase of phases)
    for (const [at, part] of inParts(inOrder(tasks, phase), phase.most).entries()) {
      const milestone = milestoneOf(phase, at + 1, { tasks: part, start, slug: project.slug });
      start = Date.parse(milestone.target_date) + dayMs;
      milestones.push(milestone);
    }
  return {
    project: project.name,
    project_id: project.id,
    generated_at: toTime(now),
    total_tasks: tasks.length,
    total_milestones: milestones.length,
    total_hours: hoursOf(tasks),
    milestones,
    breakdown: {
      by_category: countBy(tasks, ({ category }) => category),
      by_priority: countBy(tasks, ({ priority }) => String(priority)),
      by_complexity: countBy(tasks, ({ complexity }) => complexity),
      by_source: countBy(tasks, ({ source }) => source),
    },
    is_cut: isCut,
  };
}

/** `Development 2`; the first one of a phase has no number. */
export function nameOfMilestone({ name }: Phase, number: number): string {
  return number === 1 ? name : `${name} ${number}`;
}

/** The day by which so much work is done that begins on `start`. */
export function targetOf({ days }: Phase, hours: number, start: number): number {
  return start + (Math.max(days, Math.ceil(hours / hoursPerDay)) - 1) * dayMs;
}

function milestoneOf(
  phase: Phase,
  number: number,
  { tasks, start, slug }: { tasks: PlanTask[]; start: number; slug: string },
): PlannedMilestone {
  const total_hours = hoursOf(tasks);
  return {
    id: `${slug}_${phase.phase}_${number}`,
    name: nameOfMilestone(phase, number),
    description: phase.description,
    phase: phase.phase,
    start_date: dayOf(start),
    target_date: dayOf(targetOf(phase, total_hours, start)),
    total_hours,
    status: 'pending',
    tasks,
  };
}

export const dayOf = (epochMs: number): string => toTime(epochMs).slice(0, 10);

const hoursOf = (tasks: readonly PlanTask[]): number =>
  tasks.reduce((sum, { estimated_hours }) => sum + estimated_hours, 0);

function inOrder(tasks: readonly PlanTask[], { categories }: Phase): PlanTask[] {
  // A stable sort: what is equally urgent stays in the order of the files.
  return tasks
    .filter(({ category }) => categories.includes(category))
    .sort((a, b) => a.priority - b.priority);
}

function inParts<Item>(all: readonly Item[], most: number): Item[][] {
  const parts: Item[][] = [];
  for (let at = 0; at < all.length; at += most) parts.push(all.slice(at, at + most));
  return parts;
}

function countBy<Item>(all: readonly Item[], wordOf: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of all) counts[wordOf(one)] = (counts[wordOf(one)] ?? 0) + 1;
  return counts;
}
