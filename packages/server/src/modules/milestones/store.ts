import type { Milestone } from '@architect/contracts/milestones';
import type { RecordRow } from '../records/index.ts';

/** A row of `milestones`. */
export interface MilestoneRow extends RecordRow {
  project_id: number;
  name: string;
  description: string;
  status: Milestone['status'];
  /** `2026-01-31`. */
  target_date: string | null;
  completed_at: number | null;
}
