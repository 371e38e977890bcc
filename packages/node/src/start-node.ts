import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeLink } from '@architect/contracts/node-link';
import { createAgentBook } from './agents/agent-book.ts';
import { openRulesFile } from './agents/rules-file.ts';
import { systemClock } from './clock.ts';
import { startHeadless } from './headless/start-headless.ts';
import { createLocalLink } from './local-link.ts';
import { createHandlers } from './node-handlers.ts';
import { Deliveries } from './sessions/deliveries.ts';
import { Fleet } from './sessions/fleet.ts';
import { openLimitBook } from './sessions/limit-book.ts';
import { sweepHookDirs } from './sessions/sweep-hook-dirs.ts';
import { createTerminals } from './sessions/terminals.ts';
import { watchDialogs } from './sessions/watch-dialogs.ts';
import { createTestRuns } from './source/test-runs.ts';
import { createDriver } from './tmux/create-driver.ts';
import type { TmuxDriver } from './tmux/driver.ts';
import { createWorktrees } from './worktrees/worktrees.ts';

export interface NodeLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface StartNode {
  name: string;
  /** tmux server, as in `tmux -L`; undefined = tmux's own default. */
  socketName?: string;
  /** Hook inboxes and saved screens live below it. */
  dataDir: string;
  log: NodeLog;
}

/** Starts the part that owns this machine's tmux, agents and their states. `stop` leaves every session running. */
export async function startNode(options: StartNode): Promise<{ link: NodeLink; stop(): Promise<void> }> {
  const { name, log } = options;
  const onError = (error: unknown) => log.error({ err: error }, 'node: a listener failed');
  const hookRoot = join(options.dataDir, 'node', 'hooks');
  mkdirSync(hookRoot, { recursive: true, mode: 0o700 });
  const { link, emit, serve } = createLocalLink(name, onError);
  const driver = createDriver({ ...(options.socketName ? { socketName: options.socketName } : {}), log });
  const clock = systemClock;
  const book = createAgentBook({ now: clock.now });
  const { notesOf: limitNotes } = openLimitBook(join(options.dataDir, 'node', 'limits.json'), onError);
  const fleet = new Fleet({ node: name, driver, clock, hookRoot, onError, book, limitNotes });
  const rulesFile = openRulesFile({
    path: join(options.dataDir, 'agents.yaml'),
    book,
    log,
    now: clock.now,
    onChange: () => fleet.useRules(),
  });
  const context = {
    driver,
    clock,
    fleet,
    onError,
    emit: (step: Parameters<typeof emit<'delivery'>>[1]) => emit('delivery', step),
  };
  const deliveries = new Deliveries(context);
  const terminals = createTerminals({ driver, fleet, clock, emit });
  forwardEvents(name, driver, fleet, emit);
  watchDialogs({ fleet, clock, emit });

  const headless = await startHeadless({ node: name, dataDir: options.dataDir, clock, emit, onError });
  const tests = createTestRuns({ clock });
  const handlers = createHandlers({
    name,
    driver,
    fleet,
    hookRoot,
    screensRoot: join(options.dataDir, 'screens'),
    context,
    deliveries,
    terminals,
    worktrees: createWorktrees(join(options.dataDir, 'worktrees')),
    book,
    rulesFile,
    tests,
  });
  serve(headless.joinTo(handlers));
  await driver.start();
  // Without tmux nobody knows which of them are in use.
  const swept = driver.isUp() ? sweepHookDirs(hookRoot, fleet.hookDirsInUse(), clock.now()) : 0;
  if (swept > 0)
    log.info({ count: swept }, 'node: hook directories of sessions that ended long ago were removed');
  return {
    link,
    async stop() {
      serve(null);
      headless.close();
      rulesFile.close();
      terminals.closeAll();
      fleet.close();
      await tests.stop();
      await driver.stop();
    },
  };
}

type Emit = ReturnType<typeof createLocalLink>['emit'];

function forwardEvents(name: string, driver: TmuxDriver, fleet: Fleet, emit: Emit): void {
  driver.on('up', ({ version }) => emit('tmux.up', { version }));
  driver.on('down', ({ reason, isFault }) => emit('tmux.down', { reason, is_fault: isFault }));
  fleet.events.on('added', (tracker) => emit('session.added', fleet.describe(tracker)));
  fleet.events.on('changed', ({ session }) => emit('session.changed', session));
  fleet.events.on('renamed', ({ from, to }) => emit('session.renamed', { from, to }));
  fleet.events.on('removed', ({ tracker, reason }) =>
    emit('session.removed', { name: tracker.facts.sessionName, node: name, reason }),
  );
}
