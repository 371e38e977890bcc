import { type health, type Stats, systemEndpoints } from '@architect/contracts/system';
import type { z } from 'zod';
import type { ModuleContext } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import type { Lifecycle } from '../../platform/lifecycle.ts';
import { toTime } from '../../platform/time.ts';
import { createMachineLoad } from './machine-load.ts';

type Health = z.infer<typeof health>;

const shownActivities = 20;

interface StatusCount {
  kind: string;
  status: string | null;
  count: number;
}

/** Where the figures come from: doors of the modules that own them. */
export interface StatsSources {
  sessions(): { state: string; provider: string }[];
  nodes(): Stats['nodes'];
  prompts(): Promise<Stats['prompts']>;
  interactions(): Promise<Stats['interactions']>;
  records(): Promise<StatusCount[]>;
  errors24h(): Promise<Record<string, number>>;
  openCritical(): Promise<Stats['open_critical']>;
  pendingSuggestions(): Promise<number>;
  /** Newest first. */
  activity(limit: number): Promise<Stats['recent_activity']>;
}

export interface SystemDependencies extends Pick<ModuleContext, 'db' | 'bind' | 'clock' | 'log'> {
  lifecycle: Lifecycle;
  version: string;
  sources: StatsSources;
}

/** `/health` for monitors and `/api/stats` for the overview. */
export function createSystem({
  db,
  bind,
  clock,
  log,
  lifecycle,
  version,
  sources,
}: SystemDependencies): void {
  const startedAt = clock.now();
  const load = createMachineLoad({ now: () => clock.now() });

  bind(systemEndpoints.getHealth, async (_input, { reply }): Promise<Health> => {
    const responseMs = await db.ping().catch((error: unknown) => {
      log.warn({ err: error }, 'health check: the database does not answer');
      return null;
    });
    const isStopping = lifecycle.state !== 'RUNNING';
    if (responseMs === null || isStopping) reply.status(503);
    const { cpuPercent, memoryPercent, memoryMb } = load();
    const tmux = tmuxOf(sources.nodes());
    return {
      status: isStopping
        ? 'stopping'
        : responseMs === null
          ? 'unhealthy'
          : tmux.status === 'down'
            ? 'degraded'
            : 'healthy',
      version,
      uptime_seconds: Math.round((clock.now() - startedAt) / 1000),
      lifecycle: lifecycle.state,
      database: responseMs === null ? 'disconnected' : 'connected',
      db_response_ms: responseMs === null ? null : Math.round(responseMs * 100) / 100,
      cpu_percent: cpuPercent,
      cpu: cpuPercent,
      memory_percent: memoryPercent,
      memory: memoryPercent,
      memory_mb: memoryMb,
      tmux: tmux.status,
      tmux_note: tmux.note,
      tmux_sessions: sources.sessions().length,
      timestamp: toTime(clock.now()),
    };
  });

  bind(systemEndpoints.getStats, async () => success(await readStats(sources)));
}

/** A fault on any machine within reach counts; where there is none, the best of all. */
function tmuxOf(nodes: Stats['nodes']): { status: Health['tmux']; note: string } {
  const down = nodes.find(({ status }) => status === 'down');
  if (down) return { status: 'down', note: `${down.name}: ${down.note}` };
  if (nodes.some(({ status }) => status === 'up')) return { status: 'up', note: '' };
  const ready = nodes.find(({ status }) => status === 'ready');
  if (ready) return { status: 'ready', note: ready.note };
  const away = nodes.map(({ name, note }) => `${name}: ${note}`).join('; ');
  return { status: 'down', note: away || 'no machine is connected' };
}

async function readStats(sources: StatsSources): Promise<Stats> {
  const sessions = sources.sessions();
  const [prompts, interactions, records, errors, open_critical, pending, recent_activity] = await Promise.all(
    [
      sources.prompts(),
      sources.interactions(),
      sources.records(),
      sources.errors24h(),
      sources.openCritical(),
      sources.pendingSuggestions(),
      sources.activity(shownActivities),
    ],
  );
  const of = (kind: string) => byStatus(records.filter((row) => row.kind === kind));
  return {
    sessions: {
      total: sessions.length,
      by_state: countBy(sessions.map(({ state }) => state)),
      by_provider: countBy(sessions.map(({ provider }) => provider)),
    },
    prompts,
    interactions,
    tmux_sessions: sessions.length,
    projects: of('project'),
    milestones: of('milestone'),
    features: of('feature'),
    bugs: of('bug'),
    devops_tasks: of('devops_task'),
    errors: of('error'),
    errors_24h: withTotal(errors),
    open_critical,
    suggestions: { pending },
    recent_activity,
    nodes: sources.nodes(),
  };
}

/** Counts by name, with their sum as `total`. */
export function withTotal(counts: Record<string, number>): Record<string, number> {
  return { total: Object.values(counts).reduce((sum, count) => sum + count, 0), ...counts };
}

function countBy(words: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function byStatus(rows: StatusCount[]): Record<string, number> {
  return withTotal(Object.fromEntries(rows.map(({ status, count }) => [status ?? 'none', count])));
}
