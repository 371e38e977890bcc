import type { Usage, UsageSums } from '@architect/contracts/usage';
import { type Insertable, type RawBuilder, sql } from 'kysely';
import type { AssignerDb, AssignerTables, UsageRow } from './tables.ts';

/** Records what one turn took. A turn is recorded once: a repeated report changes nothing. */
export async function insertUsage(
  db: AssignerDb,
  row: Insertable<AssignerTables['prompt_usage']>,
): Promise<void> {
  await db
    .insertInto('prompt_usage')
    .values(row)
    .onConflict((conflict) => conflict.column('attempt_id').doNothing())
    .execute();
}

/** What the turns of these prompts took, oldest first. */
export async function usageOf(db: AssignerDb, promptIds: number[]): Promise<UsageRow[]> {
  if (promptIds.length === 0) return [];
  return await db
    .selectFrom('prompt_usage')
    .selectAll()
    .where('prompt_id', 'in', promptIds)
    .orderBy('at')
    .execute();
}

/** All turns of one prompt together. A figure that no turn told is null; null when there is no turn. */
export function addUsage(turns: readonly Usage[]): Usage | null {
  const last = turns.at(-1);
  if (!last) return null;
  const sum = (pick: (turn: Usage) => number | null): number | null => {
    const told = turns.map(pick).filter((value) => value !== null);
    return told.length === 0 ? null : told.reduce((total, value) => total + value, 0);
  };
  return {
    input_tokens: sum((turn) => turn.input_tokens),
    output_tokens: sum((turn) => turn.output_tokens),
    cache_read_tokens: sum((turn) => turn.cache_read_tokens),
    cache_write_tokens: sum((turn) => turn.cache_write_tokens),
    cost_usd: sum((turn) => turn.cost_usd),
    model: last.model,
  };
}

/** What sums are made for: days are of UTC, as `2026-11-21`. */
const groups: Record<'provider' | 'working_dir' | 'day', RawBuilder<string | number | null>> = {
  provider: sql`provider`,
  working_dir: sql`working_dir`,
  day: sql`at / 86400000`,
};

export interface UsageWish {
  /** Epoch ms: turns that ended at or after that. */
  since: number;
  /** Only of this directory and those below it. */
  workingDir: string | null;
}

/** Sums of turns for each provider, directory or day. */
export async function sumUsage(
  db: AssignerDb,
  by: keyof typeof groups,
  { since, workingDir }: UsageWish,
): Promise<(UsageSums & { group: string | null })[]> {
  let query = db
    .selectFrom('prompt_usage')
    .select(({ fn }) => [
      groups[by].as('group'),
      fn.countAll<number>().as('turns'),
      sql<number>`sum(case when cost_usd is null then 1 else 0 end)`.as('turns_without_cost'),
      fn.sum<number | null>('input_tokens').as('input_tokens'),
      fn.sum<number | null>('output_tokens').as('output_tokens'),
      fn.sum<number | null>('cache_read_tokens').as('cache_read_tokens'),
      fn.sum<number | null>('cache_write_tokens').as('cache_write_tokens'),
      fn.sum<number | null>('cost_usd').as('cost_usd'),
    ])
    .where('at', '>=', since)
    .groupBy(groups[by]);
  if (workingDir !== null) {
    const below = `${workingDir.replace(/\/+$/, '')}/`;
    query = query.where(({ or, eb }) =>
      or([
        eb('working_dir', '=', workingDir),
        // Not `like`: a directory may hold its signs.
        eb(sql<string>`substr(working_dir, 1, ${below.length})`, '=', below),
      ]),
    );
  }
  // PostgreSQL gives sums and counts of big numbers as text.
  const number = (value: number | string | null): number | null => (value === null ? null : Number(value));
  return (await query.execute()).map((row) => ({
    group: row.group === null ? null : String(row.group),
    turns: Number(row.turns),
    turns_without_cost: Number(row.turns_without_cost),
    input_tokens: number(row.input_tokens),
    output_tokens: number(row.output_tokens),
    cache_read_tokens: number(row.cache_read_tokens),
    cache_write_tokens: number(row.cache_write_tokens),
    cost_usd: number(row.cost_usd),
  }));
}

/** All providers together; a sum is null when none of them told the figure. */
export function addUp(rows: readonly UsageSums[]): UsageSums {
  const sums = addUsage(rows.map((row) => ({ ...row, model: null })));
  const { model: _none, ...figures } = sums ?? {
    input_tokens: null,
    output_tokens: null,
    cache_read_tokens: null,
    cache_write_tokens: null,
    cost_usd: null,
    model: null,
  };
  const count = (pick: (row: UsageSums) => number): number =>
    rows.reduce((total, row) => total + pick(row), 0);
  return {
    ...figures,
    turns: count((row) => row.turns),
    turns_without_cost: count((row) => row.turns_without_cost),
  };
}
