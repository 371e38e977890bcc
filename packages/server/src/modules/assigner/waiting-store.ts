import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { toTime } from '../../platform/time.ts';
import type { AssignerDb, AssignerTables, PromptRow } from './tables.ts';

/** A waiting prompt without its text: what the dispatcher chooses by. */
export type WaitingRow = Pick<PromptRow, (typeof waitingColumns)[number]>;

export const waitingColumns = [
  'id',
  'target_session',
  'target_provider',
  'providers_json',
  'fallback_json',
  'is_fallback_allowed',
  'is_directory_shared',
  'mode',
  'metadata_json',
  'priority',
  'created_at',
] as const;

// Written out, so that SQLite can use the partial index.
const isPending = sql<boolean>`status = 'pending'`;

/**
 * Lanes that hold waiting prompts, one for each sender and project. From lane to lane by the index, so that the number of
 * prompts does not matter.
 */
export async function waitingLanes(db: AssignerDb): Promise<string[]> {
  const { rows } = await sql<{ lane: string | null }>`
    with recursive lanes(lane) as (
      select min(lane) from prompts where status = 'pending'
      union all
      select (select min(prompts.lane) from prompts where prompts.status = 'pending' and prompts.lane > lanes.lane)
      from lanes where lanes.lane is not null
    )
    select lane from lanes where lane is not null`.execute(db);
  return rows.flatMap((row) => row.lane ?? []);
}

/** Every prompt that this one waits for is completed. */
export const needsNothing = ({
  not,
  exists,
  selectFrom,
}: ExpressionBuilder<AssignerTables, 'prompts'>): Expression<SqlBool> =>
  not(
    exists(
      selectFrom('prompt_dependencies')
        .innerJoin('prompts as needed', 'needed.id', 'prompt_dependencies.depends_on_id')
        .select('needed.id')
        .whereRef('prompt_dependencies.prompt_id', '=', 'prompts.id')
        .where('needed.status', '!=', 'completed'),
    ),
  );

/** A page of one lane: higher priority first, then older. Without prompts that wait for another prompt. */
export async function waitingInLane(
  db: AssignerDb,
  { lane, limit, offset }: { lane: string; limit: number; offset: number },
): Promise<WaitingRow[]> {
  return await db
    .selectFrom('prompts')
    .select(waitingColumns)
    .where('lane', '=', lane)
    .where(isPending)
    .where(needsNothing)
    .orderBy('priority', 'desc')
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute();
}

/** The oldest waiting prompts of all lanes, those that wait for another prompt among them. */
export async function oldestWaiting(db: AssignerDb, limit: number): Promise<WaitingRow[]> {
  return await db
    .selectFrom('prompts')
    .select(waitingColumns)
    .where('status', '=', 'pending')
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .execute();
}

export interface NextInLine {
  id: number;
  created_at: string;
  /** The beginning of the text. */
  content: string;
}

const namedNext = 5;

export async function nextInLine(db: AssignerDb): Promise<NextInLine[]> {
  const rows = await db
    .selectFrom('prompts')
    .select(['id', 'created_at', sql<string>`substr(content, 1, 200)`.as('content')])
    .where(isPending)
    .orderBy('priority', 'desc')
    .orderBy('created_at')
    .orderBy('id')
    .limit(namedNext)
    .execute();
  return rows.map((row) => ({ ...row, created_at: toTime(row.created_at) }));
}
