import type { Session } from '@architect/contracts/sessions';
import type { Database, Tx } from '../../platform/context.ts';

/** The tier that a person gave to one session. */
export interface TierRow {
  node: string;
  session: string;
  session_created_at: string;
  tier: string | null;
  set_at: number;
}

interface TierTables {
  session_tiers: TierRow;
}

export async function allTiers(db: Database): Promise<TierRow[]> {
  return await db.tables<TierTables>().selectFrom('session_tiers').selectAll().execute();
}

/** One row for each session that is there: rows of sessions that are gone go with the first change after them. */
export async function saveTier(tx: Tx, row: TierRow, gone: TierRow[]): Promise<void> {
  const tables = tx.tables<TierTables>();
  for (const { node, session, session_created_at } of gone) {
    await tables
      .deleteFrom('session_tiers')
      .where('node', '=', node)
      .where('session', '=', session)
      .where('session_created_at', '=', session_created_at)
      .execute();
  }
  const { tier, set_at } = row;
  await tables
    .insertInto('session_tiers')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['node', 'session', 'session_created_at']).doUpdateSet({ tier, set_at }),
    )
    .execute();
}

export function rowOf({ node, name, created_at }: Session, tier: string | null, setAt: number): TierRow {
  return { node, session: name, session_created_at: created_at, tier, set_at: setAt };
}
