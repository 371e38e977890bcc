import type { Relation, RelationType } from '@architect/contracts/record-parts';
import type { RecordRef } from '@architect/contracts/records';
import { AppError, invalidField } from '../../platform/app-error.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import { findFace, requireFace, wordFor } from './face-store.ts';
import type { By } from './record-service.ts';
import { partsOf, type RelationRow, type Source } from './tables.ts';
import { tellPart } from './tell-part.ts';

export interface Relations {
  /** Both directions. @throws AppError NOT_FOUND */
  list(record: RecordRef): Promise<Relation[]>;
  /** @throws AppError NOT_FOUND, CONFLICT when it is there already or would close a circle */
  add(record: RecordRef, wanted: { type: RelationType; other: RecordRef }, by: By): Promise<Relation>;
  /** The same inside a transaction of the caller. */
  addIn(
    tx: Tx,
    record: RecordRef,
    wanted: { type: RelationType; other: RecordRef },
    by: By,
  ): Promise<Relation>;
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
  async function addIn(
    tx: Tx,
    record: RecordRef,
    { type, other }: { type: RelationType; other: RecordRef },
    by: By,
  ): Promise<Relation> {
    if (isSame(record, other)) throw invalidField('other', 'a record cannot be related to itself');
    await requireFace(tx, record);
    await requireFace(tx, other);
    if (ordered.includes(type) && (await leadsTo(tx, type, other, record)))
      throw new AppError(
        'CONFLICT',
        `they would relate to each other in a circle (${type.replace('_', ' ')})`,
      );
    const query = partsOf(tx)
      .insertInto('record_relations')
      .values({
        kind: record.kind,
        record_id: record.id,
        type,
        other_kind: other.kind,
        other_id: other.id,
        created_by: by.caller.actor,
        created_at: clock.now(),
      })
      .onConflict((conflict) =>
        conflict.columns(['kind', 'record_id', 'type', 'other_kind', 'other_id']).doNothing(),
      );
    const row = await query.returningAll().executeTakeFirst();
    if (!row) throw new AppError('CONFLICT', 'the relation is there already');
    await tellPart(tx, { ref: record, by, action: 'related', details: { type, other } });
    tx.publish('record.parts_changed', other);
    return await seenFrom(tx, record, row);
  }

  return {
    async list(record) {
      await requireFace(db, record);
      const rows = await relationsOf(db, record);
      return await Promise.all(rows.map((row) => seenFrom(db, record, row)));
    },
    add: (record, wanted, by) => db.write((tx) => addIn(tx, record, wanted, by)),
    addIn,
    remove: (id, by) =>
      db.write(async (tx) => {
        const query = partsOf(tx).deleteFrom('record_relations').where('id', '=', id).returningAll();
        const row = await query.executeTakeFirst();
        if (!row) throw new AppError('NOT_FOUND', `there is no relation ${id}`);
        await tellRemoved(tx, row, by);
      }),
    async removeIn(tx, record, { type, other }, by) {
      const row = await partsOf(tx)
        .deleteFrom('record_relations')
        .where('kind', '=', record.kind)
        .where('record_id', '=', record.id)
        .where('type', '=', type)
        .where('other_kind', '=', other.kind)
        .where('other_id', '=', other.id)
        .returningAll()
        .executeTakeFirst();
      if (row) await tellRemoved(tx, row, by);
      return row !== undefined;
    },
  };
}

async function tellRemoved(tx: Tx, row: RelationRow, by: By): Promise<void> {
  const { from, to } = endsOf(row);
  await tellPart(tx, { ref: from, by, action: 'unrelated', details: { type: row.type, other: to } });
  tx.publish('record.parts_changed', to);
}

async function relationsOf(source: Source, { kind, id }: RecordRef): Promise<RelationRow[]> {
  return await partsOf(source)
    .selectFrom('record_relations')
    .selectAll()
    .where(({ eb, or, and }) =>
      or([
        and([eb('kind', '=', kind), eb('record_id', '=', id)]),
        and([eb('other_kind', '=', kind), eb('other_id', '=', id)]),
      ]),
    )
    .orderBy('id')
    .execute();
}

/** Whether one gets from one record to another along relations of one type. */
async function leadsTo(
  source: Source,
  type: RelationType,
  from: RecordRef,
  goal: RecordRef,
): Promise<boolean> {
  const seen = new Set<string>();
  const open = [from];
  for (let here = open.pop(); here; here = open.pop()) {
    if (isSame(here, goal)) return true;
    const key = `${here.kind} ${here.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    for (const row of await relationsOf(source, here)) {
      const { from: start, to } = endsOf(row);
      if (row.type === type && isSame(start, here)) open.push(to);
    }
  }
  return false;
}

async function seenFrom(source: Source, record: RecordRef, row: RelationRow): Promise<Relation> {
  const { from, to } = endsOf(row);
  const direction = isSame(from, record) ? 'out' : 'in';
  const other = direction === 'out' ? to : from;
  const face = await findFace(source, other);
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
