import type { RecordRef } from '@architect/contracts/records';
import type { Tx } from '../../platform/context.ts';
import { type CommentRow, partsOf, type Source } from './tables.ts';

/** Oldest first. */
export async function listComments(source: Source, { kind, id }: RecordRef): Promise<CommentRow[]> {
  const own = partsOf(source).selectFrom('record_comments').selectAll().where('kind', '=', kind);
  return await own.where('record_id', '=', id).orderBy('id').execute();
}

export async function findComment(source: Source, id: number): Promise<CommentRow | null> {
  const one = partsOf(source).selectFrom('record_comments').selectAll().where('id', '=', id);
  return (await one.executeTakeFirst()) ?? null;
}

export async function insertComment(tx: Tx, values: Omit<CommentRow, 'id'>): Promise<CommentRow> {
  const query = partsOf(tx).insertInto('record_comments').values(values).returningAll();
  return await query.executeTakeFirstOrThrow();
}

export async function updateComment(
  tx: Tx,
  id: number,
  change: Pick<CommentRow, 'body' | 'edited_at'>,
): Promise<CommentRow> {
  const query = partsOf(tx).updateTable('record_comments').set(change).where('id', '=', id);
  return await query.returningAll().executeTakeFirstOrThrow();
}

export async function deleteComment(tx: Tx, id: number): Promise<void> {
  await partsOf(tx).deleteFrom('record_comments').where('id', '=', id).execute();
}
