import type { AssignerStatus } from '@architect/contracts/prompts';
import type { ModuleContext } from '../../platform/context.ts';
import type { Nodes } from '../nodes/index.ts';
import { recentDeliveryMs } from './attempt-store.ts';
import { briefOpenPrompts } from './health-store.ts';
import type { PromptRecords } from './prompt-records.ts';
import { countByStatus, countEndedSince } from './prompt-store.ts';
import { isReady, runsAgent } from './queue-rules.ts';
import type { AssignerTables } from './tables.ts';
import { oldestWaiting } from './waiting-store.ts';

/** Figures of the queue for `/api/stats`. */
export interface PromptStats {
  total: number;
  by_status: Record<string, number>;
  completed_24h: number;
  failed_24h: number;
  median_delivery_ms: number | null;
}

export interface OverviewOptions extends Pick<ModuleContext, 'db' | 'clock'> {
  nodes: Nodes;
  records: PromptRecords;
  isPaused(): boolean;
}

const dayMs = 86_400_000;
const deliveriesForMedian = 200;
/** More waiting prompts than this are counted, but not looked at one by one. */
const waitingLooked = 1_000;

export async function assignerStatus(options: OverviewOptions): Promise<AssignerStatus> {
  const { db, clock, nodes, records } = options;
  const tables = db.tables<AssignerTables>();
  const active = await briefOpenPrompts(tables, waitingLooked);
  const pending = await oldestWaiting(tables, waitingLooked);
  const reasons = new Map<string, number>();
  for (const reason of await records.waitingReasons(tables, pending)) {
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const oldest = pending[0]?.created_at;
  const sessions = nodes.sessions().filter(runsAgent);
  return {
    counts: await allCounts(options),
    waiting: [...reasons].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count),
    active: await records.present(tables, active),
    deliverable_sessions: sessions.filter((session) => isReady(session) && session.current_prompt_id === null)
      .length,
    sessions: sessions.length,
    oldest_pending_seconds:
      oldest === undefined ? null : Math.max(0, Math.round((clock.now() - oldest) / 1000)),
    paused: options.isPaused(),
  };
}

export async function promptStats({
  db,
  clock,
}: Pick<OverviewOptions, 'db' | 'clock'>): Promise<PromptStats> {
  const tables = db.tables<AssignerTables>();
  const since = clock.now() - dayMs;
  const counts = await allCounts({ db });
  return {
    total: Object.values(counts).reduce((sum, count) => sum + count, 0),
    by_status: counts,
    completed_24h: await countEndedSince(tables, 'completed', since),
    failed_24h: await countEndedSince(tables, 'failed', since),
    median_delivery_ms: median(await recentDeliveryMs(tables, deliveriesForMedian)),
  };
}

async function allCounts({ db }: Pick<OverviewOptions, 'db'>): Promise<AssignerStatus['counts']> {
  const counts = await countByStatus(db.tables<AssignerTables>());
  const count = (status: keyof AssignerStatus['counts']): number => counts[status] ?? 0;
  return {
    pending: count('pending'),
    assigned: count('assigned'),
    in_progress: count('in_progress'),
    completed: count('completed'),
    failed: count('failed'),
    cancelled: count('cancelled'),
  };
}

function median(values: number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
