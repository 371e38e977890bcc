import {
  type Bug,
  type BugChange,
  type BugStatus,
  bugMoves,
  type NewBug,
  responseHours,
} from '@architect/contracts/bugs';
import type { Priority } from '@architect/contracts/records';
import { toTime, toTimeOrNull } from '../../platform/time.ts';
import { type RecordRules, type RecordStore, refuseMove, requirePlace, timesOf } from '../records/index.ts';
import type { BugRow } from './store.ts';

const hourMs = 3_600_000;

/** A bug as people write it, and the error group it was made from. */
export type WantedBug = NewBug & { error_id?: number | undefined };

/** What bugs add to records: the moves of their workflow, the response clock, and how long they lived. */
export function bugRules(store: RecordStore<BugRow>): RecordRules<BugRow, Bug, WantedBug, BugChange> {
  return {
    store,
    kind: 'bug',
    async created(tx, { labels, priority, error_id = null, ...wanted }, now) {
      await requirePlace(tx, wanted);
      const urgency = priority ?? wanted.severity;
      const clock = { responded_at: null, resolved_at: null };
      return {
        ...wanted,
        error_id: error_id ?? null,
        priority: urgency,
        labels_json: labels,
        respond_by: respondBy(urgency, now),
        ...timesOfStatus(clock, wanted, now),
      };
    },
    async changed(tx, before, { labels, ...change }, now) {
      const after = { ...before, ...change };
      if (change.project_id !== undefined || change.milestone_id !== undefined) await requirePlace(tx, after);
      refuseMove(bugMoves, before.status, after.status);
      return {
        ...change,
        ...(labels && { labels_json: labels }),
        ...(change.priority && { respond_by: respondBy(change.priority, before.created_at) }),
        ...timesOfStatus(before, after, now),
      };
    },
    toRecords: async (_source, rows) => rows.map(toBug),
    face: ({ title, status, project_id, description, resolution, labels_json }) => ({
      title,
      status,
      project_id,
      body: [description, resolution].join('\n'),
      labels: labels_json,
    }),
  };
}

function respondBy(priority: Priority, createdAt: number): number {
  return createdAt + responseHours[priority] * hourMs;
}

type Clock = Pick<BugRow, 'responded_at' | 'resolved_at'>;

/** Somebody has responded when it has an assignee or has left `open`; a reopened bug is not resolved. */
function timesOfStatus(
  before: Clock,
  { status, assigned_to }: { status: BugStatus; assigned_to: string | null },
  now: number,
): Clock {
  const isTaken = status !== 'open' || assigned_to !== null;
  const isOver = status === 'resolved' || status === 'closed' || status === 'wont_fix';
  return {
    responded_at: before.responded_at ?? (isTaken ? now : null),
    resolved_at: isOver ? (before.resolved_at ?? now) : null,
  };
}

function toBug({ labels_json, ...row }: BugRow): Bug {
  return {
    ...row,
    ...timesOf(row),
    labels: labels_json,
    respond_by: toTime(row.respond_by),
    responded_at: toTimeOrNull(row.responded_at),
    resolved_at: toTimeOrNull(row.resolved_at),
    resolution_hours: row.resolved_at === null ? null : (row.resolved_at - row.created_at) / hourMs,
  };
}
