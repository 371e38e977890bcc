import { createHash } from 'node:crypto';
import type { AssignerLimits } from '@architect/contracts/assigner-limits';
import type { Provider } from '@architect/contracts/providers';
import type { ModuleContext } from '../../platform/context.ts';
import { createSingleFlight } from '../../platform/single-flight.ts';
import type { Nodes } from '../nodes/index.ts';
import { lackOfRoom } from '../sessions/index.ts';
import type { Dispatcher } from './dispatcher.ts';
import { waitingHeadless } from './headless-store.ts';
import { wishOf } from './prompt-records.ts';
import { suitability, type Wish, wantedProviders } from './queue-rules.ts';
import type { AssignerTables } from './tables.ts';

/**
 * Starts agents without a terminal for prompts that want one: one for each provider and directory, so that prompts of one
 * directory follow each other in one conversation. Woken by events.
 */
export interface HeadlessStarter {
  kick(): void;
  /** Prompt id → why no agent could be started for it. */
  problems(): ReadonlyMap<number, string>;
  stop(): Promise<void>;
}

export interface HeadlessStarterOptions extends Pick<ModuleContext, 'db' | 'clock' | 'log'> {
  nodes: Nodes;
  limits(): AssignerLimits;
  dispatcher: Pick<Dispatcher, 'isOpen'>;
}

const lookedAt = 100;
const retryPauseMs = 30_000;
const namePrefix = 'headless-';

export function createHeadlessStarter(options: HeadlessStarterOptions): HeadlessStarter {
  const { db, clock, log } = options;
  let problems = new Map<number, string>();
  let notBefore = new Map<string, { until: number; reason: string }>();
  let cancelRetry = (): void => undefined;

  async function pass(): Promise<void> {
    if (!options.dispatcher.isOpen()) return;
    const found = new Map<number, string>();
    for (const row of await waitingHeadless(db.tables<AssignerTables>(), lookedAt)) {
      const wish = wishOf(row);
      const problem = await startFor(wish);
      if (problem !== null) found.set(wish.id, problem);
    }
    problems = found;
    notBefore = new Map([...notBefore].filter(([, { until }]) => until > clock.now()));
  }

  /** @returns why not, or null when there is an agent, or one was started. */
  async function startFor(wish: Wish): Promise<string | null> {
    const sessions = options.nodes.sessions();
    if (sessions.some((session) => suitability(wish, session) !== null)) return null;
    const [provider] = wantedProviders(wish);
    const { working_dir: workingDir } = wish;
    if (!provider || workingDir === null) return null; // the waiting reason says it
    const name = nameFor(provider, workingDir);
    const earlier = notBefore.get(name);
    if (earlier && earlier.until > clock.now()) return earlier.reason;
    const most = options.limits().headless_sessions;
    const running = sessions.filter((session) => session.name.startsWith(namePrefix)).length;
    if (running >= most) return `${running} headless agents run already, and the limit is ${most}`;
    try {
      const refusal = await start({ name, provider, workingDir }, options);
      return refusal === null ? null : tryLater(name, refusal);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn({ err: error, prompt: wish.id, provider }, 'a headless agent could not be started');
      return tryLater(name, reason);
    }
  }

  function tryLater(name: string, reason: string): string {
    notBefore.set(name, { until: clock.now() + retryPauseMs, reason });
    cancelRetry();
    cancelRetry = clock.after(retryPauseMs, passes.ask);
    return reason;
  }

  const passes = createSingleFlight({
    run: pass,
    clock,
    onError: (error) => log.warn({ err: error }, 'headless prompts could not be read; trying again'),
  });
  return {
    kick: passes.ask,
    problems: () => problems,
    async stop() {
      cancelRetry();
      await passes.stop();
    },
  };
}

/** @returns why its machine has no room for it; null when it was started. */
async function start(
  { name, provider, workingDir }: { name: string; provider: Provider; workingDir: string },
  { db, nodes, limits }: HeadlessStarterOptions,
): Promise<string | null> {
  const ready = nodes
    .status()
    .map((node) => node.name)
    .filter(nodes.isReady);
  const node = ready.includes('local') ? 'local' : ready[0];
  if (node === undefined) throw new Error('no node is in reach that could run it');
  const lack = lackOfRoom((await nodes.request(node, 'list', {})).memory, limits());
  if (lack) return `${lack.words} on ${node}: end an agent, or change the limits`;
  await nodes.request(node, 'create', {
    name,
    provider,
    mode: 'headless',
    working_dir: workingDir,
    end_when_idle_minutes: limits().headless_idle_minutes,
  });
  await db.write((tx) =>
    tx.audit({
      actor: 'system',
      action: 'session.created',
      entityType: 'session',
      entityId: name,
      details: { node, working_dir: workingDir, provider, mode: 'headless' },
    }),
  );
  return null;
}

/** The same for the same directory: two passes can never start two. */
function nameFor(provider: Provider, workingDir: string): string {
  const mark = createHash('sha256').update(workingDir).digest('hex').slice(0, 6);
  const last = workingDir.split('/').filter(Boolean).at(-1) ?? 'root';
  return `${namePrefix}${provider}-${last.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 30)}-${mark}`;
}
