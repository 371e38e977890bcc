import type { Selectable } from 'kysely';
import type { Tx } from '../../platform/context.ts';
import type { Source } from '../records/index.ts';
import { type ErrorTables, tablesOf } from './tables.ts';

export type KeyRow = Selectable<ErrorTables['error_keys']>;

/** @param projectId absent: those of all projects */
export async function listKeys(source: Source, projectId: number | undefined): Promise<KeyRow[]> {
  const all = tablesOf(source).selectFrom('error_keys').selectAll().orderBy('id');
  return await (projectId === undefined ? all : all.where('project_id', '=', projectId)).execute();
}

export async function findKey(source: Source, publicKey: string): Promise<KeyRow | null> {
  const one = tablesOf(source).selectFrom('error_keys').selectAll().where('public_key', '=', publicKey);
  return (await one.executeTakeFirst()) ?? null;
}

export async function insertKey(tx: Tx, values: Omit<KeyRow, 'id'>): Promise<KeyRow> {
  const query = tablesOf(tx).insertInto('error_keys').values(values).returningAll();
  return await query.executeTakeFirstOrThrow();
}

/** Fields that are absent stay. Null: there is no such key. */
export async function updateKey(
  tx: Tx,
  id: number,
  change: {
    name?: string | undefined;
    hourly_limit?: number | null | undefined;
    enabled?: boolean | undefined;
  },
): Promise<KeyRow | null> {
  const { name, hourly_limit, enabled } = change;
  const query = tablesOf(tx)
    .updateTable('error_keys')
    .set((eb) => ({
      name: name ?? eb.ref('name'),
      hourly_limit: hourly_limit === undefined ? eb.ref('hourly_limit') : hourly_limit,
      is_enabled: enabled ?? eb.ref('is_enabled'),
    }))
    .where('id', '=', id);
  return (await query.returningAll().executeTakeFirst()) ?? null;
}

/** @param now epoch ms */
export async function noteKeyUse(tx: Tx, id: number, now: number): Promise<void> {
  await tablesOf(tx).updateTable('error_keys').set({ last_used_at: now }).where('id', '=', id).execute();
}

/** The key as it was; null: there is no such key. */
export async function deleteKey(tx: Tx, id: number): Promise<KeyRow | null> {
  const query = tablesOf(tx).deleteFrom('error_keys').where('id', '=', id).returningAll();
  return (await query.executeTakeFirst()) ?? null;
}
