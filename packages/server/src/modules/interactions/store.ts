import type { Interaction } from '@architect/contracts/interactions';
import type { Dialog } from '@architect/contracts/sessions';
import type { Generated, Insertable, Kysely, Selectable, Updateable } from 'kysely';
import { toTime, toTimeOrNull } from '../../platform/time.ts';
import type { SessionRef } from '../nodes/index.ts';

interface InteractionColumns {
  id: Generated<number>;
  session: string;
  node: string;
  provider: Interaction['provider'];
  kind: Interaction['kind'];
  tool: string;
  subject: string;
  question: string;
  options_json: Dialog['options'];
  screen: string;
  fingerprint: string;
  is_complete: boolean;
  /** The dialog is on the screen, as far as is known. */
  is_open: boolean;
  status: Interaction['status'];
  decided_by: Interaction['decided_by'];
  decided_by_name: string | null;
  pattern_id: number | null;
  prompt_id: number | null;
  note: string | null;
  /** Set while `status` is pending: somebody is answering right now. */
  decided_at: number | null;
  answered_at: number | null;
  escalates_at: number | null;
  escalated_at: number | null;
  /** Where the session worked and its tier when it asked: a policy is tried out on the past with these. */
  working_dir: string | null;
  tier: string | null;
  created_at: number;
}

export interface InteractionTables {
  interactions: InteractionColumns;
}
export type InteractionDb = Kysely<InteractionTables>;
export type InteractionRow = Selectable<InteractionColumns>;

export async function insertInteraction(
  db: InteractionDb,
  row: Insertable<InteractionColumns>,
): Promise<InteractionRow> {
  return await db.insertInto('interactions').values(row).returningAll().executeTakeFirstOrThrow();
}

export async function findInteraction(db: InteractionDb, id: number): Promise<InteractionRow | null> {
  return (await db.selectFrom('interactions').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

export async function openOn(db: InteractionDb, session: SessionRef): Promise<InteractionRow | null> {
  const row = await db
    .selectFrom('interactions')
    .selectAll()
    .where('node', '=', session.node)
    .where('session', '=', session.name)
    .where('is_open', '=', true)
    .executeTakeFirst();
  return row ?? null;
}

export async function openInteractions(db: InteractionDb, node?: string): Promise<InteractionRow[]> {
  const query = db.selectFrom('interactions').selectAll().where('is_open', '=', true).orderBy('id');
  return await (node === undefined ? query : query.where('node', '=', node)).execute();
}

/** Takes the right to answer; null when somebody has it or the interaction is final. */
export async function claimInteraction(
  db: InteractionDb,
  id: number,
  decision: Updateable<InteractionColumns> & { decided_at: number },
): Promise<InteractionRow | null> {
  const row = await db
    .updateTable('interactions')
    .set(decision)
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .where('decided_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Changes a pending interaction; `decided` says whether it must be claimed or free. Null when it is not so. */
export async function changePending(
  db: InteractionDb,
  id: number,
  decided: boolean,
  change: Updateable<InteractionColumns>,
): Promise<InteractionRow | null> {
  const row = await db
    .updateTable('interactions')
    .set(change)
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .where('decided_at', decided ? 'is not' : 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Open dialogs that nobody is answering. */
export async function undecided(db: InteractionDb, session: Partial<SessionRef>): Promise<InteractionRow[]> {
  let query = db
    .selectFrom('interactions')
    .selectAll()
    .where('is_open', '=', true)
    .where('status', '=', 'pending')
    .where('decided_at', 'is', null);
  if (session.node !== undefined) query = query.where('node', '=', session.node);
  if (session.name !== undefined) query = query.where('session', '=', session.name);
  return await query.orderBy('id').execute();
}

/** The dialog is off the screen; its status is somebody else's business. */
export async function markClosed(db: InteractionDb, id: number): Promise<void> {
  await db.updateTable('interactions').set({ is_open: false }).where('id', '=', id).execute();
}

export async function renameSession(
  db: InteractionDb,
  session: SessionRef,
  to: string,
): Promise<InteractionRow[]> {
  return await db
    .updateTable('interactions')
    .set({ session: to })
    .where('node', '=', session.node)
    .where('session', '=', session.name)
    .where('is_open', '=', true)
    .returningAll()
    .execute();
}

export async function countInteractions(
  db: InteractionDb,
  since: number,
): Promise<{ pending: number; decided_24h: number }> {
  const pending = await db
    .selectFrom('interactions')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('status', '=', 'pending')
    .executeTakeFirstOrThrow();
  const decided = await db
    .selectFrom('interactions')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('answered_at', '>=', since)
    .executeTakeFirstOrThrow();
  return { pending: Number(pending.count), decided_24h: Number(decided.count) };
}

export function toInteraction(row: InteractionRow): Interaction {
  const { options_json, is_complete, is_open: _o, fingerprint: _f, working_dir: _w, tier: _t, ...rest } = row;
  return {
    ...rest,
    options: options_json,
    complete: is_complete,
    decided_at: toTimeOrNull(row.decided_at),
    answered_at: toTimeOrNull(row.answered_at),
    escalates_at: row.status === 'pending' ? toTimeOrNull(row.escalates_at) : null,
    escalated_at: toTimeOrNull(row.escalated_at),
    created_at: toTime(row.created_at),
  };
}
