import { type FeatureStatus, featureMoves } from '@architect/contracts/features';
import type { FinishedTask } from '@architect/contracts/milestone-plans';
import type { By } from '../../platform/by.ts';
import type { Tx } from '../../platform/context.ts';
import { findFace, type Source } from '../records/index.ts';
import type { PlanRecords } from './import-plan.ts';
import type { NumberedTask } from './number-tasks.ts';
import type { PlanTaskRow } from './store.ts';

const over: Record<FinishedTask['record']['kind'], readonly string[]> = {
  feature: ['completed', 'cancelled'],
  bug: ['resolved', 'closed', 'wont_fix'],
};

/** Open records whose work is ticked in its source, or no longer there. */
export async function findFinished(
  source: Source,
  {
    tasks,
    byKey,
    gone,
  }: { tasks: readonly NumberedTask[]; byKey: Map<string, PlanTaskRow>; gone: readonly PlanTaskRow[] },
): Promise<FinishedTask[]> {
  const ticked = tasks.flatMap((task) => {
    const row = task.isDone ? byKey.get(task.key) : undefined;
    return row ? [{ row, why: 'ticked' as const, ...wordsOf(task) }] : [];
  });
  const missing = gone.map((row) => ({ row, why: 'gone' as const, ...wordsOf(row) }));
  const finished: FinishedTask[] = [];
  for (const { row, ...told } of [...ticked, ...missing]) {
    const record = { kind: row.record_kind, id: row.record_id };
    const face = await findFace(source, record);
    if (!face || face.is_deleted || over[record.kind].includes(face.status ?? '')) continue;
    finished.push({ key: row.task_key, ...told, record });
  }
  return finished;
}

const wordsOf = ({ title, source_file }: { title: string; source_file: string }) => ({ title, source_file });

/** Moves records along their workflow to its end. */
export async function completeFinished(
  tx: Tx,
  finished: readonly FinishedTask[],
  { records: { features, bugs }, by }: { records: PlanRecords; by: By },
): Promise<number> {
  for (const { record, why, source_file } of finished) {
    const resolution = why === 'ticked' ? `Ticked in ${source_file}` : `No longer in ${source_file}`;
    if (record.kind === 'bug') {
      await bugs.within(tx).change(record.id, { status: 'resolved', resolution }, by);
      continue;
    }
    const face = await findFace(tx, record);
    // The index holds the status of a feature as the feature has it.
    for (const status of wayTo('completed', face?.status as FeatureStatus))
      await features.within(tx).change(record.id, { status }, by);
  }
  return finished.length;
}

/** The shortest way along the moves that are allowed, without the start. */
function wayTo(end: FeatureStatus, start: FeatureStatus): FeatureStatus[] {
  const ways: FeatureStatus[][] = [[start]];
  const seen = new Set<FeatureStatus>([start]);
  for (let way = ways.shift(); way; way = ways.shift()) {
    const last = way.at(-1) ?? start;
    if (last === end) return way.slice(1);
    for (const next of featureMoves[last]) {
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  throw new Error(`no way from ${start} to ${end}`);
}
