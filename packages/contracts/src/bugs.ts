import { z } from 'zod';
import type { InputOf } from './endpoint.ts';
import {
  bodyText,
  labels,
  type Priority,
  personName,
  priority,
  recordEndpoints,
  recordFields,
  titleText,
  urgencies,
} from './records.ts';
import { type FilterKind, time, wordList } from './reply.ts';

export const bugSeverity = z.enum(['critical', 'high', 'medium', 'low']).meta({ id: 'BugSeverity' });

export const bugStatus = z
  .enum(['open', 'in_progress', 'resolved', 'closed', 'wont_fix'])
  .meta({ id: 'BugStatus' });
export type BugStatus = z.infer<typeof bugStatus>;

export const bugMoves: Record<BugStatus, readonly BugStatus[]> = {
  open: ['in_progress', 'resolved', 'closed', 'wont_fix'],
  in_progress: ['resolved', 'open', 'closed', 'wont_fix'],
  resolved: ['closed', 'open', 'in_progress'],
  closed: ['open'],
  wont_fix: ['open'],
};

/** Within how many hours somebody must begin, by priority; critical means now. */
export const responseHours: Record<Priority, number> = { critical: 0, high: 1, medium: 4, low: 24 };

const writable = {
  project_id: z.number().int().positive().nullable(),
  milestone_id: z.number().int().positive().nullable(),
  title: titleText,
  description: bodyText,
  severity: bugSeverity,
  priority,
  status: bugStatus,
  assigned_to: personName.nullable(),
  labels,
  environment: z.string().trim().min(1).max(100).nullable(),
  /** What ended it, in words. */
  resolution: bodyText,
};

export const bug = z
  .object({
    ...recordFields,
    ...writable,
    /** The error group it was made from. */
    error_id: z.number().int().nullable(),
    /** When somebody must have begun, by its priority. */
    respond_by: time,
    responded_at: time.nullable(),
    resolved_at: time.nullable(),
    /** Hours from creation to resolution; null while it is open. */
    resolution_hours: z.number().nullable(),
  })
  .meta({ id: 'Bug' });
export type Bug = z.infer<typeof bug>;

/** What lists are filtered and sorted by. */
export const bugFields = {
  project_id: 'number',
  milestone_id: 'number',
  error_id: 'number',
  title: 'text',
  severity: urgencies,
  priority: urgencies,
  status: wordList(bugStatus),
  assigned_to: 'text',
  environment: 'text',
  respond_by: 'time',
  responded_at: 'time',
  resolved_at: 'time',
} as const satisfies Record<string, FilterKind>;

const changeBody = z.strictObject(writable).partial();
export type BugChange = z.output<typeof changeBody>;

export const bugRecords = recordEndpoints({
  one: 'Bug',
  many: 'Bugs',
  path: '/api/bugs',
  tag: 'bugs',
  record: bug,
  create: z.strictObject({
    ...writable,
    project_id: writable.project_id.default(null),
    milestone_id: writable.milestone_id.default(null),
    description: writable.description.default(''),
    severity: writable.severity.default('medium'),
    /** Default: as its severity. */
    priority: writable.priority.optional(),
    status: writable.status.default('open'),
    assigned_to: writable.assigned_to.default(null),
    labels: writable.labels.default([]),
    environment: writable.environment.default(null),
    resolution: writable.resolution.default(''),
  }),
  change: changeBody,
  fields: bugFields,
});
export type NewBug = InputOf<typeof bugRecords.create>['body'];

export const bugEndpoints = {
  listBugs: bugRecords.list,
  createBug: bugRecords.create,
  getBug: bugRecords.read,
  changeBug: bugRecords.change,
  deleteBug: bugRecords.remove,
  restoreBug: bugRecords.restore,
  changeBugs: bugRecords.bulk,
  exportBugs: bugRecords.export,
  importBugs: bugRecords.import,
};
