import type { By } from '../../platform/by.ts';
import type { Tx } from '../../platform/context.ts';
import type { MilestoneRow, RunRow } from './tables.ts';

/** Who acts when nobody does. */
export const autopilotBy: By = { actor: 'autopilot' };

interface News {
  action: string;
  by: By;
  details?: Record<string, unknown>;
}

/** Into the audit trail, and to everybody who looks at the autopilot. */
export async function tellRun(
  tx: Tx,
  { id, milestone_id, project_id, status, phase }: RunRow,
  { action, by, details = {} }: News,
): Promise<void> {
  await tx.audit({
    actor: by.actor,
    action: `autopilot_run.${action}`,
    entityType: 'autopilot_run',
    entityId: id,
    details: { project_id, milestone_id, status, phase, ...details },
    correlationId: by.correlationId,
  });
  tx.publish('autopilot.changed', { project_id, milestone_id, run_id: id });
}

export async function tellMilestone(
  tx: Tx,
  { id, project_id, status, name }: MilestoneRow,
  { action, by, details = {} }: News,
): Promise<void> {
  await tx.audit({
    actor: by.actor,
    action: `autopilot_milestone.${action}`,
    entityType: 'autopilot_milestone',
    entityId: id,
    details: { project_id, name, status, ...details },
    correlationId: by.correlationId,
  });
  tx.publish('autopilot.changed', { project_id, milestone_id: id, run_id: null });
}
