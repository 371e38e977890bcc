import type { Bug } from '@architect/contracts/bugs';
import type { ErrorGroup, ErrorSeverity } from '@architect/contracts/error-groups';
import type { Milestone } from '@architect/contracts/milestones';
import type { Priority } from '@architect/contracts/records';
import type { ListQuery } from '@architect/contracts/reply';
import type { Clock } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import { describeTask, type Todos, taskPriority } from '../milestone-plans/index.ts';
import { fenceText } from '../records/index.ts';
import type { Finding } from './suggest.ts';

type List<Kept> = (query: ListQuery) => Promise<{ data: Kept[] }>;

/** Where work is noticed. */
export interface WorkSigns {
  errors: { service: { list: List<ErrorGroup> } };
  bugs: { list: List<Bug> };
  milestones: { list: List<Milestone> };
  todos: Todos;
}

/** Of one sign at a time; the next call finds the rest. */
const mostOfEach = 100;
const dayMs = 86_400_000;
/** Reports within a day that make an error work. */
const recurringReports = 5;

const priorityOf: Record<ErrorSeverity, Priority> = {
  critical: 'critical',
  error: 'high',
  warning: 'medium',
  info: 'low',
};

/** What ought to be done by the records themselves and the files of projects. */
export async function findWork(
  { errors, bugs, milestones, todos, clock }: WorkSigns & { clock: Clock },
  projectId: number | undefined,
): Promise<Finding[]> {
  const now = clock.now();
  const list = { page: 1, per_page: mostOfEach, ...(projectId !== undefined && { project_id: projectId }) };
  const recent = { ...list, status: 'open', last_seen_gte: toTime(now - dayMs), sort: '-occurrence_count' };
  const late = { ...list, status: 'open', respond_by_lt: toTime(now), sort: 'respond_by' };
  const today = toTime(now).slice(0, 10);
  const due = { ...list, status_in: 'planned,active', target_date_lt: today, sort: 'target_date' };
  const [seen, unanswered, overdue, inFiles] = await Promise.all([
    errors.service.list(recent),
    bugs.list(late),
    milestones.list(due),
    todos.open(projectId),
  ]);
  return [
    ...seen.data.filter(isRecurring).map(fromError),
    ...unanswered.data.filter(({ responded_at }) => responded_at === null).map(fromBug),
    ...overdue.data.map(fromMilestone),
    ...inFiles.slice(0, mostOfEach).map(fromTodo),
  ];
}

function reportsOfDay({ trend }: ErrorGroup): number {
  return trend.reduce((sum, count) => sum + count, 0);
}

/** One with a bug is being looked after there. */
function isRecurring(error: ErrorGroup): boolean {
  return error.bug_id === null && reportsOfDay(error) >= recurringReports;
}

function fromError(error: ErrorGroup): Finding {
  const { id, project_id, error_type, message, severity } = error;
  return {
    title: `Error ${id} came ${reportsOfDay(error)} times within a day`,
    description: fenceText(`${error_type}: ${message}`),
    priority: priorityOf[severity],
    origin: 'recurring_error',
    becomes: 'bug',
    project_id,
    about: { kind: 'error', id },
  };
}

function fromBug({ id, project_id, title, priority, respond_by }: Bug): Finding {
  return {
    title: `Bug ${id} waits for an answer since ${respond_by.slice(0, 16).replace('T', ' ')} UTC`,
    description: fenceText(title),
    priority,
    origin: 'unanswered_bug',
    becomes: 'devops_task',
    project_id,
    about: { kind: 'bug', id },
  };
}

function fromMilestone({ id, project_id, name, target_date }: Milestone): Finding {
  return {
    title: `Milestone ${name} was due on ${target_date}`.slice(0, 500),
    description: '',
    priority: 'medium',
    origin: 'overdue_milestone',
    becomes: 'devops_task',
    project_id,
    about: { kind: 'milestone', id },
  };
}

type Todo = Awaited<ReturnType<Todos['open']>>[number];

function fromTodo({ project_id, task }: Todo): Finding {
  const { key, title, source_file, line_number, category } = task;
  return {
    title,
    description: describeTask(task),
    priority: taskPriority[task.priority] ?? 'medium',
    origin: 'todo',
    becomes: category === 'bug' ? 'bug' : 'feature',
    project_id,
    about: { kind: 'project', id: project_id },
    key,
    context: { todo: { key, title, source_file, line_number, category } },
  };
}
