import type { Feature, FeatureStatus } from '@architect/contracts/features';
import type { RecordRow, Source } from '../records/index.ts';

/** A row of `features`. */
export interface FeatureRow extends RecordRow {
  project_id: number;
  milestone_id: number | null;
  name: string;
  description: string;
  spec: string;
  status: FeatureStatus;
  priority: Feature['priority'];
  assigned_to: string | null;
  labels_json: string[];
  estimated_hours: number | null;
  actual_hours: number | null;
  started_at: number | null;
  completed_at: number | null;
}

/** Features of each milestone by status, without deleted ones. */
export async function countFeaturesOfMilestones(
  source: Source,
  milestoneIds: readonly number[],
): Promise<{ milestone_id: number | null; status: FeatureStatus; count: number }[]> {
  if (milestoneIds.length === 0) return [];
  const rows = await source
    .tables<{ features: FeatureRow }>()
    .selectFrom('features')
    .select(({ fn }) => ['milestone_id', 'status', fn.countAll<number>().as('count')])
    .where('milestone_id', 'in', milestoneIds)
    .where('deleted_at', 'is', null)
    .groupBy(['milestone_id', 'status'])
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}
