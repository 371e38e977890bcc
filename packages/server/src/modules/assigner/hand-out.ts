import { randomBytes } from 'node:crypto';
import type { AssignerLimits } from '@architect/contracts/assigner-limits';
import { type NodeLink, NodeLinkError, type NodeResult } from '@architect/contracts/node-link';
import { AppError } from '../../platform/app-error.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import { type Nodes, type SessionRef, sessionKey } from '../nodes/index.ts';
import { insertAttempt, insertHistory, insertReceipt, lastAttemptNumber } from './attempt-store.ts';
import { agentsBeside } from './crowd.ts';
import type { DeliveryLog } from './delivery-log.ts';
import { finishPrompt } from './finish-prompt.ts';
import type { OpenAttempts } from './open-attempts.ts';
import type { PromptRecords } from './prompt-records.ts';
import { changePrompt, findPrompt } from './prompt-store.ts';
import type { Assignment } from './queue-rules.ts';
import type { Reconciler } from './reconciler.ts';
import type { SessionHolds } from './session-holds.ts';
import type { AssignerTables, PromptRow } from './tables.ts';

export interface HandOutOptions extends Pick<ModuleContext, 'db' | 'clock' | 'log'> {
  nodes: Nodes;
  attempts: OpenAttempts;
  holds: SessionHolds;
  records: PromptRecords;
  deliveries: DeliveryLog;
  reconciler: Reconciler;
  limits(): AssignerLimits;
  /** Looks at the queue again, and at the next time-out. */
  wake(): void;
}

type Prepared = NodeResult<'prepare'>;

/** Prepare on the node, commit the intent, deliver. What fails before the commit leaves no trace but a hold. */
export async function handOut(chosen: Assignment, options: HandOutOptions): Promise<void> {
  const link = options.nodes.link(chosen.session.node);
  const prompt = await findPrompt(options.db.tables<AssignerTables>(), chosen.promptId);
  if (!link || prompt?.status !== 'pending') return;
  const prepared = await prepare({ link, prompt, session: chosen.session }, options);
  if (!prepared) return;
  const intent = await commitIntent({ prompt, session: chosen.session, prepared }, options);
  if (!intent) return;
  options.wake();
  await deliver({ link, prompt, prepared, intent, session: chosen.session }, options);
}

async function prepare(
  target: { link: NodeLink; prompt: PromptRow; session: SessionRef },
  options: HandOutOptions,
): Promise<Prepared | null> {
  const { link, prompt, session } = target;
  try {
    return await link.request('prepare', { session: session.name, text: prompt.content });
  } catch (error) {
    if (error instanceof NodeLinkError && error.code === 'BAD_REQUEST') {
      await refuseForGood(prompt.id, error.message, options);
      return null;
    }
    const reason = error instanceof Error ? error.message : String(error);
    options.log.info({ prompt: prompt.id, session: sessionKey(session), reason }, 'not deliverable now');
    options.holds.hold(session, reason, options.wake);
    return null;
  }
}

/** The agent can never take this text as it is: trying again would change nothing. */
async function refuseForGood(
  id: number,
  reason: string,
  { db, clock, records }: HandOutOptions,
): Promise<void> {
  await db.write(async (tx) => {
    const ending = { status: 'failed', code: 'UNDELIVERABLE', error: reason } as const;
    await records.announce(tx, await finishPrompt(tx.tables<AssignerTables>(), id, ending, clock.now()));
    await tx.audit({
      actor: 'system',
      action: 'prompt.failed',
      entityType: 'prompt',
      entityId: id,
      details: { error_code: 'UNDELIVERABLE', reason },
    });
  });
}

interface Intent {
  attemptId: string;
  at: number;
}

/** One write: attempt, prompt, receipt, history. Null when the prompt or the session was taken in the meantime. */
async function commitIntent(
  target: { prompt: PromptRow; session: SessionRef; prepared: Prepared },
  options: HandOutOptions,
): Promise<Intent | null> {
  try {
    return await options.db.write((tx) => writeIntent(tx, target, options));
  } catch (error) {
    // The unique index: another open attempt holds this session or this prompt.
    if (error instanceof AppError && error.code === 'CONFLICT') return null;
    throw error;
  }
}

async function writeIntent(
  tx: Tx,
  { prompt, session, prepared }: { prompt: PromptRow; session: SessionRef; prepared: Prepared },
  options: HandOutOptions,
): Promise<Intent | null> {
  const { clock, attempts, records } = options;
  const db = tx.tables<AssignerTables>();
  const at = clock.now();
  const taken = await changePrompt(db, prompt.id, ['pending'], {
    status: 'assigned',
    assigned_session: session.name,
    node: session.node,
    assigned_at: at,
    elapsed_ms: 0,
    clock_started_at: at,
  });
  if (!taken) return null;
  const number = (await lastAttemptNumber(db, prompt.id)) + 1;
  const attemptId = `${prompt.id}-${number}-${randomBytes(4).toString('hex')}`;
  await insertAttempt(db, {
    attempt_id: attemptId,
    prompt_id: prompt.id,
    number,
    node: session.node,
    session: session.name,
    text: prepared.text,
    mark_json: prepared.mark,
    state: 'sending',
    is_open: true,
    intent_at: at,
    closed_at: null,
  });
  const guards =
    prepared.adjusted.length === 0 ? '' : `; adjusted for the agent: ${prepared.adjusted.join(', ')}`;
  await insertReceipt(db, {
    prompt_id: prompt.id,
    attempt: number,
    session: session.name,
    step: 'sending',
    at,
    evidence: `attempt ${attemptId} on ${session.node}${guards}${besideWords(session, options)}`,
  });
  await insertHistory(db, {
    prompt_id: prompt.id,
    action: 'assigned',
    session: session.name,
    actor: null,
    details: '',
    at,
  });
  await records.announce(tx, [prompt.id]);
  tx.afterCommit(() => attempts.add({ attemptId, promptId: prompt.id, session }));
  return { attemptId, at };
}

/** Two agents in one directory undo each other's work: whoever asks later what happened finds it here. */
function besideWords(ref: SessionRef, { nodes, attempts, limits, clock }: HandOutOptions): string {
  const session = nodes.session(sessionKey(ref));
  if (!session || limits().directory_rule === 'off') return '';
  const crowd = {
    sessions: nodes.sessions(),
    occupied: attempts.occupied(),
    limits: limits(),
    nowMs: clock.now(),
  };
  const others = agentsBeside(session, crowd);
  return others.length === 0 ? '' : `; in the same directory: ${others.join(', ')}`;
}

async function deliver(
  target: { link: NodeLink; prompt: PromptRow; session: SessionRef; prepared: Prepared; intent: Intent },
  { deliveries, reconciler, clock, log }: HandOutOptions,
): Promise<void> {
  const { link, prompt, session, prepared, intent } = target;
  const attempt_id = intent.attemptId;
  try {
    log.info({ prompt: prompt.id, attempt: attempt_id, bytes: prepared.text.length }, 'delivering');
    await link.request('deliver', {
      attempt_id,
      prompt_id: prompt.id,
      session: session.name,
      text: prepared.text,
      intent_at: toTime(intent.at),
      mark: prepared.mark,
    });
  } catch (error) {
    const evidence = error instanceof Error ? error.message : String(error);
    if (provesNothingTyped(error)) {
      await deliveries.apply({ step: 'refused', attempt_id, at: toTime(clock.now()), evidence });
      return;
    }
    log.warn({ err: error, attempt: attempt_id }, 'a delivery may or may not have begun; finding out');
    reconciler.reconcile(attempt_id);
  }
}

/** These refusals are given before anything is typed (node-link contract of `deliver`). */
function provesNothingTyped(error: unknown): boolean {
  return (
    error instanceof NodeLinkError &&
    (error.code === 'NO_SESSION' || error.code === 'NOT_DELIVERABLE' || error.code === 'TMUX_DOWN')
  );
}
