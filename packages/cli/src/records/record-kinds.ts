import { bugMoves, bugRecords } from '@architect/contracts/bugs';
import { devopsTaskRecords } from '@architect/contracts/devops-tasks';
import { featureMoves, featureRecords } from '@architect/contracts/features';
import { milestoneRecords } from '@architect/contracts/milestones';
import { projectRecords } from '@architect/contracts/projects';
import type { RecordEndpoints, RecordKind } from '@architect/contracts/records';

/** A record as any kind of them comes over the line. */
export interface AnyRecord {
  id: number;
  version: number;
  [field: string]: unknown;
}

/** What one kind of records adds to the commands that all have. */
export interface RecordWords {
  kind: RecordKind;
  /** The command, and people's words for one and for many. */
  command: string;
  one: string;
  many: string;
  endpoints: RecordEndpoints;
  /** The field of one line that names it, and the text that an editor opens. */
  title: 'title' | 'name';
  text: 'description' | 'spec';
  /** Statuses in which nothing is left to do: lists leave them out. */
  ended: readonly string[];
  /** Fields between the status and the title of a list. */
  columns: readonly string[];
  /** The statuses each one may become; absent: every other. */
  moves?: Record<string, readonly string[]>;
}

export const projectWords: RecordWords = {
  kind: 'project',
  command: 'projects',
  one: 'project',
  many: 'projects',
  endpoints: projectRecords,
  title: 'name',
  text: 'description',
  ended: [],
  columns: ['priority', 'health', 'source_path'],
};

export const milestoneWords: RecordWords = {
  kind: 'milestone',
  command: 'milestones',
  one: 'milestone',
  many: 'milestones',
  endpoints: milestoneRecords,
  title: 'name',
  text: 'description',
  ended: ['completed', 'cancelled'],
  columns: ['project_id', 'progress', 'target_date'],
};

export const featureWords: RecordWords = {
  kind: 'feature',
  command: 'features',
  one: 'feature',
  many: 'features',
  endpoints: featureRecords,
  title: 'name',
  text: 'spec',
  ended: ['completed', 'cancelled'],
  columns: ['priority', 'project_id', 'assigned_to'],
  moves: featureMoves,
};

export const bugWords: RecordWords = {
  kind: 'bug',
  command: 'bugs',
  one: 'bug',
  many: 'bugs',
  endpoints: bugRecords,
  title: 'title',
  text: 'description',
  ended: ['resolved', 'closed', 'wont_fix'],
  columns: ['severity', 'project_id', 'assigned_to'],
  moves: bugMoves,
};

export const devopsWords: RecordWords = {
  kind: 'devops_task',
  command: 'devops',
  one: 'devops task',
  many: 'devops tasks',
  endpoints: devopsTaskRecords,
  title: 'title',
  text: 'description',
  ended: ['completed', 'cancelled'],
  columns: ['task_type', 'priority', 'project_id', 'due_date', 'assigned_to'],
};
