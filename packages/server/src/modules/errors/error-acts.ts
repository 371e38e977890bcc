import type { By } from '../../platform/by.ts';
import { opened } from './error-changes.ts';
import type { ErrorRow } from './tables.ts';

/** What a person does to an error: audited as one act. */
export interface Act {
  /** The action of the audit trail, e.g. `error.resolved`. */
  action: string;
  by: By;
  values(before: ErrorRow): Partial<Omit<ErrorRow, 'id'>>;
  details?: Record<string, unknown>;
}

export type ErrorEdit = Partial<Pick<ErrorRow, 'project_id' | 'severity' | 'status' | 'assigned_to'>>;

/** Reports do not open it again for ever (without both), until a time (RFC 3339), or for so many more of them. */
export interface Quiet {
  until?: string | undefined;
  reports?: number | undefined;
}

export const editing = (edit: ErrorEdit, by: By): Act => ({
  action: 'error.changed',
  by,
  values: () => withoutUndefined(edit),
});

/** @param now epoch ms */
export const resolving = (release: string | undefined, by: By, now: number): Act => ({
  action: 'error.resolved',
  by,
  values: () => ({
    ...opened,
    status: 'resolved',
    resolved_at: now,
    resolved_in_release: release ?? null,
  }),
});

export const ignoring = ({ until, reports }: Quiet, by: By): Act => ({
  action: 'error.ignored',
  by,
  values: (before) => ({
    ...opened,
    status: 'ignored',
    ignored_until: until === undefined ? null : Date.parse(until),
    ignored_until_count: reports === undefined ? null : before.occurrence_count + reports,
  }),
});

export const reopening = (by: By): Act => ({ action: 'error.reopened', by, values: () => opened });

function withoutUndefined(edit: ErrorEdit): ErrorEdit {
  return Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined));
}
