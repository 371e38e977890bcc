import type { ScopeItem } from '@architect/contracts/autopilot';
import type { By } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import type { Bugs } from '../bugs/index.ts';
import type { DevopsTasks } from '../devops-tasks/index.ts';
import type { Errors } from '../errors/index.ts';
import type { Features } from '../features/index.ts';
import { findFace } from '../records/index.ts';

export interface ScopeKinds {
  features: Pick<Features, 'within'>;
  bugs: Pick<Bugs, 'within'>;
  devopsTasks: Pick<DevopsTasks, 'within'>;
  errors: { service: Pick<Errors['service'], 'setIn'> };
}

/** A person accepted the work: its records are done. What somebody moved elsewhere meanwhile stays there. */
export async function closeScope(
  tx: Tx,
  { scope, milestoneId, by }: { scope: readonly ScopeItem[]; milestoneId: number; by: By },
  { clock, ...kinds }: ScopeKinds & Pick<ModuleContext, 'clock'>,
): Promise<void> {
  for (const { kind, id } of scope) {
    if (kind === 'todo' || id === null) continue;
    const face = await findFace(tx, { kind, id });
    if (!face || face.is_deleted) continue;
    const isUnderWay = face.status === 'in_progress';
    if (kind === 'feature' && isUnderWay)
      await kinds.features.within(tx).change(id, { status: 'review' }, by);
    if (kind === 'feature' && (isUnderWay || face.status === 'review'))
      await kinds.features.within(tx).change(id, { status: 'completed' }, by);
    const resolution = `Autopilot milestone ${milestoneId}.`;
    if (kind === 'bug' && isUnderWay)
      await kinds.bugs.within(tx).change(id, { status: 'resolved', resolution }, by);
    if (kind === 'devops_task' && isUnderWay)
      await kinds.devopsTasks.within(tx).change(id, { status: 'completed' }, by);
    if (kind === 'error' && isUnderWay)
      await kinds.errors.service.setIn(tx, id, {
        ...{ action: 'error.resolved', by },
        values: () => ({ status: 'resolved', resolved_at: clock.now() }),
      });
  }
}
