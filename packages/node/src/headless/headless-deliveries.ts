import {
  type AttemptSpec,
  type DeliveryStep,
  NodeLinkError,
  type NodeResult,
} from '@architect/contracts/node-link';
import type { Clock } from '../clock.ts';
import type { KnownStep } from '../sessions/reconcile.ts';
import { iso, paneIdOf } from './describe-headless.ts';
import type { HeadlessSession } from './headless-session.ts';
import { messageIdOf } from './message-id.ts';
import type { ProtocolEvent, TurnResult } from './protocol.ts';

export interface HeadlessDeliveryOptions {
  clock: Clock;
  emit(step: DeliveryStep): void;
  onError(error: unknown): void;
}

interface Attempt {
  spec: AttemptSpec;
  session: HeadlessSession;
  messageId: string;
  /** Something was written to the agent, or nobody knows that nothing was. */
  mayBeSent: boolean;
  isStarted: boolean;
  isBlocked: boolean;
  isDone: boolean;
  stop(): void;
}

const isSubmitted = (step: KnownStep): boolean => step !== 'sending' && step !== 'typed';

/** Deliveries to sessions without a pane. Each attempt ends with exactly one of `refused`, `unconfirmed`, `ended`. */
export class HeadlessDeliveries {
  private readonly options: HeadlessDeliveryOptions;
  private readonly open = new Map<string, Attempt>();

  constructor(options: HeadlessDeliveryOptions) {
    this.options = options;
  }

  /** What would be sent; nothing is. @throws NodeLinkError BAD_REQUEST, NOT_DELIVERABLE */
  prepare(session: HeadlessSession, text: string): NodeResult<'prepare'> {
    const prepared = session.agent.prepare(text);
    if (!prepared.ok) throw new NodeLinkError('BAD_REQUEST', prepared.reason);
    const obstacle = session.obstacle();
    if (obstacle) throw new NodeLinkError('NOT_DELIVERABLE', obstacle, session.state().state);
    const mark = {
      pane_id: paneIdOf(session.saved.id),
      pane_pid: session.pid,
      screen_hash: '',
      history_size: 0,
      cursor: '',
      hook_count: 0,
      transcript_size: null,
      at: iso(this.options.clock.now()),
    };
    return { text: prepared.text, adjusted: prepared.adjusted, mark };
  }

  deliver(session: HeadlessSession, spec: AttemptSpec): void {
    const obstacle = session.obstacle();
    if (obstacle) throw new NodeLinkError('NOT_DELIVERABLE', obstacle, session.state().state);
    const attempt = this.begin(session, spec, false);
    this.hand(attempt).catch((error: unknown) => {
      this.refuse(attempt, error instanceof Error ? error.message : String(error));
    });
  }

  /** After a crash: the journal and the agent's own conversation file tell how far it got. What is followed goes on. */
  reconcile(session: HeadlessSession, spec: AttemptSpec, lastStep: KnownStep): void {
    if (this.open.has(spec.attempt_id)) return;
    const attempt = this.begin(session, spec, true);
    attempt.isStarted = isSubmitted(lastStep);
    attempt.isBlocked = lastStep === 'blocked';
    const known = session.book.messages.get(attempt.messageId);
    if (known?.taken) this.noteStarted(attempt, 'its own output tells of it');
    if (known?.result) return this.endTurn(attempt, known.result);
    // An agent that still works may yet read it, or end it: its exit decides at the latest.
    const mayGoOn =
      session.isRunning && (session.turn === attempt.messageId || session.state().rule === 'protocol.orphan');
    if (mayGoOn) return this.noteAsks(attempt);
    this.judge(attempt, 'the agent does not run any more').catch(this.options.onError);
  }

  /** Stops following; sends nothing. */
  abandon(attemptId: string): void {
    const attempt = this.open.get(attemptId);
    if (attempt) this.finish(attempt);
  }

  /** The session is being ended by a person. */
  sessionGone(session: HeadlessSession): void {
    for (const attempt of [...this.open.values()]) {
      if (attempt.session !== session) continue;
      this.fail(attempt, 'SESSION_GONE', 'the session was ended while the agent worked on the prompt');
    }
  }

  private begin(session: HeadlessSession, spec: AttemptSpec, mayBeSent: boolean): Attempt {
    if (this.open.has(spec.attempt_id))
      throw new NodeLinkError('BAD_REQUEST', `attempt ${spec.attempt_id} is under way already`);
    const attempt: Attempt = {
      spec,
      session,
      messageId: messageIdOf(spec.attempt_id),
      mayBeSent,
      isStarted: false,
      isBlocked: false,
      isDone: false,
      stop: () => undefined,
    };
    const stops = [
      session.events.on('said', (event) => this.take(attempt, event)),
      session.events.on('changed', () => this.noteAsks(attempt)),
      session.events.on('exited', ({ how }) => {
        if (attempt.mayBeSent) this.judge(attempt, how).catch(this.options.onError);
      }),
    ];
    attempt.stop = () => {
      for (const stop of stops) stop();
    };
    this.open.set(spec.attempt_id, attempt);
    session.openAttempt = { attemptId: spec.attempt_id, promptId: spec.prompt_id };
    session.events.emit('changed', undefined);
    return attempt;
  }

  private async hand(attempt: Attempt): Promise<void> {
    const { session, spec, messageId } = attempt;
    await session.ensureReady();
    if (attempt.isDone) return;
    attempt.mayBeSent = true;
    if (!session.send(messageId, spec.text)) return this.refuse(attempt, "the agent's input is closed");
    this.report(attempt, {
      step: 'typed',
      evidence: `wrote ${Buffer.byteLength(spec.text)} bytes to the agent's input as message ${messageId}`,
    });
  }

  private take(attempt: Attempt, event: ProtocolEvent): void {
    if (attempt.isDone || !('messageId' in event) || event.messageId !== attempt.messageId) return;
    if (event.kind === 'taken') this.noteStarted(attempt, 'the agent told that it has the message');
    if (event.kind === 'rejected') this.refuse(attempt, `the agent refused the message: ${event.reason}`);
    if (event.kind === 'ended') this.endTurn(attempt, event.result);
  }

  private noteStarted(attempt: Attempt, evidence: string): void {
    if (attempt.isStarted || attempt.isDone) return;
    attempt.isStarted = true;
    this.report(attempt, { step: 'submitted', evidence });
    this.report(attempt, { step: 'started', evidence });
  }

  private noteAsks(attempt: Attempt): void {
    const { session } = attempt;
    const isBlocked = session.dialog !== null && session.turn === attempt.messageId;
    if (attempt.isDone || isBlocked === attempt.isBlocked) return;
    if (!isBlocked && session.turn !== attempt.messageId) return;
    attempt.isBlocked = isBlocked;
    const question = session.dialog?.question ?? '';
    this.report(
      attempt,
      isBlocked
        ? { step: 'blocked', evidence: `a dialog waits: ${question}` }
        : { step: 'resumed', evidence: 'the dialog is answered' },
    );
  }

  /** The process is gone, or never had the message: evidence decides, never a guess. */
  private async judge(attempt: Attempt, how: string): Promise<void> {
    const { session, spec, messageId } = attempt;
    if (attempt.isDone) return;
    const known = session.book.messages.get(messageId);
    if (known?.result) return this.endTurn(attempt, known.result);
    if (known?.rejected) return this.refuse(attempt, `the agent refused the message: ${known.rejected}`);
    const { agent, place } = session;
    const recorded = (await agent.lookUp?.(place, spec.text, Date.parse(spec.intent_at))) ?? { found: false };
    if (attempt.isDone) return;
    if (recorded.found && recorded.ended) {
      this.noteStarted(attempt, 'it stands in the conversation of the agent');
      const result = { outcome: 'completed', response: recorded.answer, code: null, error: null } as const;
      return this.endTurn(attempt, { ...result, limitedUntil: null, usage: null });
    }
    if (recorded.found || known?.taken || attempt.isStarted) {
      this.noteStarted(attempt, 'it stands in the conversation of the agent');
      return this.fail(attempt, 'AGENT_EXITED', `the agent ended during the turn: ${how}`);
    }
    if (agent.announces(session.saved.version))
      return this.refuse(attempt, `the agent ended without having read the message: ${how}`);
    this.report(attempt, {
      step: 'unconfirmed',
      evidence: `the agent ended, and neither its output nor its conversation tells of the message: ${how}`,
    });
    this.finish(attempt);
  }

  private endTurn(attempt: Attempt, result: TurnResult): void {
    if (attempt.isDone) return;
    this.noteStarted(attempt, 'the agent told of its end');
    const { outcome, response, code, error, usage } = result;
    const evidence = 'protocol: the agent told of the end of the turn';
    this.report(attempt, { step: 'ended', evidence, outcome, response, error_code: code, error, usage });
    this.finish(attempt);
  }

  private fail(attempt: Attempt, code: 'AGENT_EXITED' | 'SESSION_GONE', error: string): void {
    const ended = { step: 'ended', outcome: 'failed', response: null, error_code: code, error } as const;
    this.report(attempt, { ...ended, evidence: error });
    this.finish(attempt);
  }

  private refuse(attempt: Attempt, evidence: string): void {
    this.report(attempt, { step: 'refused', evidence });
    this.finish(attempt);
  }

  private report(attempt: Attempt, step: StepBody): void {
    if (attempt.isDone) return;
    const at = iso(this.options.clock.now());
    // Each body is one member of the union without the two fields added here.
    this.options.emit({ ...step, attempt_id: attempt.spec.attempt_id, at } as DeliveryStep);
  }

  private finish(attempt: Attempt): void {
    attempt.isDone = true;
    attempt.stop();
    this.open.delete(attempt.spec.attempt_id);
    const { session, spec } = attempt;
    if (session.openAttempt?.attemptId === spec.attempt_id) session.openAttempt = null;
    session.events.emit('changed', undefined);
  }
}

type WithoutIds<Step> = Step extends unknown ? Omit<Step, 'attempt_id' | 'at'> : never;
type StepBody = WithoutIds<DeliveryStep>;
