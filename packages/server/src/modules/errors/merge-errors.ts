import type { ErrorGroup } from '@architect/contracts/error-groups';
import { AppError } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import type { RecordStore } from '../records/index.ts';
import { opened } from './error-changes.ts';
import { toErrorGroups } from './error-rules.ts';
import { type ErrorService, missing } from './error-service.ts';
import { type FingerprintRow, fingerprintsOf, moveFingerprints } from './error-store.ts';
import type { ErrorRow } from './tables.ts';

export interface Merging {
  /** The others are deleted; their fingerprints, and so all their reports to come, are this error's. */
  merge(id: number, others: readonly number[], by: By): Promise<ErrorGroup>;
  /** One fingerprint, with its reports past and to come, becomes an error of its own. */
  split(id: number, fingerprintId: number, by: By): Promise<ErrorGroup>;
}

export interface MergingOptions extends Pick<ModuleContext, 'db' | 'clock'> {
  store: RecordStore<ErrorRow>;
  service: ErrorService;
  /** What belongs to errors elsewhere goes along. */
  followMerge(tx: Tx, errors: { from: readonly number[]; to: number }): Promise<void>;
}

export function createMerging({ db, clock, store, service, followMerge }: MergingOptions): Merging {
  const show = async (row: ErrorRow): Promise<ErrorGroup> => {
    const [group] = await toErrorGroups(db, [row], clock.now());
    if (!group) throw missing(row.id);
    return group;
  };

  /** Counts and times of an error follow from its fingerprints. */
  async function recount(
    tx: Tx,
    id: number,
    act: { action: string; by: By; details: Record<string, unknown> },
  ) {
    const sums = sumUp(await fingerprintsOf(tx, id));
    return await service.setIn(tx, id, { ...act, values: () => sums });
  }

  return {
    async merge(id, others, by) {
      const ids = [...new Set(others)].filter((other) => other !== id).sort((a, b) => a - b);
      if (ids.length === 0) throw new AppError('CONFLICT', 'an error cannot be merged with itself alone');
      const row = await db.write(async (tx) => {
        const into = await store.lock(tx, id);
        if (!into || into.deleted_at !== null) throw missing(id);
        for (const other of ids) {
          const from = await store.lock(tx, other);
          if (!from || from.deleted_at !== null) throw missing(other);
          if (from.project_id !== into.project_id)
            throw new AppError('CONFLICT', `error ${other} belongs to another project`);
          await service.setIn(tx, other, {
            action: 'error.merged',
            by,
            values: () => ({ deleted_at: clock.now() }),
            details: { into: id },
          });
        }
        await moveFingerprints(tx, { errorIds: ids }, id);
        await followMerge(tx, { from: ids, to: id });
        return await recount(tx, id, { action: 'error.merged', by, details: { ids } });
      });
      return await show(row);
    },
    async split(id, fingerprintId, by) {
      const row = await db.write(async (tx) => {
        const before = await store.lock(tx, id);
        if (!before || before.deleted_at !== null) throw missing(id);
        const prints = await fingerprintsOf(tx, id);
        const chosen = prints.find((print) => print.id === fingerprintId);
        if (!chosen) throw new AppError('NOT_FOUND', `error ${id} has no fingerprint ${fingerprintId}`);
        if (prints.length === 1) throw new AppError('CONFLICT', 'it is the only fingerprint of this error');
        const { id: _id, ...values } = before;
        const now = clock.now();
        const made = await store.insert(tx, {
          ...values,
          ...opened,
          ...sumUp([chosen]),
          version: 1,
          created_by: by.actor,
          created_at: now,
          bug_id: null,
          regressions: 0,
          grouping_json: chosen.grouping,
        });
        await moveFingerprints(tx, { fingerprintId }, made.id);
        await recount(tx, id, { action: 'error.split', by, details: { into: made.id } });
        return await recount(tx, made.id, { action: 'error.split', by, details: { from: id } });
      });
      return await show(row);
    },
  };
}

function sumUp(
  prints: readonly FingerprintRow[],
): Pick<ErrorRow, 'occurrence_count' | 'first_seen' | 'last_seen'> {
  return {
    occurrence_count: prints.reduce((sum, { count }) => sum + count, 0),
    first_seen: Math.min(...prints.map(({ first_seen }) => first_seen)),
    last_seen: Math.max(...prints.map(({ last_seen }) => last_seen)),
  };
}
