import { z } from 'zod';
import type { InputOf } from './endpoint.ts';
import {
  bodyText,
  labels,
  personName,
  priority,
  recordEndpoints,
  recordFields,
  titleText,
  urgencies,
} from './records.ts';
import { type FilterKind, time, wordList } from './reply.ts';

export const featureStatus = z
  .enum(['draft', 'spec', 'in_progress', 'review', 'completed', 'blocked', 'cancelled'])
  .meta({ id: 'FeatureStatus' });
export type FeatureStatus = z.infer<typeof featureStatus>;

/** Where a feature may go from each status; the page offers these moves, the server refuses all others. */
export const featureMoves: Record<FeatureStatus, readonly FeatureStatus[]> = {
  draft: ['spec', 'in_progress', 'blocked', 'cancelled'],
  spec: ['in_progress', 'draft', 'blocked', 'cancelled'],
  in_progress: ['review', 'spec', 'blocked', 'cancelled'],
  review: ['completed', 'in_progress', 'blocked', 'cancelled'],
  completed: ['review'],
  blocked: ['in_progress', 'review', 'spec', 'draft', 'cancelled'],
  cancelled: ['draft'],
};

const hours = z.number().min(0).max(100_000);
const writable = {
  project_id: z.number().int().positive(),
  milestone_id: z.number().int().positive().nullable(),
  name: titleText,
  description: bodyText,
  /** What it must do, in Markdown: the main part of the message to an agent. */
  spec: bodyText,
  status: featureStatus,
  priority,
  assigned_to: personName.nullable(),
  labels,
  estimated_hours: hours.nullable(),
  actual_hours: hours.nullable(),
};

export const feature = z
  .object({ ...recordFields, ...writable, started_at: time.nullable(), completed_at: time.nullable() })
  .meta({ id: 'Feature' });
export type Feature = z.infer<typeof feature>;

/** What lists are filtered and sorted by. */
export const featureFields = {
  project_id: 'number',
  milestone_id: 'number',
  name: 'text',
  status: wordList(featureStatus),
  priority: urgencies,
  assigned_to: 'text',
  estimated_hours: 'number',
  started_at: 'time',
  completed_at: 'time',
} as const satisfies Record<string, FilterKind>;

const changeBody = z.strictObject(writable).partial();
export type FeatureChange = z.output<typeof changeBody>;

export const featureRecords = recordEndpoints({
  one: 'Feature',
  many: 'Features',
  path: '/api/features',
  tag: 'features',
  record: feature,
  create: z.strictObject({
    ...writable,
    milestone_id: writable.milestone_id.default(null),
    description: writable.description.default(''),
    spec: writable.spec.default(''),
    status: writable.status.default('draft'),
    priority: writable.priority.default('medium'),
    assigned_to: writable.assigned_to.default(null),
    labels: writable.labels.default([]),
    estimated_hours: writable.estimated_hours.default(null),
    actual_hours: writable.actual_hours.default(null),
  }),
  change: changeBody,
  fields: featureFields,
});
export type NewFeature = InputOf<typeof featureRecords.create>['body'];

export const featureEndpoints = {
  listFeatures: featureRecords.list,
  createFeature: featureRecords.create,
  getFeature: featureRecords.read,
  changeFeature: featureRecords.change,
  deleteFeature: featureRecords.remove,
  restoreFeature: featureRecords.restore,
  changeFeatures: featureRecords.bulk,
  exportFeatures: featureRecords.export,
  importFeatures: featureRecords.import,
};
