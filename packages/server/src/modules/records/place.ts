import { AppError, invalidField } from '../../platform/app-error.ts';
import type { Tx } from '../../platform/context.ts';
import { requireFace } from './face-store.ts';

/** Where a record belongs: its project and its milestone must be there, and belong together. @throws AppError */
export async function requirePlace(
  tx: Tx,
  {
    project_id,
    milestone_id = null,
  }: { project_id: number | null; milestone_id?: number | null | undefined },
): Promise<void> {
  if (project_id !== null) await requireFace(tx, { kind: 'project', id: project_id });
  if (milestone_id === null) return;
  const milestone = await requireFace(tx, { kind: 'milestone', id: milestone_id });
  if (milestone.project_id !== project_id)
    throw invalidField(
      'milestone_id',
      `milestone ${milestone_id} belongs to project ${milestone.project_id}`,
    );
}

/** Refuses a move that the workflow does not have, and says which it has. @throws AppError CONFLICT */
export function refuseMove<Status extends string>(
  moves: Record<Status, readonly Status[]>,
  from: Status,
  to: Status,
): void {
  if (from === to || moves[from].includes(to)) return;
  throw new AppError('CONFLICT', `${from} cannot become ${to}; it can become ${moves[from].join(', ')}`, {
    details: { from, to, allowed: moves[from] },
  });
}
