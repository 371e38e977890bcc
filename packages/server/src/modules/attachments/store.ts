import type { RecordKind, RecordRef } from '@architect/contracts/records';
import type { Generated, Selectable } from 'kysely';
import type { Tx } from '../../platform/context.ts';
import type { Source } from '../records/index.ts';

interface AttachmentColumns {
  id: Generated<number>;
  kind: RecordKind;
  record_id: number;
  name: string;
  media_type: string;
  /** Bytes. */
  size: number;
  /** Name in the directory of attachments. */
  file: string;
  created_by: string;
  created_at: number;
}

export type AttachmentRow = Selectable<AttachmentColumns>;

const from = (source: Source) => source.tables<{ record_attachments: AttachmentColumns }>();

/** Oldest first. */
export async function listAttachments(source: Source, { kind, id }: RecordRef): Promise<AttachmentRow[]> {
  const own = from(source).selectFrom('record_attachments').selectAll().where('kind', '=', kind);
  return await own.where('record_id', '=', id).orderBy('id').execute();
}

export async function findAttachment(source: Source, id: number): Promise<AttachmentRow | null> {
  const one = from(source).selectFrom('record_attachments').selectAll().where('id', '=', id);
  return (await one.executeTakeFirst()) ?? null;
}

export async function insertAttachment(tx: Tx, values: Omit<AttachmentRow, 'id'>): Promise<AttachmentRow> {
  const query = from(tx).insertInto('record_attachments').values(values).returningAll();
  return await query.executeTakeFirstOrThrow();
}

export async function moveAttachments(
  tx: Tx,
  { kind, from: ids, to }: { kind: RecordKind; from: readonly number[]; to: number },
): Promise<void> {
  const own = from(tx).updateTable('record_attachments').set({ record_id: to }).where('kind', '=', kind);
  await own.where('record_id', 'in', ids).execute();
}

export async function deleteAttachment(tx: Tx, id: number): Promise<void> {
  await from(tx).deleteFrom('record_attachments').where('id', '=', id).execute();
}

/** Which of these files belong to an attachment. */
export async function knownFiles(source: Source, files: readonly string[]): Promise<Set<string>> {
  if (files.length === 0) return new Set();
  const query = from(source).selectFrom('record_attachments').select('file').where('file', 'in', files);
  return new Set((await query.execute()).map(({ file }) => file));
}
