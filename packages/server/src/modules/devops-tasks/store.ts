import type { DevopsTask } from '@architect/contracts/devops-tasks';
import type { RecordRow } from '../records/index.ts';

/** A row of `devops_tasks`. */
export interface DevopsTaskRow extends RecordRow {
  project_id: number | null;
  title: string;
  description: string;
  task_type: DevopsTask['task_type'];
  status: DevopsTask['status'];
  priority: DevopsTask['priority'];
  assigned_to: string | null;
  labels_json: string[];
  /** `2026-01-31`. */
  due_date: string | null;
  completed_at: number | null;
}
