import type { Relation, RelationType } from '@architect/contracts/record-parts';
import type { RecordRef } from '@architect/contracts/records';
import { AppError, invalidField } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import { findFaces, type RecordFace, requireFace, wordFor } from './face-store.ts';
import {
  deleteRelation,
  deleteRelationBetween,
  insertRelation,
  leadsTo,
  listRelations,
} from './relation-store.ts';
import type { RelationRow, Source } from './tables.ts';
import { tellPart } from './tell-part.ts';

interface Wanted {
  type: RelationType;
  other: RecordRef;
}

export interface Relations {
  /** Both directions. @throws AppError NOT_FOUND */
  list(record: RecordRef): Promise<Relation[]>;
  /** @throws AppError NOT_FOUND, CONFLICT when it is there already or would close a circle */
  add(record: RecordRef, wanted: Wanted, by: By): Promise<Relation>;
  /** The same inside a transaction of the caller. */
  addIn(tx: Tx, record: RecordRef, wanted: Wanted, by: By): Promise<Relation>;
  /** @throws AppError NOT_FOUND */
  remove(id: number, by: By): Promise<void>;
  /** Removes one by its ends, inside a transaction of the caller. @returns false when it is not there */
  removeIn(
    tx: Tx,
    record: RecordRef,
    wanted: { type: RelationType; other: RecordRef },
    by: By,
  ): Promise<boolean>;
}

/** Relations that make no sense in a circle. */
const ordered: readonly RelationType[] = ['blocks', 'duplicates', 'caused_by'];

export function createRelations({ db, clock }: Pick<ModuleContext, 'db' | 'clock'>): Relations {
  async function addIn(tx: Tx, record: RecordRef, { type, other }: Wanted, by: By): Promise<Relation> {
    if (isSame(record, other)) throw invalidField('other', 'a record cannot be related to itself');
    await requireFace(tx, record);
    await requireFace(tx, other);
    if (ordered.includes(type)) await refuseCircle(tx, record, { type, other });
    const row = await insertRelation(tx, {
      kind: record.kind,
      record_id: record.id,
      type,
      other_kind: other.kind,
      other_id: other.id,
      created_by: by.actor,
      created_at: clock.now(),
    });
    if (!row) throw new AppError('CONFLICT', 'the relation is there already');
    await tellPart(tx, { ref: record, by, action: 'related', details: { type, other } });
    tx.publish('record.parts_changed', other);
    return seenFrom(record, row, await facesOf(tx, [row]));
  }

  async function refuseCircle(tx: Tx, record: RecordRef, { type, other }: Wanted): Promise<void> {
    // Two that are added at once could close a circle which neither of them sees.
    await db.dialect.takeTurns(tx.tables<unknown>(), 'record_relations');
    if (await leadsTo(tx, type, { from: other, to: record }))
      throw new AppError(
        'CONFLICT',
        `they would relate to each other in a circle (${type.replace('_', ' ')})`,
      );
  }

  return {
    async list(record) {
      await requireFace(db, record);
      const rows = await listRelations(db, record);
      const faces = await facesOf(db, rows);
      return rows.map((row) => seenFrom(record, row, faces));
    },
    add: (record, wanted, by) => db.write((tx) => addIn(tx, record, wanted, by)),
    addIn,
    remove: (id, by) =>
      db.write(async (tx) => {
        const row = await deleteRelation(tx, id);
        if (!row) throw new AppError('NOT_FOUND', `there is no relation ${id}`);
        await tellRemoved(tx, row, by);
      }),
    async removeIn(tx, record, { type, other }, by) {
      const row = await deleteRelationBetween(tx, record, { type, other });
      if (row) await tellRemoved(tx, row, by);
      return row !== null;
    },
  };
}

async function tellRemoved(tx: Tx, row: RelationRow, by: By): Promise<void> {
  const { from, to } = endsOf(row);
  await tellPart(tx, { ref: from, by, action: 'unrelated', details: { type: row.type, other: to } });
  tx.publish('record.parts_changed', to);
}

/** The faces of both ends of each relation. */
async function facesOf(source: Source, rows: readonly RelationRow[]): Promise<RecordFace[]> {
  const ends = rows.map(endsOf).flatMap(({ from, to }) => [from, to]);
  return await findFaces(source, ends);
}

function seenFrom(record: RecordRef, row: RelationRow, faces: readonly RecordFace[]): Relation {
  const { from, to } = endsOf(row);
  const direction = isSame(from, record) ? 'out' : 'in';
  const other = direction === 'out' ? to : from;
  const face = faces.find((one) => isSame(one, other));
  return {
    id: row.id,
    type: row.type,
    direction,
    other: {
      ...other,
      title: face?.title ?? `${wordFor(other.kind)} ${other.id}`,
      status: face?.status ?? null,
      deleted: face?.is_deleted ?? true,
    },
    created_by: row.created_by,
    created_at: toTime(row.created_at),
  };
}

const endsOf = (row: RelationRow): { from: RecordRef; to: RecordRef } => ({
  from: { kind: row.kind, id: row.record_id },
  to: { kind: row.other_kind, id: row.other_id },
});

const isSame = (a: RecordRef, b: RecordRef): boolean => a.kind === b.kind && a.id === b.id;
