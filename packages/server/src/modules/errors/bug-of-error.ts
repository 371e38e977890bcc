import type { Bug } from '@architect/contracts/bugs';
import type { By } from '../../platform/by.ts';
import type { ModuleContext } from '../../platform/context.ts';
import type { Bugs } from '../bugs/index.ts';
import type { RecordStore, Records } from '../records/index.ts';
import { titleOf } from './error-changes.ts';
import type { ErrorService } from './error-service.ts';
import { missing } from './error-service.ts';
import type { ErrorRow } from './tables.ts';

export interface BugWish {
  project_id?: number | undefined;
  title?: string | undefined;
  severity?: Bug['severity'] | undefined;
}

export interface BugOfErrorOptions extends Pick<ModuleContext, 'db'> {
  store: RecordStore<ErrorRow>;
  service: ErrorService;
  bugs: Bugs;
  records: Records;
  /** In Markdown. */
  describe(id: number): Promise<string>;
}

export const ended: readonly Bug['status'][] = ['resolved', 'closed', 'wont_fix'];

/** Makes a bug of an error, or answers with the one that is open for it already. */
export function createBugOfError({ db, store, service, bugs, records, describe }: BugOfErrorOptions) {
  return async (id: number, wish: BugWish, by: By): Promise<Bug> => {
    const group = await service.read(id);
    const known = group.bug_id === null ? null : await bugs.read(group.bug_id);
    if (known && known.deleted_at === null && !ended.includes(known.status)) return known;
    const description = await describe(id);
    return await db.write(async (tx) => {
      const row = await store.lock(tx, id);
      if (!row) throw missing(id);
      const bug = await bugs.within(tx).create(
        {
          project_id: wish.project_id ?? row.project_id,
          milestone_id: null,
          title: wish.title ?? titleOf(row),
          description,
          severity: wish.severity ?? severityOf(row),
          status: 'open',
          assigned_to: null,
          labels: [],
          environment: row.environment,
          resolution: '',
          error_id: id,
        },
        by,
      );
      await records.relations.addIn(
        tx,
        { kind: 'bug', id: bug.id },
        { type: 'caused_by', other: { kind: 'error', id } },
        by,
      );
      await service.setIn(tx, id, {
        action: 'error.bug_created',
        by,
        values: () => ({ bug_id: bug.id }),
        details: { bug_id: bug.id },
      });
      return bug;
    });
  };
}

/** As bad as it is, and one step worse when it happens often. */
function severityOf({ severity, occurrence_count }: ErrorRow): Bug['severity'] {
  const often = occurrence_count > 10;
  if (severity === 'critical') return 'critical';
  if (severity === 'error') return often ? 'high' : 'medium';
  return often ? 'medium' : 'low';
}
