import { z } from 'zod';
import type { InputOf } from './endpoint.ts';
import {
  bodyText,
  labels,
  priority,
  recordEndpoints,
  recordFields,
  titleText,
  urgencies,
} from './records.ts';
import { type FilterKind, wordList } from './reply.ts';

export const projectStatus = z.enum(['active', 'paused', 'completed']).meta({ id: 'ProjectStatus' });

const writable = {
  name: titleText.max(200),
  description: bodyText,
  status: projectStatus,
  priority,
  /** Absolute directory of the source code on the server's machine; files are read and written below it only. */
  source_path: z
    .string()
    .max(4_096)
    .refine((path) => path.startsWith('/'), { error: 'must be an absolute path' })
    .nullable(),
  repository_url: z.string().trim().min(1).max(2_000).nullable(),
  language: z.string().trim().min(1).max(100).nullable(),
  framework: z.string().trim().min(1).max(100).nullable(),
  labels,
};

/** Open work of a project by kind. */
export const projectHealth = z
  .object({
    open_milestones: z.number().int(),
    open_features: z.number().int(),
    open_bugs: z.number().int(),
    critical_bugs: z.number().int(),
    open_devops_tasks: z.number().int(),
    open_errors: z.number().int(),
  })
  .meta({ id: 'ProjectHealth' });
export type ProjectHealth = z.infer<typeof projectHealth>;

/** A deleted project is archived: its rows stay. */
export const project = z
  .object({ ...recordFields, ...writable, health: projectHealth })
  .meta({ id: 'Project' });
export type Project = z.infer<typeof project>;

/** What lists are filtered and sorted by. */
export const projectFields = {
  name: 'text',
  status: wordList(projectStatus),
  priority: urgencies,
  language: 'text',
  framework: 'text',
  source_path: 'text',
} as const satisfies Record<string, FilterKind>;

const changeBody = z.strictObject(writable).partial();
export type ProjectChange = z.output<typeof changeBody>;

export const projectRecords = recordEndpoints({
  one: 'Project',
  many: 'Projects',
  path: '/api/projects',
  tag: 'projects',
  record: project,
  create: z.strictObject({
    ...writable,
    description: writable.description.default(''),
    status: writable.status.default('active'),
    priority: writable.priority.default('medium'),
    source_path: writable.source_path.default(null),
    repository_url: writable.repository_url.default(null),
    language: writable.language.default(null),
    framework: writable.framework.default(null),
    labels: writable.labels.default([]),
  }),
  change: changeBody,
  fields: projectFields,
  removes: 'Archive',
});
export type NewProject = InputOf<typeof projectRecords.create>['body'];

export const projectEndpoints = {
  listProjects: projectRecords.list,
  createProject: projectRecords.create,
  getProject: projectRecords.read,
  changeProject: projectRecords.change,
  deleteProject: projectRecords.remove,
  restoreProject: projectRecords.restore,
  changeProjects: projectRecords.bulk,
  exportProjects: projectRecords.export,
  importProjects: projectRecords.import,
};
