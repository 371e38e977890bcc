import type {
  Milestone,
  MilestoneChange,
  MilestoneProgress,
  NewMilestone,
} from '@architect/contracts/milestones';
import { AppError } from '../../platform/app-error.ts';
import type { Tx } from '../../platform/context.ts';
import { toTimeOrNull } from '../../platform/time.ts';
import { type RecordRules, type RecordStore, requireFace, type Source, timesOf } from '../records/index.ts';
import type { MilestoneRow } from './store.ts';

/** How many of the records in each milestone there are and how many are done; cancelled ones count nowhere. */
export type CountInMilestones = (
  source: Source,
  milestoneIds: readonly number[],
) => Promise<ReadonlyMap<number, { total: number; done: number }>>;

const none = { total: 0, done: 0 };

/** What milestones add to records: their progress, and the day they were completed. */
export function milestoneRules(
  store: RecordStore<MilestoneRow>,
  counters: readonly CountInMilestones[],
): RecordRules<MilestoneRow, Milestone, NewMilestone, MilestoneChange> {
  const countIn = (source: Source, ids: readonly number[]) =>
    Promise.all(counters.map((count) => count(source, ids)));

  /** What is in it belongs to its project, and would stay there. */
  async function refuseFull(tx: Tx, { id, project_id }: MilestoneRow): Promise<void> {
    const held = await countIn(tx, [id]);
    const { total } = progressOf(held.map((counts) => counts.get(id) ?? none));
    if (total > 0)
      throw new AppError('CONFLICT', `it holds features or bugs of project ${project_id}: move them first`);
  }

  return {
    store,
    kind: 'milestone',
    async created(tx, wanted, now) {
      await requireFace(tx, { kind: 'project', id: wanted.project_id });
      return { ...wanted, completed_at: wanted.status === 'completed' ? now : null };
    },
    async changed(tx, before, change, now) {
      const { project_id = before.project_id } = change;
      if (project_id !== before.project_id) {
        await requireFace(tx, { kind: 'project', id: project_id });
        await refuseFull(tx, before);
      }
      const { status = before.status } = change;
      const completed_at = status === 'completed' ? (before.completed_at ?? now) : null;
      return { ...change, completed_at };
    },
    async toRecords(source, rows) {
      const ids = rows.map(({ id }) => id);
      const counted = await countIn(source, ids);
      return rows.map((row) => ({
        ...row,
        ...timesOf(row),
        completed_at: toTimeOrNull(row.completed_at),
        progress: progressOf(counted.map((counts) => counts.get(row.id) ?? none)),
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
