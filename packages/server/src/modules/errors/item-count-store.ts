import type { ErrorIntake } from '@architect/contracts/error-intake';
import { sql } from 'kysely';
import type { Database } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import { tablesOf } from './tables.ts';

const dayMs = 86_400_000;
const shownDays = 7;

/** Items of one kind that came with one key on one day (epoch ms of its beginning, UTC). */
export interface ItemCount {
  day: number;
  key_id: number;
  type: string;
  count: number;
}

/** Adds to what is counted already. */
export async function addItemCounts(db: Database, counts: ItemCount[]): Promise<void> {
  await db.write(async (tx) => {
    await tablesOf(tx)
      .insertInto('error_item_counts')
      .values(counts)
      .onConflict((conflict) =>
        conflict.columns(['day', 'key_id', 'type']).doUpdateSet(({ ref }) => ({
          count: sql<number>`${ref('error_item_counts.count')} + ${ref('excluded.count')}`,
        })),
      )
      .execute();
  });
}

/** The last days, newest first. */
export async function listItemCounts(db: Database, now: number): Promise<ErrorIntake['items']> {
  const rows = await tablesOf(db)
    .selectFrom('error_item_counts as counted')
    .leftJoin('error_keys as key', 'key.id', 'counted.key_id')
    .select(['counted.day', 'counted.key_id', 'counted.type', 'counted.count', 'key.project_id'])
    .where('counted.day', '>', now - shownDays * dayMs)
    .orderBy('counted.day', 'desc')
    .orderBy('counted.key_id')
    .orderBy('counted.type')
    .limit(2_000)
    .execute();
  return rows.map(({ day, ...row }) => ({ ...row, day: toTime(day) }));
}
