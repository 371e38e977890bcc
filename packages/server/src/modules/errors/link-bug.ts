import type { ErrorGroupDetail } from '@architect/contracts/error-groups';
import { AppError } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import type { Bugs } from '../bugs/index.ts';
import { type Records, requireFace } from '../records/index.ts';
import { ended } from './bug-of-error.ts';
import type { ErrorService } from './error-service.ts';

export interface BugLink {
  /** Null takes the link away. */
  bug_id: number | null;
  /** Also when the error belongs to another bug that is still open. */
  force: boolean;
}

export interface BugLinkOptions extends Pick<ModuleContext, 'db'> {
  service: ErrorService;
  bugs: Pick<Bugs, 'read'>;
  records: Pick<Records, 'relations'>;
}

/** Says which bug that is there already an error belongs to; the bug shows the error among its relations. */
export function createBugLink({ db, service, bugs, records: { relations } }: BugLinkOptions) {
  async function refuseOpenBug(from: number | null, { bug_id, force }: BugLink): Promise<void> {
    if (from === null || bug_id === null || from === bug_id || force) return;
    const { deleted_at, status } = await bugs.read(from);
    if (deleted_at !== null || ended.includes(status)) return;
    throw new AppError('CONFLICT', `it belongs to bug ${from}, which is still open: say force`, {
      details: { bug_id: from },
    });
  }

  async function relate(
    tx: Tx,
    id: number,
    { from, to }: { from: number | null; to: number | null },
    by: By,
  ) {
    const because = { type: 'caused_by', other: { kind: 'error', id } } as const;
    // Removed first in any case: adding what is there already would be refused.
    for (const bugId of new Set([from, to]))
      if (bugId !== null) await relations.removeIn(tx, { kind: 'bug', id: bugId }, because, by);
    if (to !== null) await relations.addIn(tx, { kind: 'bug', id: to }, because, by);
  }

  return async (id: number, wanted: BugLink, by: By): Promise<ErrorGroupDetail> => {
    const { bug_id: from } = await service.read(id);
    const { bug_id: to } = wanted;
    await refuseOpenBug(from, wanted);
    if (from === to) return await service.read(id);
    await db.write(async (tx) => {
      if (to !== null) await requireFace(tx, { kind: 'bug', id: to });
      await service.setIn(tx, id, {
        action: to === null ? 'error.bug_unlinked' : 'error.bug_linked',
        by,
        values: () => ({ bug_id: to }),
        details: { bug_id: to ?? from },
      });
      await relate(tx, id, { from, to }, by);
    });
    return await service.read(id);
  };
}
