import type { DeliveryStep } from '@architect/contracts/node-link';
import type { Usage } from '@architect/contracts/usage';
import type { Attempt, DeliveryContext } from './delivery-context.ts';
import { iso } from './describe-session.ts';
import { didNoWork } from './did-no-work.ts';
import { endFromHooks } from './proof.ts';
import { readTurnUsage } from './read-turn-usage.ts';
import {
  findOutcome,
  judgeHook,
  judgeQuiet,
  judgeRecord,
  judgeShownFailure,
  type TurnEnd,
} from './turn-end.ts';

/** After the turn-end hook the screen may still repaint; the box must be back within this time, else the hook alone counts. */
const settleAfterHookMs = 1_500;
/** A hook that does not tell how the turn ended counts for little without the screen that does. */
const settleHowMs = 10_000;
/** A quiet screen without the hook that should have told of it: wait this long for the hook. */
const lateHookMs = 2_500;
/** A dialog that cannot be read within this time is reported as it is. */
const unreadDialogMs = 600;
/** A screen that could not be read for this long: the agent's own record is asked instead. */
const unreadableMs = 10_000;
/** After an evaluation that failed: a session at rest may cause no other. */
const afterErrorMs = 1_000;
/** Without hooks, a turn that was never seen working must be quiet for this long. */
const unseenTurnMs = 1_000;

/**
 * Follows a submitted attempt until its turn ends: from hooks where the agent has them, else from its published state
 * and transcript. Emits `blocked`, `resumed` and one `ended`. Event-driven; the only timers bound late hooks.
 */
export class TurnFollower {
  private readonly context: DeliveryContext;
  private readonly attempt: Attempt;
  private readonly startedAt: number;
  private readonly onEnd: () => void;
  private readonly stops: (() => void)[];
  private isBlocked = false;
  private sawWork = false;
  /** An error or limit that the agent rested at in this turn. */
  private shownFailure: TurnEnd | null = null;
  private running = false;
  private again = false;
  private done = false;
  private isProving = false;
  private quietSince: number | null = null;
  private cancelTimer: (() => void) | null = null;

  /** @param startedAt epoch ms when the agent took the text. */
  constructor(context: DeliveryContext, attempt: Attempt, startedAt: number, onEnd: () => void) {
    this.context = context;
    this.attempt = attempt;
    this.startedAt = startedAt;
    this.onEnd = onEnd;
    const { tracker } = attempt;
    const wake = () => this.wake();
    this.stops = [
      tracker.events.on('hook', wake),
      tracker.events.on('changed', wake),
      tracker.events.on('looked', wake),
      context.fleet.events.on('removed', ({ tracker: gone }) => {
        if (gone === tracker) this.endGone('session removed');
      }),
    ];
    // The session may have ended between the proof of delivery and now: nobody tells of that again.
    if (context.fleet.has(tracker)) this.wake();
    else this.endGone('session removed');
  }

  /** One evaluation at a time; events during one cause exactly one more. */
  private wake(): void {
    if (this.done) return;
    if (this.attempt.abandoned) return this.stop();
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    this.evaluate()
      .catch((error: unknown) => {
        this.context.onError(error);
        this.wakeIn(afterErrorMs);
      })
      .finally(() => {
        this.running = false;
        if (!this.again) return;
        this.again = false;
        this.wake();
      });
  }

  private async evaluate(): Promise<void> {
    const { tracker } = this.attempt;
    if (tracker.facts.pid !== this.attempt.panePid) return this.endGone('the pane was started anew');
    const { state, decision } = tracker.published;
    this.noteBlocked(state === 'blocked');
    if (state === 'busy' || state === 'blocked') this.sawWork = true;
    this.shownFailure = judgeShownFailure(tracker.published) ?? this.shownFailure;
    const isQuiet = state === 'idle' || state === 'asking' || state === 'error' || state === 'limited';
    this.quietSince = isQuiet ? (this.quietSince ?? this.context.clock.now()) : null;
    const hookEnd = this.hookEnd();
    if (hookEnd && state !== 'blocked') return this.endByHook(hookEnd, isQuiet);
    if (state === 'shell' || state === 'dead') return this.endExited(decision.winner?.detail ?? state);
    if (state === 'unknown') return this.endByRecord();
    if (this.quietSince !== null) await this.endByQuiet(this.quietSince);
  }

  /** Nobody can read the screen: a page lies over it, or the box has grown out of it. */
  private async endByRecord(): Promise<void> {
    const unreadableForMs = this.context.clock.now() - this.attempt.tracker.published.since;
    if (unreadableForMs < unreadableMs) return this.wakeIn(unreadableMs - unreadableForMs);
    const verdict = await judgeRecord(this.attempt);
    if (verdict) this.end(verdict);
    else this.wakeIn(unreadableMs);
  }

  private hookEnd(): ReturnType<typeof endFromHooks> {
    return endFromHooks(this.attempt, this.startedAt);
  }

  private async endByHook(hookEnd: HookEnd, isQuiet: boolean): Promise<void> {
    const sinceHookMs = this.context.clock.now() - (this.attempt.tracker.lastSpoke.get('hook') ?? 0);
    const settleMs = hookEnd.comesAfterStop ? settleHowMs : settleAfterHookMs;
    if (!isQuiet && sinceHookMs < settleMs) return this.wakeIn(settleMs - sinceHookMs);
    const verdict = hookEnd.comesAfterStop ? await this.judgeScreen(hookEnd) : judgeHook(hookEnd);
    if (verdict.outcome === 'failed' || verdict.response !== null) return this.end(verdict);
    const shown = judgeShownFailure(this.attempt.tracker.published);
    const { response, failure } = await findOutcome(this.attempt);
    this.end(shown ?? failure ?? { ...verdict, response });
  }

  /** The hook tells that the turn is over; the screen, quiet by now, says how. */
  private async judgeScreen(hookEnd: HookEnd): Promise<TurnEnd> {
    const { startedAt, shownFailure } = this;
    const seen = { sawWork: true, quietForMs: Number.POSITIVE_INFINITY, startedAt, shownFailure };
    return (await judgeQuiet(this.attempt, seen)) ?? judgeHook(hookEnd);
  }

  private async endByQuiet(quietSince: number): Promise<void> {
    const { tracker, inbox } = this.attempt;
    const waitMs =
      inbox && inbox.count() > 0 && tracker.hooksTrusted ? lateHookMs : this.sawWork ? 0 : unseenTurnMs;
    const quietForMs = this.context.clock.now() - Math.max(quietSince, this.startedAt);
    if (quietForMs < waitMs) return this.wakeIn(waitMs - quietForMs);
    const verdict = await judgeQuiet(this.attempt, {
      sawWork: this.sawWork,
      quietForMs,
      startedAt: this.startedAt,
      shownFailure: this.shownFailure,
    });
    if (verdict) this.end(verdict);
    else this.wakeIn(500);
  }

  private endExited(detail: string): void {
    const error = `the agent ended: ${detail}`;
    this.end({ outcome: 'failed', code: 'AGENT_EXITED', error, response: null, evidence: detail });
  }

  private endGone(evidence: string): void {
    if (this.done || this.attempt.abandoned) return this.stop();
    const hookEnd = this.hookEnd();
    if (hookEnd) return this.end(judgeHook(hookEnd));
    const error = 'the session ended while the agent worked on the prompt';
    this.end({ outcome: 'failed', code: 'SESSION_GONE', error, response: null, evidence });
  }

  /** A hook may tell of a dialog a moment before it is drawn: its words are worth a short wait. */
  private noteBlocked(isBlocked: boolean): void {
    if (isBlocked === this.isBlocked) return;
    const { dialog, since } = this.attempt.tracker.published;
    const shownForMs = this.context.clock.now() - since;
    if (isBlocked && !dialog && shownForMs < unreadDialogMs) return this.wakeIn(unreadDialogMs - shownForMs);
    this.isBlocked = isBlocked;
    const evidence = isBlocked
      ? `a dialog waits: ${dialog?.question ?? 'not read completely'}`
      : 'the dialog is gone';
    this.emit({ step: isBlocked ? 'blocked' : 'resumed', evidence });
  }

  private end(verdict: TurnEnd): void {
    if (this.done || this.isProving) return;
    const { code, untouched } = verdict;
    if (code === 'USAGE_LIMIT' && untouched === undefined) return this.proveUntouched(verdict);
    // Nothing else may end it while the transcript is read.
    this.isProving = true;
    readTurnUsage(this.attempt, this.context.clock)
      .catch((problem: unknown) => {
        this.context.onError(problem);
        return null;
      })
      .then((usage) => this.tellEnd(verdict, usage))
      .catch(this.context.onError);
  }

  private tellEnd(verdict: TurnEnd, usage: Usage | null): void {
    const { outcome, response, code, error, evidence, untouched } = verdict;
    const proven = untouched ? { untouched } : {};
    this.emit({ step: 'ended', evidence, outcome, response, error_code: code, error, usage, ...proven });
    this.stop();
  }

  /** A prompt that a limit kept from being worked on may be sent again: but only with proof. */
  private proveUntouched(verdict: TurnEnd): void {
    this.isProving = true;
    didNoWork(this.attempt)
      .catch((error: unknown) => {
        this.context.onError(error);
        return false;
      })
      .then((untouched) => {
        this.isProving = false;
        this.end({ ...verdict, untouched });
      })
      .catch(this.context.onError);
  }

  private emit(step: StepBody): void {
    if (this.attempt.abandoned) return;
    const at = iso(this.context.clock.now());
    this.context.emit({ ...step, attempt_id: this.attempt.spec.attempt_id, at } as DeliveryStep);
  }

  private wakeIn(delayMs: number): void {
    this.cancelTimer?.();
    this.cancelTimer = this.context.clock.after(Math.max(20, delayMs), () => this.wake());
  }

  private stop(): void {
    if (this.done) return;
    this.done = true;
    this.cancelTimer?.();
    for (const unsubscribe of this.stops) unsubscribe();
    this.onEnd();
  }
}

type HookEnd = NonNullable<ReturnType<typeof endFromHooks>>;

type StepBody =
  | { step: 'blocked' | 'resumed'; evidence: string }
  | Omit<Extract<DeliveryStep, { step: 'ended' }>, 'attempt_id' | 'at'>;
