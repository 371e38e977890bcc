import type { DeliveryStep } from '@architect/contracts/node-link';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import type { PatientWriter } from '../../platform/database/patient-writer.ts';
import { type Nodes, sessionKey } from '../nodes/index.ts';
import { type AttemptState, judgeStep } from './attempt-steps.ts';
import { findAttempt, insertHistory, insertReceipt, moveAttempt } from './attempt-store.ts';
import { type Ending, finishPrompt } from './finish-prompt.ts';
import type { OpenAttempts } from './open-attempts.ts';
import type { PromptRecords } from './prompt-records.ts';
import { changePrompt, findPrompt } from './prompt-store.ts';
import { running, stopped } from './run-clock.ts';
import type { SessionHolds } from './session-holds.ts';
import type { AssignerTables, AttemptRow, PromptRow } from './tables.ts';
import { insertUsage } from './usage-store.ts';

/** Applies what nodes report about deliveries: receipts, states, endings. */
export interface DeliveryLog {
  /**
   * Steps of one attempt are applied in the order of the calls. Resolves when this one is committed or ignored; a step that
   * cannot be saved is tried again until we stop. Rejects then: nobody may be told that we have it.
   */
  apply(step: DeliveryStep): Promise<void>;
  /** Resolves when everything handed in so far, or what of it is about this attempt, is applied. */
  settled(attemptId?: string): Promise<void>;
}

export interface DeliveryLogOptions extends Pick<ModuleContext, 'clock' | 'log'> {
  /** Steps are recorded even if the database is away for a while. */
  writer: PatientWriter;
  nodes: Pick<Nodes, 'session'>;
  attempts: OpenAttempts;
  holds: SessionHolds;
  records: PromptRecords;
  /** Something changed that may let other prompts go on, or that moves the next time-out. */
  wake(): void;
}

export function createDeliveryLog(options: DeliveryLogOptions): DeliveryLog {
  const { clock, log, writer } = options;
  const chains = new Map<string, Promise<void>>();

  async function applyNow(step: DeliveryStep): Promise<void> {
    const outcome = await writer.insist((tx) =>
      record(tx, storable(step), { ...options, nowMs: clock.now() }),
    );
    if (outcome.verdict === 'unknown') {
      log.warn({ attempt: step.attempt_id, step: step.step }, 'a step of an unknown delivery was ignored');
    }
    if (outcome.verdict === 'contradiction') {
      log.error(
        { attempt: step.attempt_id, step: step.step, state: outcome.state },
        'a node reported a delivery step that cannot follow; ignored',
      );
    }
    if (outcome.verdict === 'apply') afterStep(outcome.step, options);
    // Recorded already: perhaps by a write whose success we were never told, because the database went away just then.
    if (outcome.verdict === 'ignore' && isLast(step)) afterStep(step, options);
  }

  return {
    apply(step) {
      const before = chains.get(step.attempt_id) ?? Promise.resolve();
      const applied = before.then(() => applyNow(step));
      const next = applied
        .catch((error: unknown) =>
          log.error(
            { err: error, attempt: step.attempt_id, step: step.step },
            'a delivery step is not saved',
          ),
        )
        .finally(() => {
          if (chains.get(step.attempt_id) === next) chains.delete(step.attempt_id);
        });
      chains.set(step.attempt_id, next);
      return applied;
    },
    async settled(attemptId) {
      if (attemptId !== undefined) return await chains.get(attemptId);
      while (chains.size > 0) await Promise.all(chains.values());
    },
  };
}

type StepOutcome =
  /** `step` is what was recorded: not always what was reported. */
  | { verdict: 'apply'; step: DeliveryStep }
  | { verdict: 'ignore' | 'unknown' }
  | { verdict: 'contradiction'; state: AttemptState };

async function record(
  tx: Tx,
  step: DeliveryStep,
  options: DeliveryLogOptions & { nowMs: number },
): Promise<StepOutcome> {
  const db = tx.tables<AssignerTables>();
  const attempt = await findAttempt(db, step.attempt_id);
  if (!attempt) return { verdict: 'unknown' };
  const prompt = await findPrompt(db, attempt.prompt_id);
  if (!prompt) return { verdict: 'unknown' };
  const verdict = judgeStep(attempt.state, step.step);
  // Nobody can prove any more that nothing was delivered: the honest end is "unconfirmed".
  const effective = verdict === 'contradiction' && step.step === 'refused' ? unconfirmedFrom(step) : step;
  if (verdict === 'ignore') return { verdict };
  if (verdict === 'contradiction' && effective === step) return { verdict, state: attempt.state };
  if (!(await moveAttempt(db, attempt, effective.step, options.nowMs))) return { verdict: 'ignore' };
  await insertReceipt(db, {
    prompt_id: attempt.prompt_id,
    attempt: attempt.number,
    session: attempt.session,
    step: effective.step,
    evidence: effective.evidence,
    at: Date.parse(effective.at),
  });
  await recordUsage(tx, { step: effective, attempt, nodes: options.nodes });
  const changed = await changeByStep({ tx, step: effective, attempt, prompt, nowMs: options.nowMs });
  await options.records.announce(tx, changed);
  return { verdict: 'apply', step: effective };
}

async function recordUsage(
  tx: Tx,
  { step, attempt, nodes }: { step: DeliveryStep; attempt: AttemptRow; nodes: Pick<Nodes, 'session'> },
): Promise<void> {
  if (step.step !== 'ended' || !step.usage) return;
  const { attempt_id, prompt_id, node, session: name } = attempt;
  const session = nodes.session(sessionKey({ node, name }));
  await insertUsage(tx.tables<AssignerTables>(), {
    ...{ attempt_id, prompt_id, at: Date.parse(step.at), ...step.usage },
    ...{ provider: session?.provider ?? 'unknown', working_dir: session?.working_dir ?? null },
  });
}

function isLast({ step }: DeliveryStep): boolean {
  return step === 'refused' || step === 'unconfirmed' || step === 'ended';
}

/** PostgreSQL stores no NUL, and an agent's answer may hold anything. */
function storable(step: DeliveryStep): DeliveryStep {
  const clean = (text: string): string => text.replaceAll('\0', '').toWellFormed();
  const evidence = clean(step.evidence);
  if (step.step !== 'ended') return { ...step, evidence };
  const { response, error } = step;
  return { ...step, evidence, response: response && clean(response), error: error && clean(error) };
}

function unconfirmedFrom(step: DeliveryStep): DeliveryStep {
  const { attempt_id, at, evidence } = step;
  return {
    step: 'unconfirmed',
    attempt_id,
    at,
    evidence: `reported as not delivered after Enter was pressed: ${evidence}`,
  };
}

interface Change {
  tx: Tx;
  step: DeliveryStep;
  attempt: AttemptRow;
  prompt: PromptRow;
  nowMs: number;
}

/** What a step means for the prompt. @returns ids of the prompts to announce */
async function changeByStep(change: Change): Promise<number[]> {
  const { tx, step, attempt, prompt, nowMs } = change;
  const db = tx.tables<AssignerTables>();
  const { id } = prompt;
  switch (step.step) {
    case 'typed':
      return [id];
    case 'submitted':
      await changePrompt(db, id, ['assigned', 'in_progress'], { refusals: 0 });
      return [id];
    case 'started':
      return await markStarted(change, {});
    case 'blocked':
      // A dialog of this turn shows that the turn has begun, whether or not its start was seen.
      return await markStarted(change, stopped(prompt, nowMs));
    case 'resumed':
      await changePrompt(db, id, ['assigned', 'in_progress'], running(prompt, nowMs));
      return [id];
    case 'refused':
      return await handBack(change);
    case 'unconfirmed':
    case 'ended':
      if (isUntouched(step)) return await waitForLimit(change);
      await auditEnd(tx, attempt, step);
      return await finishPrompt(db, id, endingOf(step), nowMs);
  }
}

async function markStarted(
  { tx, attempt, prompt, nowMs }: Change,
  clock: { elapsed_ms?: number; clock_started_at?: number | null },
): Promise<number[]> {
  const db = tx.tables<AssignerTables>();
  await changePrompt(db, prompt.id, ['assigned', 'in_progress'], {
    ...clock,
    status: 'in_progress',
    started_at: prompt.started_at ?? nowMs,
    refusals: 0,
  });
  if (prompt.started_at === null) {
    await insertHistory(db, {
      prompt_id: prompt.id,
      action: 'started',
      session: attempt.session,
      actor: null,
      details: '',
      at: nowMs,
    });
  }
  return [prompt.id];
}

/** Proven: nothing was delivered. Back into the queue, or dead-letter after too many in a row. */
async function handBack(change: Change): Promise<number[]> {
  const { tx, step, prompt, nowMs } = change;
  const db = tx.tables<AssignerTables>();
  if (step.step === 'refused' && step.permanent) {
    const ending: Ending = { status: 'failed', code: 'UNDELIVERABLE', error: step.evidence };
    return await finishPrompt(db, prompt.id, ending, nowMs);
  }
  const refusals = prompt.refusals + 1;
  if (refusals > prompt.max_retries) {
    const error = `not delivered in ${refusals} ${refusals === 1 ? 'try' : 'tries'}; the last one: ${step.evidence}`;
    return await finishPrompt(db, prompt.id, { status: 'failed', code: 'NOT_DELIVERED', error }, nowMs);
  }
  await putBack(change, { refusals });
  return [prompt.id];
}

/** A usage limit stopped the agent before it did anything: the prompt is as good as not delivered. */
function isUntouched(step: DeliveryStep): boolean {
  return step.step === 'ended' && step.error_code === 'USAGE_LIMIT' && step.untouched === true;
}

/** Back into the queue: it waits for the reset, or goes to another provider where it may. No try is counted. */
async function waitForLimit(change: Change): Promise<number[]> {
  await putBack(change, {});
  return [change.prompt.id];
}

async function putBack(
  { tx, step, attempt, prompt, nowMs }: Change,
  counted: { refusals?: number },
): Promise<void> {
  const db = tx.tables<AssignerTables>();
  await changePrompt(db, prompt.id, ['assigned', 'in_progress'], {
    status: 'pending',
    assigned_session: null,
    node: null,
    assigned_at: null,
    started_at: null,
    elapsed_ms: 0,
    clock_started_at: null,
    ...counted,
  });
  await insertHistory(db, {
    prompt_id: prompt.id,
    action: 'returned',
    session: attempt.session,
    actor: null,
    details: step.evidence,
    at: nowMs,
  });
}

function endingOf(step: Extract<DeliveryStep, { step: 'unconfirmed' | 'ended' }>): Ending {
  if (step.step === 'unconfirmed') {
    const error = `nobody can tell whether the agent got it; look at the session before you retry: ${step.evidence}`;
    return { status: 'failed', code: 'DELIVERY_UNCONFIRMED', error };
  }
  if (step.outcome === 'completed')
    return { status: 'completed', response: step.response, note: step.evidence };
  return {
    status: 'failed',
    code: step.error_code ?? 'AGENT_ERROR',
    response: step.response,
    error: step.error ?? step.evidence,
  };
}

/** The audit trail shows how every prompt ended; the steps in between are in its receipts. */
async function auditEnd(tx: Tx, attempt: AttemptRow, step: DeliveryStep): Promise<void> {
  await tx.audit({
    actor: `agent:${attempt.session}`,
    action: step.step === 'ended' ? `prompt.${step.outcome}` : 'prompt.unconfirmed',
    entityType: 'prompt',
    entityId: attempt.prompt_id,
    details: { attempt: attempt.number, evidence: step.evidence },
  });
}

function afterStep(step: DeliveryStep, { attempts, holds, wake }: DeliveryLogOptions): void {
  const attempt = attempts.get(step.attempt_id);
  if (!attempt) return wake();
  switch (step.step) {
    case 'typed':
      return;
    case 'submitted':
    case 'started':
      holds.clear(attempt.session);
      return;
    case 'blocked':
    case 'resumed':
      return wake();
    case 'refused':
      // Before the session counts as free again, so that no dispatch can slip in between.
      holds.hold(attempt.session, step.evidence, wake);
      attempts.remove(step.attempt_id);
      return wake();
    case 'unconfirmed':
    case 'ended':
      // Its own state follows; nothing must go there in between.
      if (isUntouched(step)) holds.hold(attempt.session, 'it has just met its usage limit', wake);
      attempts.remove(step.attempt_id);
      return wake();
  }
}
