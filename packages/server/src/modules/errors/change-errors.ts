import type { ErrorBulk, ErrorBulkResult } from '@architect/contracts/error-bulk';
import type { ErrorGroup } from '@architect/contracts/error-groups';
import { AppError } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import { type Act, editing, ignoring, reopening, resolving } from './error-acts.ts';
import { toErrorGroups } from './error-rules.ts';
import type { ErrorService } from './error-service.ts';
import type { ErrorRow } from './tables.ts';

type Changed = ErrorRow | AppError;

/** One act on many errors, in one transaction. What one of them refuses leaves the others changed. */
export function createErrorsChange({
  db,
  clock,
  service,
}: Pick<ModuleContext, 'db' | 'clock'> & { service: Pick<ErrorService, 'setIn'> }) {
  async function changeOne(tx: Tx, id: number, act: Act): Promise<Changed> {
    try {
      return await service.setIn(tx, id, act);
    } catch (error) {
      // Refused before anything of it was written; whatever else goes wrong undoes all.
      if (error instanceof AppError && error.code === 'NOT_FOUND') return error;
      throw error;
    }
  }

  return async (wanted: ErrorBulk, by: By): Promise<ErrorBulkResult[]> => {
    const act = actOf(wanted, by, clock.now());
    // In one order for everybody, so that two of these never wait for each other.
    const ids = [...new Set(wanted.ids)].sort((a, b) => a - b);
    const changed = await db.write(async (tx) => {
      const all = new Map<number, Changed>();
      for (const id of ids) all.set(id, await changeOne(tx, id, act));
      return all;
    });
    const rows = [...changed.values()].filter((one) => !(one instanceof AppError));
    const groups = new Map((await toErrorGroups(db, rows, clock.now())).map((group) => [group.id, group]));
    return [...new Set(wanted.ids)].map((id) => toResult(id, changed.get(id), groups));
  };
}

function actOf(wanted: ErrorBulk, by: By, now: number): Act {
  switch (wanted.action) {
    case 'resolve':
      return resolving(wanted.release, by, now);
    case 'ignore':
      return ignoring(wanted, by);
    case 'reopen':
      return reopening(by);
    case 'assign':
      return editing({ assigned_to: wanted.assigned_to }, by);
  }
}

function toResult(
  id: number,
  changed: Changed | undefined,
  groups: ReadonlyMap<number, ErrorGroup>,
): ErrorBulkResult {
  if (changed instanceof AppError) return { id, ok: false, error: changed.message, error_code: changed.code };
  const data = groups.get(id);
  if (!data) throw new Error(`the error ${id} of a bulk change was not read`);
  return { id, ok: true, data };
}
