import type { WorkKind } from '@architect/contracts/assignments';
import { type Bug, bugMoves, bugRecords, bugSeverity, bugStatus } from '@architect/contracts/bugs';
import {
  type DevopsTask,
  devopsTaskRecords,
  devopsTaskStatus,
  devopsTaskType,
} from '@architect/contracts/devops-tasks';
import { type Feature, featureMoves, featureRecords, featureStatus } from '@architect/contracts/features';
import { type Milestone, milestoneRecords, milestoneStatus } from '@architect/contracts/milestones';
import { type Project, projectRecords, projectStatus } from '@architect/contracts/projects';
import { priority, type RecordEndpoints, type RecordKind } from '@architect/contracts/records';
import { plainText } from './plain-text.ts';

export type PageRecord = Project | Milestone | Feature | Bug | DevopsTask;

/** A field that a form or a picker offers. */
interface ChoiceField {
  field: string;
  label: string;
  values: readonly string[];
}

/** What the shared pages must know of a kind of record. */
export interface KindOfRecord {
  kind: Exclude<RecordKind, 'error'>;
  endpoints: RecordEndpoints;
  titleField: 'name' | 'title';
  statuses: readonly string[];
  /** Those that still ask for work: what a list shows first. */
  openStatuses: readonly string[];
  /** Where it may go from each status; absent: anywhere. */
  moves?: Readonly<Record<string, readonly string[]>>;
  /** Long Markdown texts, in the order of reading. */
  texts: readonly { field: string; label: string; hint: string }[];
  hasPriority: boolean;
  hasAssignee: boolean;
  hasLabels: boolean;
  /** `required`: it cannot be without a project. */
  project: 'required' | 'optional' | 'none';
  /** Further choices of the quick form and the side facts. */
  choices: readonly ChoiceField[];
  /** Fields that are days. */
  days: readonly { field: string; label: string }[];
  /** Absent: no agent works on such records. */
  workKind?: WorkKind;
}

export const priorities = priority.options;

const description = { field: 'description', label: 'Description', hint: 'What is it about? Markdown.' };

export const projectKind: KindOfRecord = {
  kind: 'project',
  endpoints: projectRecords,
  titleField: 'name',
  statuses: projectStatus.options,
  openStatuses: ['active', 'paused'],
  texts: [description],
  hasPriority: true,
  hasAssignee: false,
  hasLabels: true,
  project: 'none',
  choices: [],
  days: [],
};

export const milestoneKind: KindOfRecord = {
  kind: 'milestone',
  endpoints: milestoneRecords,
  titleField: 'name',
  statuses: milestoneStatus.options,
  openStatuses: ['planned', 'active'],
  texts: [description],
  hasPriority: false,
  hasAssignee: false,
  hasLabels: false,
  project: 'required',
  choices: [],
  days: [{ field: 'target_date', label: 'Target date' }],
};

export const featureKind: KindOfRecord = {
  kind: 'feature',
  endpoints: featureRecords,
  titleField: 'name',
  statuses: featureStatus.options,
  openStatuses: ['draft', 'spec', 'in_progress', 'review', 'blocked'],
  moves: featureMoves,
  texts: [
    description,
    { field: 'spec', label: 'Spec', hint: 'What must it do? An agent gets this as its order. Markdown.' },
  ],
  hasPriority: true,
  hasAssignee: true,
  hasLabels: true,
  project: 'required',
  choices: [],
  days: [],
  workKind: 'feature',
};

export const bugKind: KindOfRecord = {
  kind: 'bug',
  endpoints: bugRecords,
  titleField: 'title',
  statuses: bugStatus.options,
  openStatuses: ['open', 'in_progress'],
  moves: bugMoves,
  texts: [
    { ...description, hint: 'What happens, what should happen, how to see it? Markdown.' },
    { field: 'resolution', label: 'Resolution', hint: 'What ended it? Markdown.' },
  ],
  hasPriority: true,
  hasAssignee: true,
  hasLabels: true,
  project: 'optional',
  choices: [{ field: 'severity', label: 'Severity', values: bugSeverity.options }],
  days: [],
  workKind: 'bug',
};

export const devopsTaskKind: KindOfRecord = {
  kind: 'devops_task',
  endpoints: devopsTaskRecords,
  titleField: 'title',
  statuses: devopsTaskStatus.options,
  openStatuses: ['open', 'in_progress', 'blocked'],
  texts: [description],
  hasPriority: true,
  hasAssignee: true,
  hasLabels: true,
  project: 'optional',
  choices: [{ field: 'task_type', label: 'Type', values: devopsTaskType.options }],
  days: [{ field: 'due_date', label: 'Due date' }],
  workKind: 'devops_task',
};

/** As it may be shown: titles may come from programs. */
export function titleOf(record: PageRecord): string {
  return plainText('title' in record ? record.title : record.name);
}

/** The value of a field that only some kinds have. */
export function fieldOf(record: PageRecord, field: string): unknown {
  return Reflect.get(record, field);
}

export function textOf(record: PageRecord, field: string): string {
  const value = fieldOf(record, field);
  return typeof value === 'string' ? value : '';
}

/** Where all of these records may go together. */
export function movesOf(kind: KindOfRecord, records: readonly PageRecord[]): readonly string[] {
  const { moves } = kind;
  if (!moves) return kind.statuses;
  return kind.statuses.filter((to) =>
    records.every(({ status }) => status === to || moves[status]?.includes(to)),
  );
}

/** The shortest way along the allowed moves, without the start; null when there is none. */
export function wayOf(kind: KindOfRecord, from: string, to: string): readonly string[] | null {
  if (from === to) return [];
  if (!kind.moves) return [to];
  const ways: string[][] = [[from]];
  const seen = new Set([from]);
  for (const way of ways) {
    for (const next of kind.moves[way.at(-1) ?? from] ?? []) {
      if (next === to) return [...way.slice(1), to];
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return null;
}

export const kindsOfRecords: Record<KindOfRecord['kind'], KindOfRecord> = {
  project: projectKind,
  milestone: milestoneKind,
  feature: featureKind,
  bug: bugKind,
  devops_task: devopsTaskKind,
};
