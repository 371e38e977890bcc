import type { RecordRef } from '@architect/contracts/records';
import type { Tx } from '../../platform/context.ts';
import { type LinkRow, partsOf, type Source } from './tables.ts';

/** Oldest first. */
export async function listLinks(source: Source, { kind, id }: RecordRef): Promise<LinkRow[]> {
  const own = partsOf(source).selectFrom('record_links').selectAll().where('kind', '=', kind);
  return await own.where('record_id', '=', id).orderBy('id').execute();
}

/** Null: it is there already. */
export async function insertLink(tx: Tx, values: Omit<LinkRow, 'id'>): Promise<LinkRow | null> {
  const query = partsOf(tx)
    .insertInto('record_links')
    .values(values)
    .onConflict((conflict) => conflict.columns(['kind', 'record_id', 'type', 'value']).doNothing());
  return (await query.returningAll().executeTakeFirst()) ?? null;
}

/** The link as it was; null: there is none. */
export async function deleteLink(tx: Tx, id: number): Promise<LinkRow | null> {
  const query = partsOf(tx).deleteFrom('record_links').where('id', '=', id).returningAll();
  return (await query.executeTakeFirst()) ?? null;
}
