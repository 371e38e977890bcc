import { type Attachment, maxAttachments } from '@architect/contracts/attachments';
import type { RecordRef } from '@architect/contracts/records';
import { AppError } from '../../platform/app-error.ts';
import type { By, SignedIn } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import { requireFace, tellPart } from '../records/index.ts';
import { type ContentCheck, checkContent } from './content-check.ts';
import type { FileShelf } from './file-shelf.ts';
import {
  type AttachmentRow,
  deleteAttachment,
  findAttachment,
  insertAttachment,
  knownFiles,
  listAttachments,
} from './store.ts';

interface NewFile {
  name: string;
  content: AsyncIterable<Buffer>;
}

export interface Attachments {
  /** Oldest first. @throws AppError NOT_FOUND */
  list(record: RecordRef): Promise<Attachment[]>;
  /** @throws AppError NOT_FOUND, CONFLICT, BODY_TOO_LARGE, VALIDATION_FAILED */
  add(record: RecordRef, file: NewFile, by: By): Promise<Attachment>;
  /** @throws AppError NOT_FOUND */
  read(id: number): Promise<{ name: string; bytes: Buffer }>;
  /** Administrators may delete any. @throws AppError NOT_FOUND, FORBIDDEN */
  remove(id: number, by: SignedIn): Promise<Attachment>;
  /** Removes contents that belong to nothing, as a crash between two steps leaves them. */
  sweep(): Promise<void>;
}

export function createAttachmentService({
  db,
  clock,
  log,
  shelf,
}: Pick<ModuleContext, 'db' | 'clock' | 'log'> & { shelf: FileShelf }): Attachments {
  async function addIn(
    tx: Tx,
    ref: RecordRef,
    values: Pick<AttachmentRow, 'name' | 'media_type' | 'size' | 'file'>,
    by: By,
  ) {
    await requireFace(tx, ref);
    if ((await listAttachments(tx, ref)).length >= maxAttachments)
      throw new AppError('CONFLICT', `it has ${maxAttachments} files already: delete one first`);
    const whose = { kind: ref.kind, record_id: ref.id, created_by: by.actor, created_at: clock.now() };
    const row = await insertAttachment(tx, { ...values, ...whose });
    const { id, name, size } = row;
    await tellPart(tx, { ref, by, action: 'file_attached', details: { attachment_id: id, name, size } });
    return toAttachment(row);
  }

  return {
    async list(ref) {
      await requireFace(db, ref);
      return (await listAttachments(db, ref)).map(toAttachment);
    },
    async add(ref, { name, content }, by) {
      const check = checkContent(name);
      await requireFace(db, ref);
      // The content first: a row never names what is not there.
      const file = await shelf.put(checked(content, check));
      const { mediaType: media_type, size } = check;
      try {
        return await db.write((tx) => addIn(tx, ref, { name, media_type, size, file }, by));
      } catch (error) {
        await shelf.remove(file);
        throw error;
      }
    },
    async read(id) {
      const row = await findAttachment(db, id);
      if (!row) throw missing(id);
      return { name: row.name, bytes: await shelf.read(row.file) };
    },
    remove: (id, by) =>
      db.write(async (tx) => {
        const row = await findAttachment(tx, id);
        if (!row) throw missing(id);
        if (row.created_by !== by.actor && by.role !== 'admin')
          throw new AppError('FORBIDDEN', `the file is by ${row.created_by}: only they can delete it`);
        await deleteAttachment(tx, id);
        const ref = { kind: row.kind, id: row.record_id };
        const details = { attachment_id: id, name: row.name, size: row.size };
        await tellPart(tx, { ref, by, action: 'file_deleted', details });
        tx.afterCommit(() => {
          shelf
            .remove(row.file)
            .catch((error: unknown) =>
              log.warn({ err: error }, 'the content of a deleted file stays until the next sweep'),
            );
        });
        return toAttachment(row);
      }),
    async sweep() {
      const old = await shelf.listOld();
      for (let at = 0; at < old.length; at += 500) {
        const files = old.slice(at, at + 500);
        const known = await knownFiles(db, files);
        for (const file of files) if (!known.has(file)) await shelf.remove(file);
      }
    },
  };
}

async function* checked(content: AsyncIterable<Buffer>, check: ContentCheck): AsyncGenerator<Buffer> {
  for await (const piece of content) {
    check.take(piece);
    yield piece;
  }
  check.end();
}

function missing(id: number): AppError {
  return new AppError('NOT_FOUND', `there is no attachment ${id}`);
}

function toAttachment({ kind, record_id, file: _file, ...row }: AttachmentRow): Attachment {
  return { ...row, record: { kind, id: record_id }, created_at: toTime(row.created_at) };
}
