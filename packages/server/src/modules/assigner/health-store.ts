import { type SelectQueryBuilder, sql } from 'kysely';
import type { AssignerDb, AssignerTables, PromptRow } from './tables.ts';
import { type WaitingRow, waitingColumns } from './waiting-store.ts';

/** What is judged about a prompt that is with an agent; its text is not read. */
export type OpenRow = Pick<PromptRow, (typeof openColumns)[number]>;
export type UnconfirmedRow = Pick<PromptRow, (typeof unconfirmedColumns)[number]>;

const openColumns = [
  'id',
  'node',
  'assigned_session',
  'timeout_minutes',
  'elapsed_ms',
  'clock_started_at',
  'created_at',
  'assigned_at',
  'started_at',
] as const;
const unconfirmedColumns = ['id', 'assigned_session', 'error', 'created_at', 'completed_at'] as const;
const allButTexts = [
  ...waitingColumns,
  'status',
  'source',
  'assigned_session',
  'node',
  'error',
  'error_code',
  'retry_count',
  'max_retries',
  'refusals',
  'timeout_minutes',
  'elapsed_ms',
  'clock_started_at',
  'idempotency_key',
  'is_archived',
  'created_by',
  'lane',
  'assigned_at',
  'started_at',
  'completed_at',
] as const;
const withAgents = ['assigned', 'in_progress'] as const;

export async function openPrompts(db: AssignerDb, limit: number): Promise<OpenRow[]> {
  return await oldestFirst(db, limit).select(openColumns).where('status', 'in', withAgents).execute();
}

/** Prompts that have waited since `before` (epoch ms). */
export async function waitingSince(db: AssignerDb, before: number, limit: number): Promise<WaitingRow[]> {
  return await oldestFirst(db, limit)
    .select(waitingColumns)
    .where('status', '=', 'pending')
    .where('created_at', '<=', before)
    .execute();
}

/** Failed prompts of which nobody could tell whether they arrived, until somebody archives them. */
export async function unconfirmedPrompts(db: AssignerDb, limit: number): Promise<UnconfirmedRow[]> {
  return await oldestFirst(db, limit)
    .select(unconfirmedColumns)
    .where('status', '=', 'failed')
    .where('is_archived', '=', false)
    .where('error_code', '=', 'DELIVERY_UNCONFIRMED')
    .execute();
}

/** Characters of a text in a list that nobody reads word by word. */
const briefLength = 200;

/** Whole rows of prompts that are with an agent, but for their texts: the beginning of the prompt, and no answer. */
export async function briefOpenPrompts(db: AssignerDb, limit: number): Promise<PromptRow[]> {
  return await oldestFirst(db, limit)
    .select(allButTexts)
    .select([
      sql<string>`substr(content, 1, ${sql.lit(briefLength)})`.as('content'),
      sql<null>`null`.as('response'),
    ])
    .where('status', 'in', withAgents)
    .execute();
}

function oldestFirst(
  db: AssignerDb,
  limit: number,
): SelectQueryBuilder<AssignerTables, 'prompts', Record<never, never>> {
  return db.selectFrom('prompts').orderBy('created_at').orderBy('id').limit(limit);
}
