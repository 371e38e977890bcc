import type { RelationType } from '@architect/contracts/record-parts';
import type { RecordRef } from '@architect/contracts/records';
import { sql } from 'kysely';
import type { Tx } from '../../platform/context.ts';
import { partsOf, type RelationRow, type Source } from './tables.ts';

/** Both directions, oldest first. */
export async function listRelations(source: Source, { kind, id }: RecordRef): Promise<RelationRow[]> {
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

/** Null: it is there already. */
export async function insertRelation(tx: Tx, values: Omit<RelationRow, 'id'>): Promise<RelationRow | null> {
  const query = partsOf(tx)
    .insertInto('record_relations')
    .values(values)
    .onConflict((conflict) =>
      conflict.columns(['kind', 'record_id', 'type', 'other_kind', 'other_id']).doNothing(),
    );
  return (await query.returningAll().executeTakeFirst()) ?? null;
}

/** The relation as it was; null: there is none. */
export async function deleteRelation(tx: Tx, id: number): Promise<RelationRow | null> {
  const query = partsOf(tx).deleteFrom('record_relations').where('id', '=', id).returningAll();
  return (await query.executeTakeFirst()) ?? null;
}

/** The same, by what it relates. */
export async function deleteRelationBetween(
  tx: Tx,
  record: RecordRef,
  { type, other }: { type: RelationType; other: RecordRef },
): Promise<RelationRow | null> {
  const query = partsOf(tx)
    .deleteFrom('record_relations')
    .where('kind', '=', record.kind)
    .where('record_id', '=', record.id)
    .where('type', '=', type)
    .where('other_kind', '=', other.kind)
    .where('other_id', '=', other.id);
  return (await query.returningAll().executeTakeFirst()) ?? null;
}

/** Whether one gets from one record to another along relations of one type. */
export async function leadsTo(
  source: Source,
  type: RelationType,
  { from, to }: { from: RecordRef; to: RecordRef },
): Promise<boolean> {
  const { rows } = await sql`with recursive reached (kind, id) as (
      select other_kind, other_id from record_relations
        where type = ${type} and kind = ${from.kind} and record_id = ${from.id}
      union
      select step.other_kind, step.other_id from record_relations as step
        join reached on step.kind = reached.kind and step.record_id = reached.id
        where step.type = ${type})
    select 1 from reached where kind = ${to.kind} and id = ${to.id} limit 1`.execute(partsOf(source));
  return rows.length > 0;
}
