import type { WorkKind } from '@architect/contracts/assignments';
import { type BugStatus, responseHours } from '@architect/contracts/bugs';
import type { ErrorSeverity } from '@architect/contracts/error-groups';
import type { Priority } from '@architect/contracts/records';
import type { By } from '../../platform/by.ts';
import type { Tx } from '../../platform/context.ts';
import type { Bugs } from '../bugs/index.ts';
import type { DevopsTasks } from '../devops-tasks/index.ts';
import type { Errors } from '../errors/index.ts';
import type { Features } from '../features/index.ts';
import { fenceText } from '../records/index.ts';

/** What a work order is written from. */
export interface WorkItem {
  title: string;
  /** False where the title came from a program: then it stands in the data alone. */
  isTitleTrusted: boolean;
  project_id: number | null;
  status: string;
  priority: Priority;
  /** Short lines of our own words. */
  facts: string[];
  /** What an operator wrote as the task itself. */
  task: string;
  /** Text from outside, in Markdown and fenced already; empty: none. */
  data: string;
  /** Begins the name of its branch. */
  branchWord: 'feature' | 'fix' | 'chore';
}

/** How one kind of record becomes work. */
export interface WorkSource {
  /** @throws AppError NOT_FOUND */
  read(id: number): Promise<WorkItem>;
  /** Says in the record that somebody works on it. */
  begin(tx: Tx, id: number, by: By): Promise<unknown>;
  /** Statuses that `begin` changes. */
  waiting: readonly string[];
  /** Statuses in which nothing is left to do. */
  over: readonly string[];
}

export interface SourceOptions {
  features: Features;
  bugs: Bugs;
  devopsTasks: DevopsTasks;
  errors: Pick<Errors, 'service' | 'describe'>;
}

export function createWorkSources(options: SourceOptions): Record<WorkKind, WorkSource> {
  return {
    feature: featureSource(options),
    bug: bugSource(options),
    devops_task: devopsSource(options),
    error: errorSource(options),
  };
}

function featureSource({ features }: SourceOptions): WorkSource {
  return {
    waiting: ['draft', 'spec', 'blocked'],
    over: ['completed', 'cancelled'],
    begin: (tx, id, by) => features.within(tx).change(id, { status: 'in_progress' }, by),
    async read(id) {
      const { name, description, spec, ...feature } = await features.read(id);
      const task = [description, spec].filter((text) => text.trim() !== '').join('\n\n');
      return {
        ...feature,
        title: name,
        isTitleTrusted: true,
        facts: [],
        task,
        data: '',
        branchWord: 'feature',
      };
    },
  };
}

function bugSource({ bugs }: SourceOptions): WorkSource {
  const over: BugStatus[] = ['resolved', 'closed', 'wont_fix'];
  return {
    waiting: ['open'],
    over,
    begin: (tx, id, by) => bugs.within(tx).change(id, { status: 'in_progress' }, by),
    async read(id) {
      const { severity, environment, ...bug } = await bugs.read(id);
      const where = environment === null ? [] : [`Environment: ${oneLine(environment)}`];
      return {
        ...bug,
        isTitleTrusted: false,
        facts: [`Severity: ${severity}`, ...where],
        task: '',
        data: fenceText(`${bug.title}\n\n${bug.description}`.slice(0, mostData)),
        branchWord: 'fix',
      };
    },
  };
}

function devopsSource({ devopsTasks }: SourceOptions): WorkSource {
  return {
    waiting: ['open', 'blocked'],
    over: ['completed', 'cancelled'],
    begin: (tx, id, by) => devopsTasks.within(tx).change(id, { status: 'in_progress' }, by),
    async read(id) {
      const { description, task_type, due_date, ...task } = await devopsTasks.read(id);
      const due = due_date === null ? [] : [`Due: ${due_date}`];
      return {
        ...task,
        isTitleTrusted: true,
        facts: [`Type: ${task_type}`, ...due],
        task: description,
        data: '',
        branchWord: 'chore',
      };
    },
  };
}

const priorityOf: Record<ErrorSeverity, Priority> = {
  critical: 'critical',
  error: 'high',
  warning: 'medium',
  info: 'low',
};

function errorSource({ errors }: SourceOptions): WorkSource {
  return {
    waiting: ['open'],
    over: ['resolved', 'ignored'],
    begin: (tx, id, by) =>
      errors.service.setIn(tx, id, {
        action: 'error.changed',
        by,
        values: () => ({ status: 'in_progress' }),
      }),
    async read(id) {
      const { error_type, message, severity, ...group } = await errors.service.read(id);
      return {
        ...group,
        title: `${error_type}: ${message}`.slice(0, 500),
        isTitleTrusted: false,
        priority: priorityOf[severity],
        facts: [`Severity: ${severity}`, `Reported: ${group.occurrence_count} times`],
        task: '',
        data: await errors.describe(id),
        branchWord: 'fix',
      };
    },
  };
}

/** Characters of a report; the whole of it is in the record. */
const mostData = 100_000;

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** `high; begin within 1 hour` */
export function urgencyWords(priority: Priority): string {
  const hours = responseHours[priority];
  if (hours === 0) return `${priority}; begin now`;
  return `${priority}; begin within ${hours} hour${hours === 1 ? '' : 's'}`;
}
