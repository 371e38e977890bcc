import type { Assignment, WorkRef } from '@architect/contracts/assignments';
import type { Generated, Insertable, Selectable, Updateable } from 'kysely';
import type { Tx } from '../../platform/context.ts';
import { toTime, toTimeOrNull } from '../../platform/time.ts';
import { isInProject, type Source } from '../records/index.ts';

interface AssignmentColumns {
  id: Generated<number>;
  kind: WorkRef['kind'];
  record_id: number;
  prompt_id: number;
  /** What was asked for. */
  session: string | null;
  provider: Assignment['provider'];
  created_by: string;
  created_at: number;
  /** Made or opened again although another one was open. */
  is_second: boolean;
  ended_at: number | null;
  outcome: Assignment['outcome'];
  /** The session that had the prompt at its end, and its node. */
  worker: string | null;
  node: string | null;
  /** The agent's own last message. */
  answer: string | null;
  started_at: number | null;
}

export type AssignmentRow = Selectable<AssignmentColumns>;

const from = (source: Source) => source.tables<{ assignments: AssignmentColumns }>();
const mostListed = 200;

export async function insertAssignment(tx: Tx, row: Insertable<AssignmentColumns>): Promise<AssignmentRow> {
  return await from(tx).insertInto('assignments').values(row).returningAll().executeTakeFirstOrThrow();
}

/** The newest open one. */
export async function findOpen(source: Source, { kind, id }: WorkRef): Promise<AssignmentRow | null> {
  const row = await from(source)
    .selectFrom('assignments')
    .selectAll()
    .where('kind', '=', kind)
    .where('record_id', '=', id)
    .where('ended_at', 'is', null)
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return row ?? null;
}

/** Somebody works on it now. */
export const isAssigned = async (source: Source, ref: WorkRef): Promise<boolean> =>
  (await findOpen(source, ref)) !== null;

export async function listOf(source: Source, { kind, id }: WorkRef): Promise<AssignmentRow[]> {
  return await from(source)
    .selectFrom('assignments')
    .selectAll()
    .where('kind', '=', kind)
    .where('record_id', '=', id)
    .orderBy('id', 'desc')
    .limit(mostListed)
    .execute();
}

/** The newest one of each record. */
export async function newestOf(
  source: Source,
  kind: WorkRef['kind'],
  ids: readonly number[],
): Promise<AssignmentRow[]> {
  if (ids.length === 0) return [];
  const newest = from(source)
    .selectFrom('assignments')
    .select(({ fn }) => fn.max('id').as('id'))
    .where('kind', '=', kind)
    .where('record_id', 'in', ids)
    .groupBy('record_id');
  return await from(source).selectFrom('assignments').selectAll().where('id', 'in', newest).execute();
}

/** Those of all records of a project, by how they ended; `open` has not. */
export async function countOfProject(source: Source, projectId: number): Promise<Record<string, number>> {
  const rows = await from(source)
    .selectFrom('assignments')
    .select(({ fn }) => ['outcome', fn.countAll<number>().as('count')])
    .where(isInProject(projectId))
    .groupBy('outcome')
    .execute();
  return Object.fromEntries(rows.map(({ outcome, count }) => [outcome ?? 'open', Number(count)]));
}

export async function ofPrompts(source: Source, promptIds: readonly number[]): Promise<AssignmentRow[]> {
  if (promptIds.length === 0) return [];
  return await from(source)
    .selectFrom('assignments')
    .selectAll()
    .where('prompt_id', 'in', promptIds)
    .execute();
}

export async function updateAssignment(
  tx: Tx,
  id: number,
  values: Updateable<AssignmentColumns>,
): Promise<AssignmentRow> {
  const query = from(tx).updateTable('assignments').set(values).where('id', '=', id);
  return await query.returningAll().executeTakeFirstOrThrow();
}

export function toAssignment(row: AssignmentRow): Assignment {
  const { id, kind, record_id, prompt_id, session, provider, created_by, outcome } = row;
  return {
    id,
    record: { kind, id: record_id },
    prompt_id,
    session,
    provider,
    created_by,
    created_at: toTime(row.created_at),
    ended_at: toTimeOrNull(row.ended_at),
    outcome,
  };
}
