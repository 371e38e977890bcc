import { NodeLinkError } from '@architect/contracts/node-link';
import type { Session } from '@architect/contracts/sessions';
import type { ModuleContext } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import type { Nodes } from '../nodes/index.ts';
import { isBeforeEnter, isOpen } from './attempt-steps.ts';
import { findAttempt, renameAttemptSession } from './attempt-store.ts';
import type { DeliveryLog } from './delivery-log.ts';
import { createNamedTimers } from './named-timers.ts';
import type { OpenAttempts } from './open-attempts.ts';
import type { AssignerTables, AttemptRow } from './tables.ts';

/**
 * Finds out how far attempts got when we do not know it: after a restart, or when a node did not answer. Never types
 * or sends anything: the node looks at its evidence and reports.
 */
export interface Reconciler {
  /**
   * From now on each attempt that stays open is asked about again and again, so that none is held open for ever by an end
   * that was missed: a node that follows it changes nothing.
   */
  start(): void;
  /** Waits for the node and the session, then asks the node. Returns at once. */
  reconcile(attemptId: string): void;
  /**
   * The session of an open attempt went away: if the node reports no end within 5 s, we record one. While the node is
   * out of reach nobody knows, so the attempt stays open until it is back.
   */
  sessionGone(attemptId: string, reason: string): void;
  /** A node was read or a session appeared: what waits for one looks again at once. */
  hurry(): void;
  stop(): void;
}

export interface ReconcilerOptions extends Pick<ModuleContext, 'db' | 'clock' | 'log'> {
  nodes: Nodes;
  attempts: OpenAttempts;
  deliveries: DeliveryLog;
}

const sessionWaitMs = 10_000;
const goneWaitMs = 5_000;
const retryPauseMs = 2_000;
const largestTries = 3;
/** An attempt that was open a round ago and still is has its node asked. */
const roundMs = 20_000;

interface Progress {
  tries: number;
  /** Epoch ms since which the node is known, but not the session; null before. */
  missingSince: number | null;
}
const atFirst: Progress = { tries: 0, missingSince: null };

export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { db, clock, log, nodes, attempts, deliveries } = options;
  let openBefore = new Set<string>();
  let cancelRound = (): void => undefined;
  const asking = createNamedTimers(clock, (attemptId, error, again) => {
    log.warn({ err: error, attempt: attemptId }, 'a delivery could not be reconciled; trying again');
    asking.set(attemptId, retryPauseMs, again);
  });
  const leaving = createNamedTimers(clock, (attemptId, error, again) => {
    log.warn({ err: error, attempt: attemptId }, 'the end of a session could not be recorded; trying again');
    leaving.set(attemptId, retryPauseMs, again);
  });

  async function openRow(attemptId: string): Promise<AttemptRow | null> {
    const row = await findAttempt(db.tables<AssignerTables>(), attemptId);
    return row?.is_open ? row : null;
  }

  /** Asks the node, now or when it and the session are known. */
  async function ask(attemptId: string, progress: Progress): Promise<void> {
    const again = (next: Partial<Progress>): void =>
      asking.set(attemptId, retryPauseMs, () => ask(attemptId, { ...progress, ...next }));
    // Its end may have come and not be saved yet.
    await deliveries.settled(attemptId);
    const attempt = await openRow(attemptId);
    if (!attempt) return;
    if (!nodes.isReady(attempt.node)) return again({ missingSince: null });
    const missingSince = progress.missingSince ?? clock.now();
    const session = sessionOf(attempt, nodes.sessions());
    if (!session && clock.now() - missingSince >= sessionWaitMs) {
      return await recordGone(attempt, 'the session does not exist any more', options);
    }
    if (!session) return again({ missingSince });
    await followRename(attempt, session, options);
    const problem = await request({ ...attempt, session: session.name }, nodes);
    if (!problem) return;
    if (problem.code === 'NO_SESSION') return again({ missingSince });
    const tries = progress.tries + 1;
    if (tries < largestTries) return again({ tries });
    // What an agent works on has an end that only its node can see: it is asked for as long as that takes.
    if (!isBeforeEnter(attempt.state)) {
      log.error(
        { attempt: attemptId, tries, evidence: problem.message },
        'a running prompt is not followed yet',
      );
      return again({ tries });
    }
    await deliveries.apply({
      ...{ step: 'unconfirmed', attempt_id: attemptId },
      ...{ at: toTime(clock.now()), evidence: problem.message },
    });
  }

  const reconcile = (attemptId: string): void => asking.set(attemptId, 0, () => ask(attemptId, atFirst));

  function round(): void {
    const open = attempts.all().map(({ attemptId }) => attemptId);
    for (const id of open) if (openBefore.has(id) && !asking.isSet(id)) reconcile(id);
    openBefore = new Set(open);
    cancelRound = clock.after(roundMs, round);
  }

  return {
    reconcile,
    start: round,
    sessionGone(attemptId, reason) {
      leaving.set(attemptId, goneWaitMs, async () => {
        const attempt = await openRow(attemptId);
        if (!attempt) return;
        // Back again under its name: tmux came back, or the session was made anew; the node can tell. A node out of
        // reach tells when it is back.
        const isToAsk = !nodes.isReady(attempt.node) || sessionOf(attempt, nodes.sessions()) !== null;
        if (isToAsk) await ask(attemptId, atFirst);
        else await recordGone(attempt, reason, options);
      });
    },
    hurry: () => asking.hurry(),
    stop() {
      cancelRound();
      asking.stop();
      leaving.stop();
    },
  };
}

/** @returns null when the node took the attempt over, or follows it already. */
async function request(attempt: AttemptRow, nodes: Nodes): Promise<{ code: string; message: string } | null> {
  if (!isOpen(attempt.state)) return null;
  try {
    await nodes.link(attempt.node)?.request('reconcile', {
      attempt_id: attempt.attempt_id,
      prompt_id: attempt.prompt_id,
      session: attempt.session,
      text: attempt.text,
      intent_at: toTime(attempt.intent_at),
      mark: attempt.mark_json,
      last_step: attempt.state,
    });
    return null;
  } catch (error) {
    if (error instanceof NodeLinkError && error.code === 'BAD_REQUEST') return null;
    const message = error instanceof Error ? error.message : String(error);
    return { code: error instanceof NodeLinkError ? error.code : 'FAILED', message };
  }
}

async function recordGone(
  attempt: AttemptRow,
  reason: string,
  { deliveries, clock }: ReconcilerOptions,
): Promise<void> {
  const common = { attempt_id: attempt.attempt_id, at: toTime(clock.now()), evidence: reason };
  // That it is gone now does not prove that nothing had been typed into it.
  if (attempt.state === 'sending') return await deliveries.apply({ ...common, step: 'unconfirmed' });
  await deliveries.apply({
    ...common,
    step: 'ended',
    outcome: 'failed',
    response: null,
    error_code: 'SESSION_GONE',
    error: `session ${attempt.session} ended: ${reason}`,
  });
}

/** The session of an attempt: by its name, else by its pane (renamed while we were away). */
function sessionOf(attempt: AttemptRow, sessions: Session[]): Session | null {
  const here = sessions.filter((session) => session.node === attempt.node);
  return (
    here.find((session) => session.name === attempt.session) ??
    here.find((session) => session.pane_id === attempt.mark_json.pane_id) ??
    null
  );
}

async function followRename(
  attempt: AttemptRow,
  session: Session,
  options: ReconcilerOptions,
): Promise<void> {
  if (attempt.session === session.name) return;
  const { attempt_id: attemptId, prompt_id: promptId } = attempt;
  await options.db.write((tx) =>
    renameAttemptSession(tx.tables<AssignerTables>(), { attemptId, promptId, to: session.name }),
  );
  options.attempts.remove(attemptId);
  options.attempts.add({ attemptId, promptId, session: { node: session.node, name: session.name } });
}
