import type { Logger } from 'pino';
import type { Clock, Events } from './context.ts';

export type LifecycleState = 'RUNNING' | 'STOPPING' | 'DRAINING' | 'CLEANUP' | 'TERMINATED';

export interface Lifecycle {
  readonly state: LifecycleState;
  /** Marks work under way; call the result when it is done. Draining waits for all of it. */
  begin(task: string): () => void;
  /** Cleanup hooks run last added first. */
  onCleanup(name: string, hook: () => Promise<void> | void): void;
  /**
   * Stops once: waits for work under way, then cleans up. Always resolves; what did not end in time is logged.
   * Later calls get the same promise.
   */
  stop(reason: string): Promise<void>;
  /** Runs after everything else, once. */
  onTerminated(run: () => void): void;
  /** Ends the waiting of the present phase, e.g. at a second signal. */
  hurry(): void;
}

export interface LifecycleLimits {
  drainMs: number;
  /** All cleanup hooks together. */
  cleanupMs: number;
}

/** RUNNING → STOPPING → DRAINING → CLEANUP → TERMINATED, as the operating procedures name the phases. */
export function createLifecycle({
  clock,
  log,
  events,
  limits = { drainMs: 60_000, cleanupMs: 30_000 },
}: {
  clock: Clock;
  log: Logger;
  events: Events;
  limits?: LifecycleLimits;
}): Lifecycle {
  let state: LifecycleState = 'RUNNING';
  let stopping: Promise<void> | undefined;
  const tasks = new Map<symbol, string>();
  const hooks: { name: string; hook: () => Promise<void> | void }[] = [];
  const hurry = Promise.withResolvers<void>();
  const terminated: (() => void)[] = [];
  let drained: (() => void) | undefined;

  const enter = (next: LifecycleState): void => {
    state = next;
    log.info({ lifecycle: next }, 'lifecycle');
    events.publish('server.lifecycle', { state: next });
  };

  const drain = async (): Promise<void> => {
    enter('DRAINING');
    if (tasks.size === 0) return;
    const done = new Promise<void>((resolve) => {
      drained = resolve;
    });
    await within({ clock, work: done, limitMs: limits.drainMs, giveUp: hurry.promise });
    if (tasks.size > 0)
      log.warn({ tasks: [...tasks.values()] }, 'work was still under way when the wait ended');
  };

  const cleanUp = async (): Promise<void> => {
    enter('CLEANUP');
    const endsAt = clock.now() + limits.cleanupMs;
    for (const { name, hook } of hooks.reverse()) {
      const work = runHook(name, hook, log);
      const limitMs = Math.max(0, endsAt - clock.now());
      const isDone = await within({ clock, work, limitMs, giveUp: hurry.promise });
      if (!isDone) log.error({ hook: name }, 'a cleanup hook did not end in time');
    }
  };

  return {
    get state() {
      return state;
    },
    begin(task) {
      const id = Symbol(task);
      tasks.set(id, task);
      return () => {
        tasks.delete(id);
        if (tasks.size === 0) drained?.();
      };
    },
    onCleanup: (name, hook) => hooks.push({ name, hook }),
    stop(reason) {
      stopping ??= (async () => {
        log.info({ reason }, 'stopping');
        enter('STOPPING');
        await drain();
        await cleanUp();
        enter('TERMINATED');
        for (const run of terminated) run();
      })();
      return stopping;
    },
    onTerminated: (run) => terminated.push(run),
    hurry: () => hurry.resolve(),
  };
}

async function runHook(name: string, hook: () => Promise<void> | void, log: Logger): Promise<void> {
  try {
    await hook();
  } catch (error) {
    log.error({ err: error, hook: name }, 'a cleanup hook failed');
  }
}

/** True when the work ended, false when the limit or the wish to hurry came first. */
async function within(race: {
  clock: Clock;
  work: Promise<void>;
  limitMs: number;
  giveUp: Promise<void>;
}): Promise<boolean> {
  const limit = Promise.withResolvers<boolean>();
  const cancel = race.clock.after(race.limitMs, () => limit.resolve(false));
  // A turn of grace, so that a hook that ends at once counts as ended even when everybody is in a hurry.
  const hurried = race.giveUp.then(
    () => new Promise<boolean>((resolve) => setImmediate(() => resolve(false))),
  );
  const isDone = await Promise.race([race.work.then(() => true), limit.promise, hurried]);
  cancel();
  return isDone;
}
