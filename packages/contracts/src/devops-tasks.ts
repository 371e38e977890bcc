import { z } from 'zod';
import type { InputOf } from './endpoint.ts';
import {
  bodyText,
  day,
  labels,
  personName,
  priority,
  recordEndpoints,
  recordFields,
  titleText,
  urgencies,
} from './records.ts';
import { type FilterKind, time, wordList } from './reply.ts';

export const devopsTaskStatus = z
  .enum(['open', 'in_progress', 'blocked', 'completed', 'cancelled'])
  .meta({ id: 'DevopsTaskStatus' });

export const devopsTaskType = z
  .enum(['maintenance', 'automation', 'deployment', 'monitoring', 'security', 'other'])
  .meta({ id: 'DevopsTaskType' });

const writable = {
  project_id: z.number().int().positive().nullable(),
  title: titleText,
  description: bodyText,
  task_type: devopsTaskType,
  status: devopsTaskStatus,
  priority,
  assigned_to: personName.nullable(),
  labels,
  due_date: day.nullable(),
};

export const devopsTask = z
  .object({ ...recordFields, ...writable, completed_at: time.nullable() })
  .meta({ id: 'DevopsTask' });
export type DevopsTask = z.infer<typeof devopsTask>;

/** What lists are filtered and sorted by. */
export const devopsTaskFields = {
  project_id: 'number',
  title: 'text',
  task_type: wordList(devopsTaskType),
  status: wordList(devopsTaskStatus),
  priority: urgencies,
  assigned_to: 'text',
  due_date: 'text',
  completed_at: 'time',
} as const satisfies Record<string, FilterKind>;

const changeBody = z.strictObject(writable).partial();
export type DevopsTaskChange = z.output<typeof changeBody>;

export const devopsTaskRecords = recordEndpoints({
  one: 'DevopsTask',
  many: 'DevopsTasks',
  path: '/api/devops-tasks',
  tag: 'devops',
  record: devopsTask,
  create: z.strictObject({
    ...writable,
    project_id: writable.project_id.default(null),
    description: writable.description.default(''),
    task_type: writable.task_type.default('maintenance'),
    status: writable.status.default('open'),
    priority: writable.priority.default('medium'),
    assigned_to: writable.assigned_to.default(null),
    labels: writable.labels.default([]),
    due_date: writable.due_date.default(null),
  }),
  change: changeBody,
  fields: devopsTaskFields,
});
export type NewDevopsTask = InputOf<typeof devopsTaskRecords.create>['body'];

export const devopsTaskEndpoints = {
  listDevopsTasks: devopsTaskRecords.list,
  createDevopsTask: devopsTaskRecords.create,
  getDevopsTask: devopsTaskRecords.read,
  changeDevopsTask: devopsTaskRecords.change,
  deleteDevopsTask: devopsTaskRecords.remove,
  restoreDevopsTask: devopsTaskRecords.restore,
  changeDevopsTasks: devopsTaskRecords.bulk,
  exportDevopsTasks: devopsTaskRecords.export,
  importDevopsTasks: devopsTaskRecords.import,
};
