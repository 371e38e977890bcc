import type {
  Milestone,
  MilestoneChange,
  MilestoneProgress,
  NewMilestone,
} from '@architect/contracts/milestones';
import { toTimeOrNull } from '../../platform/time.ts';
import { type RecordRules, type RecordStore, requireFace, type Source, timesOf } from '../records/index.ts';
import type { MilestoneRow } from './store.ts';

/** How many of the records in each milestone there are and how many are done; cancelled ones count nowhere. */
export type CountInMilestones = (
  source: Source,
  milestoneIds: readonly number[],
) => Promise<ReadonlyMap<number, { total: number; done: number }>>;

/** What milestones add to records: their progress, and the day they were completed. */
export function milestoneRules(
  store: RecordStore<MilestoneRow>,
  counters: readonly CountInMilestones[],
): RecordRules<MilestoneRow, Milestone, NewMilestone, MilestoneChange> {
  return {
    store,
    kind: 'milestone',
    async created(tx, wanted, now) {
      await requireFace(tx, { kind: 'project', id: wanted.project_id });
      return { ...wanted, completed_at: wanted.status === 'completed' ? now : null };
    },
    async changed(tx, before, change, now) {
      if (change.project_id !== undefined) await requireFace(tx, { kind: 'project', id: change.project_id });
      const { status = before.status } = change;
      const completed_at = status === 'completed' ? (before.completed_at ?? now) : null;
      return { ...change, completed_at };
    },
    async toRecords(source, rows) {
      const ids = rows.map(({ id }) => id);
      const counted = await Promise.all(counters.map((count) => count(source, ids)));
      return rows.map((row) => ({
        ...row,
        ...timesOf(row),
        completed_at: toTimeOrNull(row.completed_at),
        progress: progressOf(counted.map((counts) => counts.get(row.id) ?? { total: 0, done: 0 })),
      }));
    },
    face: ({ name, status, project_id, description }) => ({
      title: name,
      status,
      project_id,
      body: description,
    }),
  };
}

function progressOf(counts: readonly { total: number; done: number }[]): MilestoneProgress {
  const total = counts.reduce((sum, count) => sum + count.total, 0);
  const done = counts.reduce((sum, count) => sum + count.done, 0);
  return { total, done, percent: total === 0 ? 0 : Math.floor((100 * done) / total) };
}
