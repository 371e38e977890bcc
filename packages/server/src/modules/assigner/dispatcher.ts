import type { ModuleContext } from '../../platform/context.ts';
import { createSingleFlight } from '../../platform/single-flight.ts';
import { sessionKey } from '../nodes/index.ts';
import { createTurns } from './fair-line.ts';
import { type HandOutOptions, handOut } from './hand-out.ts';
import { placePrompts, type View } from './place-prompts.ts';
import { type Assignment, isReady } from './queue-rules.ts';
import { recoverAttempts } from './recovery.ts';

/** Brings waiting prompts to free sessions. Woken by events, never by polling; one pass at a time. */
export interface Dispatcher {
  /** Something changed: look at the queue. Cheap, and safe at any time. */
  kick(): void;
  /** Until this is called, nothing is sent: attempts of an earlier run are reconciled first. */
  open(): void;
  isOpen(): boolean;
  /** Sends nothing more; resolves when what is under way has been handed to the nodes. */
  stop(): Promise<void>;
}

export type DispatcherOptions = HandOutOptions & Pick<ModuleContext, 'db'>;

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { db, clock, log, holds } = options;
  const turns = createTurns();
  const startingPrompts = new Set<number>();
  const startingSessions = new Map<string, number>();
  const underWay = new Set<Promise<void>>();
  let state: 'closed' | 'open' | 'stopped' = 'closed';
  /** A write failed: its intent may be committed all the same. */
  let mayHaveStrays = false;

  async function pass(): Promise<void> {
    if (mayHaveStrays) {
      await recoverAttempts(options, (promptId) => startingPrompts.has(promptId));
      mayHaveStrays = false;
    }
    await placePrompts({
      db,
      turns,
      look: () => viewOf(options, startingSessions),
      isOpen: () => state === 'open',
      isStarting: (id) => startingPrompts.has(id),
      begin,
    });
  }

  function begin(chosen: Assignment): void {
    const key = sessionKey(chosen.session);
    startingPrompts.add(chosen.promptId);
    startingSessions.set(key, chosen.promptId);
    const run = handOut(chosen, options)
      .catch((error: unknown) => {
        log.error({ err: error, prompt: chosen.promptId, session: key }, 'a prompt could not be handed out');
        mayHaveStrays = true;
        holds.hold(chosen.session, 'the server had a problem; it is in the log', passes.ask);
      })
      .finally(() => {
        startingPrompts.delete(chosen.promptId);
        startingSessions.delete(key);
        underWay.delete(run);
        passes.ask();
      });
    underWay.add(run);
  }

  const passes = createSingleFlight({
    run: pass,
    clock,
    onError: (error) => log.warn({ err: error }, 'the queue could not be read; trying again'),
  });

  return {
    kick: passes.ask,
    isOpen: () => state === 'open',
    open() {
      if (state !== 'closed') return;
      state = 'open';
      passes.ask();
    },
    async stop() {
      state = 'stopped';
      await passes.stop();
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

/** Who is free, and who works, now. */
function viewOf(
  { nodes, attempts, holds, limits, clock }: DispatcherOptions,
  starting: ReadonlyMap<string, number>,
): View {
  const sessions = nodes.sessions();
  const occupied = new Map([...attempts.occupied(), ...starting]);
  const free = sessions.filter(
    (session) => isReady(session) && !occupied.has(sessionKey(session)) && holds.reasonFor(session) === null,
  );
  return { free, crowd: { sessions, occupied, limits: limits(), nowMs: clock.now() } };
}
