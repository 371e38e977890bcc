import {
  type AssignerLimits,
  assignerLimits,
  type ChangeLimits,
  defaultLimits,
} from '@architect/contracts/assigner-limits';
import type { By } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import type { AssignerDb, AssignerTables } from './tables.ts';

/** How much the queue may do at once: what people set, over the defaults. */
export interface Limits {
  now(): AssignerLimits;
  change(change: ChangeLimits, by: By): Promise<AssignerLimits>;
  /** Reads what was saved. Until then the defaults hold. */
  load(): Promise<void>;
}

export function createLimits({
  db,
  clock,
  onChanged,
}: Pick<ModuleContext, 'db' | 'clock'> & { onChanged(): void }): Limits {
  let present = defaultLimits;
  return {
    now: () => present,
    async load() {
      present = { ...defaultLimits, ...(await readSaved(db.tables<AssignerTables>())) };
    },
    async change(change, by) {
      present = await db.write((tx) => save(tx, change, { by, now: clock.now() }));
      onChanged();
      return present;
    },
  };
}

async function save(
  tx: Tx,
  change: ChangeLimits,
  { by, now }: { by: By; now: number },
): Promise<AssignerLimits> {
  const db = tx.tables<AssignerTables>();
  const saved = await readSaved(db);
  const after = merge({ ...defaultLimits, ...saved }, change);
  const row = { limits_json: after, updated_by: by.actor, updated_at: now };
  await db
    .insertInto('assigner_limits')
    .values({ id: 1, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
  await tx.audit({
    actor: by.actor,
    action: 'limits.changed',
    entityType: 'limits',
    entityId: 1,
    details: { ...after, before: saved },
    ...(by.correlationId === undefined ? {} : { correlationId: by.correlationId }),
  });
  return after;
}

function merge(
  before: AssignerLimits,
  { max_per_provider: perProvider, ...rest }: ChangeLimits,
): AssignerLimits {
  const set = Object.entries({ ...before.max_per_provider, ...perProvider });
  const kept = set.flatMap(([provider, most]): [string, number][] =>
    most === null ? [] : [[provider, most]],
  );
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { ...before, ...given, max_per_provider: Object.fromEntries(kept) };
}

/** Only what is still valid: an older version may have saved other fields. */
async function readSaved(db: AssignerDb): Promise<Partial<AssignerLimits>> {
  const row = await db
    .selectFrom('assigner_limits')
    .select('limits_json')
    .where('id', '=', 1)
    .executeTakeFirst();
  return assignerLimits.partial().parse(row?.limits_json ?? {});
}
