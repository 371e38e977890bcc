import type { Session } from '@architect/contracts/sessions';
import type { Clock, Database, Running, Tx } from '../../platform/context.ts';
import type { Nodes } from '../nodes/index.ts';
import { allTiers, rowOf, saveTier, type TierRow } from './tier-store.ts';

/**
 * Tiers that people set through this server. The label in tmux is within reach of the agent itself, so that it could give
 * itself more than a person gave it: where the two differ, the lower one counts.
 */
export interface TierRecord extends Running {
  /** In the transaction of the change; it counts once `reload` has read it. */
  save(tx: Tx, session: Session, tier: string | null): Promise<void>;
  reload(): Promise<void>;
  /** What was recorded and what tmux says; null where nothing was recorded or both agree. */
  difference(session: Session): TierDifference | null;
  /** The session with the tier that counts. */
  settle(session: Session): Session;
}

export interface TierDifference {
  recorded: string | null;
  shown: string | null;
  counts: string | null;
}

export interface TierRecordOptions {
  db: Database;
  clock: Clock;
  nodes: Pick<Nodes, 'sessions' | 'isReady'>;
}

export function createTierRecord({ db, clock, nodes }: TierRecordOptions): TierRecord {
  let rows: TierRow[] = [];

  const isHeld = (row: TierRow): boolean =>
    nodes.sessions().some((one) => isSession(row, one) && one.name === row.session);

  /** A session that was renamed keeps its record: it is the one without a session of its name. */
  function recordOf(session: Session): TierRow | null {
    const own = rows.filter((row) => isSession(row, session));
    const named = own.find((row) => row.session === session.name);
    if (named) return named;
    const orphans = own.filter((row) => !isHeld(row));
    return orphans.reduce<TierRow | null>((lowest, row) => lowerRow(lowest, row), null);
  }

  function difference(session: Session): TierDifference | null {
    const row = recordOf(session);
    if (!row || row.tier === session.tier) return null;
    return { recorded: row.tier, shown: session.tier, counts: lower(row.tier, session.tier) };
  }

  /** Of nodes that we see, sessions that are not there under any name. */
  const isGone = (row: TierRow): boolean =>
    nodes.isReady(row.node) && !nodes.sessions().some((session) => isSession(row, session));

  async function reload(): Promise<void> {
    rows = await allTiers(db);
  }

  return {
    start: reload,
    reload,
    difference,
    async save(tx, session, tier) {
      const renamedFrom = recordOf(session);
      const stale = rows.filter(
        (row) => isGone(row) || (row === renamedFrom && row.session !== session.name),
      );
      await saveTier(tx, rowOf(session, tier, clock.now()), stale);
    },
    settle(session) {
      const differs = difference(session);
      return differs ? { ...session, tier: differs.counts } : session;
    },
  };
}

/** Sessions made within the same second are told apart by their names. */
function isSession(row: TierRow, { node, created_at }: Session): boolean {
  return row.node === node && row.session_created_at === created_at;
}

/** How much each tier gets; words that nobody knows get nothing. */
function rankOf(tier: string | null): number {
  const ranks: Record<string, number> = { worker: 2, manager: 1 };
  return tier === null ? 2 : (ranks[tier] ?? 0);
}

function lower(a: string | null, b: string | null): string | null {
  return rankOf(a) <= rankOf(b) ? a : b;
}

function lowerRow(a: TierRow | null, b: TierRow): TierRow {
  return a !== null && rankOf(a.tier) <= rankOf(b.tier) ? a : b;
}
