import type { Comment } from '@architect/contracts/record-parts';
import type { RecordRef } from '@architect/contracts/records';
import { AppError } from '../../platform/app-error.ts';
import type { By, SignedIn } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import { toTime, toTimeOrNull } from '../../platform/time.ts';
import { deleteComment, findComment, insertComment, listComments, updateComment } from './comment-store.ts';
import { requireFace } from './face-store.ts';
import type { CommentRow } from './tables.ts';
import { tellPart } from './tell-part.ts';

export interface Comments {
  /** Oldest first. @throws AppError NOT_FOUND */
  list(record: RecordRef): Promise<Comment[]>;
  /** @throws AppError NOT_FOUND */
  add(record: RecordRef, body: string, by: By): Promise<Comment>;
  /** @throws AppError NOT_FOUND, FORBIDDEN for a comment of somebody else */
  edit(id: number, body: string, by: SignedIn): Promise<Comment>;
  /** Administrators may delete any. @throws AppError NOT_FOUND, FORBIDDEN */
  remove(id: number, by: SignedIn): Promise<Comment>;
}

export function createComments({ db, clock }: Pick<ModuleContext, 'db' | 'clock'>): Comments {
  return {
    async list(record) {
      await requireFace(db, record);
      return (await listComments(db, record)).map(toComment);
    },
    add: ({ kind, id }, body, by) =>
      db.write(async (tx) => {
        await requireFace(tx, { kind, id });
        const whose = { kind, record_id: id, author: by.actor };
        const row = await insertComment(tx, { ...whose, body, created_at: clock.now(), edited_at: null });
        await tellPart(tx, { ref: { kind, id }, by, action: 'commented', details: { comment_id: row.id } });
        return toComment(row);
      }),
    edit: (id, body, by) =>
      db.write(async (tx) => {
        const before = await ownComment(tx, id, by);
        const row = await updateComment(tx, id, { body, edited_at: clock.now() });
        const details = { comment_id: id, changes: { body: { from: before.body, to: body } } };
        await tellPart(tx, { ref: refOf(row), by, action: 'comment_edited', details });
        return toComment(row);
      }),
    remove: (id, by) =>
      db.write(async (tx) => {
        const row = await ownComment(tx, id, by, by.role === 'admin');
        await deleteComment(tx, id);
        const details = { comment_id: id, author: row.author, body: row.body };
        await tellPart(tx, { ref: refOf(row), by, action: 'comment_deleted', details });
        return toComment(row);
      }),
  };
}

async function ownComment(tx: Tx, id: number, by: SignedIn, mayBeOthers = false): Promise<CommentRow> {
  const row = await findComment(tx, id);
  if (!row) throw new AppError('NOT_FOUND', `there is no comment ${id}`);
  if (row.author !== by.actor && !mayBeOthers)
    throw new AppError('FORBIDDEN', `the comment is by ${row.author}: only they can change it`);
  return row;
}

const refOf = ({ kind, record_id }: CommentRow): RecordRef => ({ kind, id: record_id });

function toComment({ kind, record_id, ...row }: CommentRow): Comment {
  return {
    ...row,
    record: { kind, id: record_id },
    created_at: toTime(row.created_at),
    edited_at: toTimeOrNull(row.edited_at),
  };
}
