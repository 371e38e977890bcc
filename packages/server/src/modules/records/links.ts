import type { RecordLink } from '@architect/contracts/record-parts';
import type { RecordRef } from '@architect/contracts/records';
import { AppError } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import { requireFace } from './face-store.ts';
import { deleteLink, insertLink, listLinks } from './link-store.ts';
import type { LinkRow } from './tables.ts';
import { tellPart } from './tell-part.ts';

export type NewLink = Pick<RecordLink, 'type' | 'value'> & { title?: string | undefined };

export interface Links {
  /** @throws AppError NOT_FOUND */
  list(record: RecordRef): Promise<RecordLink[]>;
  /** @throws AppError NOT_FOUND, CONFLICT when it is there already */
  add(record: RecordRef, link: NewLink, by: By): Promise<RecordLink>;
  /** The same inside a transaction of the caller. */
  addIn(tx: Tx, record: RecordRef, link: NewLink, by: By): Promise<RecordLink>;
  /** @throws AppError NOT_FOUND */
  remove(id: number, by: By): Promise<void>;
}

export function createLinks({ db, clock }: Pick<ModuleContext, 'db' | 'clock'>): Links {
  async function addIn(tx: Tx, { kind, id }: RecordRef, { type, value, title }: NewLink, by: By) {
    await requireFace(tx, { kind, id });
    const row = await insertLink(tx, {
      kind,
      record_id: id,
      type,
      value,
      title: title ?? null,
      created_by: by.actor,
      created_at: clock.now(),
    });
    if (!row) throw new AppError('CONFLICT', `the link to ${value} is there already`);
    await tellPart(tx, { ref: { kind, id }, by, action: 'linked', details: { type, value } });
    return toLink(row);
  }

  return {
    async list(record) {
      await requireFace(db, record);
      return (await listLinks(db, record)).map(toLink);
    },
    add: (record, link, by) => db.write((tx) => addIn(tx, record, link, by)),
    addIn,
    remove: (id, by) =>
      db.write(async (tx) => {
        const row = await deleteLink(tx, id);
        if (!row) throw new AppError('NOT_FOUND', `there is no link ${id}`);
        const { kind, record_id, type, value } = row;
        await tellPart(tx, {
          ref: { kind, id: record_id },
          by,
          action: 'unlinked',
          details: { type, value },
        });
      }),
  };
}

function toLink({ kind, record_id, ...row }: LinkRow): RecordLink {
  return { ...row, record: { kind, id: record_id }, created_at: toTime(row.created_at) };
}
