import type { Generated, Insertable, Selectable } from 'kysely';
import type { Database, Tx } from '../../platform/context.ts';

interface AgentColumns {
  id: Generated<number>;
  name: string;
  node: string;
  repository: string | null;
  worktree: string | null;
  branch: string | null;
  created_by: string;
  created_at: number;
  ended_at: number | null;
}

interface AgentTables {
  agents: AgentColumns;
}
export type AgentRow = Selectable<AgentColumns>;

export async function insertAgent(tx: Tx, row: Insertable<AgentColumns>): Promise<void> {
  await tx.tables<AgentTables>().insertInto('agents').values(row).execute();
}

/** The agent of this name that has not ended; the newest, should there be several. */
export async function findAgent(db: Database, name: string): Promise<AgentRow | null> {
  const row = await db
    .tables<AgentTables>()
    .selectFrom('agents')
    .selectAll()
    .where('name', '=', name)
    .where('ended_at', 'is', null)
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return row ?? null;
}

export async function markEnded(tx: Tx, id: number, at: number): Promise<void> {
  await tx.tables<AgentTables>().updateTable('agents').set({ ended_at: at }).where('id', '=', id).execute();
}
