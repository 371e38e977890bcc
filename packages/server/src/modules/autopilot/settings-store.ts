import type { Tx } from '../../platform/context.ts';
import { from, type SettingsRow, type Source } from './tables.ts';

/** Null: nobody has ever set anything for this project. */
export async function findSettings(source: Source, projectId: number): Promise<SettingsRow | null> {
  const row = await from(source)
    .selectFrom('autopilot_settings')
    .selectAll()
    .where('project_id', '=', projectId)
    .executeTakeFirst();
  return row ?? null;
}

export async function enabledSettings(source: Source): Promise<SettingsRow[]> {
  return await from(source)
    .selectFrom('autopilot_settings')
    .selectAll()
    .where('is_enabled', '=', true)
    .orderBy('project_id')
    .execute();
}

export async function saveSettings(tx: Tx, row: SettingsRow): Promise<void> {
  const { project_id: _key, ...change } = row;
  await from(tx)
    .insertInto('autopilot_settings')
    .values(row)
    .onConflict((conflict) => conflict.column('project_id').doUpdateSet(change))
    .execute();
}

export async function markLooked(tx: Tx, projectId: number, now: number): Promise<void> {
  await from(tx)
    .updateTable('autopilot_settings')
    .set({ looked_at: now })
    .where('project_id', '=', projectId)
    .execute();
}
