import { z } from 'zod';
import { defineEndpoint, type InputOf } from './endpoint.ts';
import { bodyText, day, recordEndpoints, recordFields, titleText } from './records.ts';
import { type FilterKind, idParams, replyOf, time, wordList } from './reply.ts';

export const milestoneStatus = z
  .enum(['planned', 'active', 'completed', 'cancelled'])
  .meta({ id: 'MilestoneStatus' });

const writable = {
  project_id: z.number().int().positive(),
  name: titleText,
  description: bodyText,
  status: milestoneStatus,
  target_date: day.nullable(),
};

/** Features and bugs of a milestone; what is cancelled counts nowhere. */
export const milestoneProgress = z
  .object({
    total: z.number().int(),
    done: z.number().int(),
    /** 0–100, rounded down; 0 while there is nothing in it. */
    percent: z.number().int(),
  })
  .meta({ id: 'MilestoneProgress' });
export type MilestoneProgress = z.infer<typeof milestoneProgress>;

export const milestone = z
  .object({
    ...recordFields,
    ...writable,
    completed_at: time.nullable(),
    progress: milestoneProgress,
  })
  .meta({ id: 'Milestone' });
export type Milestone = z.infer<typeof milestone>;

/** What lists are filtered and sorted by. */
export const milestoneFields = {
  project_id: 'number',
  name: 'text',
  status: wordList(milestoneStatus),
  target_date: 'text',
  completed_at: 'time',
} as const satisfies Record<string, FilterKind>;

const changeBody = z.strictObject(writable).partial();
export type MilestoneChange = z.output<typeof changeBody>;

export const milestoneRecords = recordEndpoints({
  one: 'Milestone',
  many: 'Milestones',
  path: '/api/milestones',
  tag: 'milestones',
  record: milestone,
  create: z.strictObject({
    ...writable,
    description: writable.description.default(''),
    status: writable.status.default('planned'),
    target_date: writable.target_date.default(null),
  }),
  change: changeBody,
  fields: milestoneFields,
});
export type NewMilestone = InputOf<typeof milestoneRecords.create>['body'];

export const milestoneEndpoints = {
  listMilestones: milestoneRecords.list,
  createMilestone: milestoneRecords.create,
  getMilestone: milestoneRecords.read,
  changeMilestone: milestoneRecords.change,
  deleteMilestone: milestoneRecords.remove,
  restoreMilestone: milestoneRecords.restore,
  changeMilestones: milestoneRecords.bulk,
  exportMilestones: milestoneRecords.export,
  importMilestones: milestoneRecords.import,
  milestoneReleaseNotes: defineEndpoint({
    id: 'milestoneReleaseNotes',
    method: 'GET',
    path: '/api/milestones/:id/release-notes',
    access: 'viewer',
    tag: 'milestones',
    summary: 'Release notes in Markdown, from the completed features and resolved bugs',
    params: idParams,
    reply: replyOf(z.object({ markdown: z.string() })),
    errors: ['NOT_FOUND'],
  }),
};
