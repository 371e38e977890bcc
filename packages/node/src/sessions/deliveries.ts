import type { AttemptSpec, DeliveryStep } from '@architect/contracts/node-link';
import { NodeLinkError } from '@architect/contracts/node-link';
import type { Attempt, DeliveryContext, Typing } from './delivery-context.ts';
import { iso } from './describe-session.ts';
import type { Fleet } from './fleet.ts';
import { TurnFollower } from './follow-turn.ts';
import { lookAt } from './looking.ts';
import { findObstacle } from './obstacles.ts';
import { isSamePane, markPane, type PaneMark } from './pane-mark.ts';
import { type Finding, findOut, type KnownStep } from './reconcile.ts';
import type { SessionTracker } from './session-tracker.ts';
import { submitTyped } from './submit-prompt.ts';
import { takeBackText } from './take-back-text.ts';
import { typePrompt } from './type-prompt.ts';

/** The server asks for an end within seconds when it missed it. */
const keptEndings = 200;

/** Every delivery of this node. Each attempt ends with exactly one of `refused`, `unconfirmed`, `ended`. */
export class Deliveries {
  private readonly context: DeliveryContext;
  private readonly open = new Map<string, Attempt>();
  /** The last words on attempts that ended here, oldest first. */
  private readonly endings = new Map<string, DeliveryStep>();

  constructor(context: DeliveryContext) {
    this.context = { ...context, emit: (step) => this.emit(step, context.emit) };
  }

  /** What would be typed, and the pane's mark; nothing is typed. */
  async prepare(
    session: string,
    text: string,
  ): Promise<{ text: string; adjusted: string[]; mark: PaneMark }> {
    const tracker = mustFind(this.context, session);
    const prepared = tracker.agent.prepare(text);
    if (!prepared.ok) throw new NodeLinkError('BAD_REQUEST', prepared.reason);
    const look = await lookAt(this.context.driver, tracker);
    const obstacle = await findObstacle(this.context, tracker, look);
    if (obstacle && tracker.ownText !== prepared.text) {
      throw new NodeLinkError('NOT_DELIVERABLE', obstacle, tracker.published.state);
    }
    const hookCount = this.context.fleet.inbox(tracker)?.count() ?? 0;
    return {
      text: prepared.text,
      adjusted: prepared.adjusted,
      mark: markPane(look.capture, hookCount, tracker.transcriptPath),
    };
  }

  deliver(spec: MarkedSpec): void {
    const attempt = this.begin(spec);
    let lastStep: KnownStep = 'sending';
    const onTyped = (evidence: string) => {
      lastStep = 'typed';
      this.report(attempt, 'typed', evidence);
    };
    typePrompt(this.context, attempt, onTyped)
      .then((typing) => this.settle(attempt, typing))
      .catch((error: unknown) => this.recover(attempt, spec.mark, lastStep, error))
      .catch(this.context.onError);
  }

  /** An attempt that is followed goes on as before; of one that ended here the end is told again. */
  reconcile(spec: MarkedSpec & { last_step: KnownStep }): void {
    const ending = this.endings.get(spec.attempt_id);
    if (ending) return this.context.emit(ending);
    const known = this.open.get(spec.attempt_id);
    if (known && this.context.fleet.has(known.tracker)) return;
    // Whoever followed it should have ended it with its session.
    if (known) this.forget(known);
    const attempt = this.begin(spec);
    attempt.tracker.openAttempt = { attemptId: spec.attempt_id, promptId: spec.prompt_id };
    findOut(this.context, attempt, spec.mark, spec.last_step)
      .then((finding) => this.goOn(attempt, finding))
      .catch((error: unknown) => this.recover(attempt, spec.mark, spec.last_step, error))
      .catch(this.context.onError);
  }

  /** Stops following; takes back what was typed and not sent, of an attempt of before our start too. */
  async abandon(attemptId: string, leftBehind?: MarkedSpec): Promise<void> {
    const attempt = this.open.get(attemptId);
    if (!attempt) return leftBehind && (await this.takeBack(leftBehind));
    this.forget(attempt);
  }

  private forget(attempt: Attempt): void {
    attempt.abandoned = true;
    this.finish(attempt);
  }

  /** The box holds the very text in the very pane: nobody else's, while no other attempt is under way there. */
  private async takeBack(spec: MarkedSpec): Promise<void> {
    const tracker = this.context.fleet.byName(spec.session);
    if (!tracker || tracker.openAttempt || !isSamePane(spec.mark, tracker.facts)) return;
    const attempt = this.attemptOf(spec, tracker);
    tracker.ownText = spec.text;
    await takeBackText(this.context, attempt);
    tracker.ownText = null;
  }

  private begin(spec: MarkedSpec): Attempt {
    const tracker = mustFind(this.context, spec.session);
    if (this.open.has(spec.attempt_id))
      throw new NodeLinkError('BAD_REQUEST', `attempt ${spec.attempt_id} is under way already`);
    const attempt = this.attemptOf(spec, tracker);
    this.open.set(spec.attempt_id, attempt);
    return attempt;
  }

  private attemptOf(spec: MarkedSpec, tracker: SessionTracker): Attempt {
    const inbox = this.context.fleet.inbox(tracker);
    const { pane_pid: panePid } = spec.mark;
    return { spec, tracker, inbox, panePid, intentAt: Date.parse(spec.intent_at), abandoned: false };
  }

  private async settle(attempt: Attempt, typing: Typing): Promise<void> {
    // Out of reach by now: then the next look finds it.
    if (typing.outcome === 'refused') await takeBackText(this.context, attempt).catch(this.context.onError);
    if (typing.outcome !== 'submitted') {
      this.report(attempt, typing.outcome, typing.evidence);
      return this.finish(attempt);
    }
    this.report(attempt, 'submitted', typing.evidence, typing.at);
    this.report(attempt, 'started', typing.evidence, typing.at);
    this.follow(attempt, typing.at);
  }

  private follow(attempt: Attempt, startedAt: number): void {
    new TurnFollower(this.context, attempt, startedAt, () => this.finish(attempt));
  }

  /** Something broke on the way (tmux gone, pane gone): evidence decides, never a guess. */
  private async recover(
    attempt: Attempt,
    mark: PaneMark,
    lastStep: KnownStep,
    cause: unknown,
  ): Promise<void> {
    const detail = cause instanceof Error ? cause.message : String(cause);
    const finding = await findOut(this.context, attempt, mark, lastStep).catch(() => null);
    if (finding) return this.goOn(attempt, finding);
    const nothingTyped = lastStep === 'sending' && attempt.tracker.ownText === null;
    this.report(attempt, nothingTyped ? 'refused' : 'unconfirmed', `the session is out of reach: ${detail}`);
    this.finish(attempt);
  }

  private async goOn(attempt: Attempt, finding: Finding): Promise<void> {
    if (finding.kind === 'submitted')
      return this.settle(attempt, { outcome: 'submitted', at: finding.at, evidence: finding.evidence });
    if (finding.kind === 'following') return this.follow(attempt, finding.at);
    if (finding.kind === 'gone') return this.endGone(attempt, finding.evidence);
    if (finding.kind !== 'in-box')
      return this.settle(attempt, { outcome: finding.kind, evidence: finding.evidence });
    attempt.tracker.ownText = attempt.spec.text;
    this.report(attempt, 'typed', finding.evidence);
    await this.settle(attempt, await submitTyped(this.context, attempt));
  }

  private emit(step: DeliveryStep, tell: DeliveryContext['emit']): void {
    if (isLast(step)) this.endings.set(step.attempt_id, step);
    const [oldest] = this.endings.keys();
    if (oldest !== undefined && this.endings.size > keptEndings) this.endings.delete(oldest);
    tell(step);
  }

  private endGone(attempt: Attempt, evidence: string): void {
    const at = iso(this.context.clock.now());
    const failure = { outcome: 'failed', response: null, error_code: 'SESSION_GONE' } as const;
    const error = `the session ended while the agent worked on the prompt: ${evidence}`;
    if (!attempt.abandoned)
      this.context.emit({
        ...failure,
        step: 'ended',
        attempt_id: attempt.spec.attempt_id,
        at,
        evidence,
        error,
      });
    this.finish(attempt);
  }

  private report(attempt: Attempt, step: ReportedStep, evidence: string, at?: number): void {
    if (attempt.abandoned) return;
    this.context.emit({
      step,
      attempt_id: attempt.spec.attempt_id,
      at: iso(at ?? this.context.clock.now()),
      evidence,
    });
  }

  private finish(attempt: Attempt): void {
    this.open.delete(attempt.spec.attempt_id);
    if (attempt.tracker.openAttempt?.attemptId !== attempt.spec.attempt_id) return;
    attempt.tracker.openAttempt = null;
    attempt.tracker.events.emit('changed', undefined);
  }
}

type MarkedSpec = AttemptSpec & { mark: PaneMark };

function isLast({ step }: DeliveryStep): boolean {
  return step === 'refused' || step === 'unconfirmed' || step === 'ended';
}

type ReportedStep = 'refused' | 'typed' | 'submitted' | 'started' | 'unconfirmed';

export function mustFind(context: { fleet: Pick<Fleet, 'byName'> }, session: string): SessionTracker {
  const tracker = context.fleet.byName(session);
  if (!tracker) throw new NodeLinkError('NO_SESSION', `no session '${session}' exists`);
  return tracker;
}
