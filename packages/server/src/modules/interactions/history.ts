import type { Interaction } from '@architect/contracts/interactions';
import { toTime } from '../../platform/time.ts';
import type { InteractionDb } from './store.ts';

/** What a policy needs to be tried out on an interaction of the past; without its screen, which is long. */
export interface PastInteraction
  extends Pick<
    Interaction,
    | 'id'
    | 'session'
    | 'node'
    | 'provider'
    | 'kind'
    | 'tool'
    | 'subject'
    | 'complete'
    | 'status'
    | 'decided_by'
    | 'decided_by_name'
    | 'created_at'
  > {
  /** Null in rows of before it was kept. */
  workingDir: string | null;
  tier: string | null;
}

export interface History {
  /** Of this kind, of all time. */
  total: number;
  newest: PastInteraction[];
}

/** The newest interactions, of one kind or of all, and how many there are. */
export async function readHistory(
  db: InteractionDb,
  { limit, kind }: { limit: number; kind?: Interaction['kind'] },
): Promise<History> {
  const all = db.selectFrom('interactions');
  const asked = kind === undefined ? all : all.where('kind', '=', kind);
  const { total } = await asked
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await asked
    .select(['id', 'session', 'node', 'provider', 'kind', 'tool', 'subject', 'is_complete', 'status'])
    .select(['decided_by', 'decided_by_name', 'created_at', 'working_dir', 'tier'])
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return {
    total: Number(total),
    newest: rows.map(({ is_complete, working_dir, created_at, ...row }) => ({
      ...row,
      complete: is_complete,
      workingDir: working_dir,
      created_at: toTime(created_at),
    })),
  };
}
