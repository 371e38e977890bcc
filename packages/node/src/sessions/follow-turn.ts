import type { DeliveryStep } from '@architect/contracts/node-link';
import type { PromptErrorCode } from '@architect/contracts/prompts';
import type { Attempt, DeliveryContext } from './delivery-context.ts';
import { iso } from './describe-session.ts';
import { endFromHooks, proofFromTranscript } from './proof.ts';
import { judgeQuiet, type TurnEnd } from './turn-end.ts';

/** A dialog may flash for a moment between two tool calls; only a lasting one stops the clock. */
const settleAfterHookMs = 1_500;
/** A quiet screen without the hook that should have told of it: wait this long for the hook. */
const lateHookMs = 2_500;

/**
 * Follows a submitted attempt until its turn ends: from hooks where the agent has them, else from its published state
 * and transcript. Emits `blocked`, `resumed` and one `ended`. Event-driven; the only timers bound late hooks.
 */
export function followTurn(context: DeliveryContext, attempt: Attempt, startedAt: number, onEnd: () => void): void {
  const { tracker, inbox, spec } = attempt;
  let isBlocked = false;
  let sawWork = false;
  let running = false;
  let again = false;
  let done = false;
  let quietSince: number | null = null;
  let cancelTimer: (() => void) | null = null;

  const stops = [
    tracker.events.on('hook', wake),
    tracker.events.on('changed', wake),
    tracker.events.on('looked', wake),
    context.fleet.events.on('removed', ({ tracker: gone }) => {
      if (gone === tracker) endGone();
    }),
  ];

  function wake(): void {
    if (done) return;
    if (attempt.abandoned) return stop();
    if (running) {
      again = true;
      return;
    }
    running = true;
    evaluate()
      .catch((error: unknown) => context.onError(error))
      .finally(() => {
        running = false;
        if (again) {
          again = false;
          wake();
        }
      });
  }

  async function evaluate(): Promise<void> {
    const { state } = tracker.published;
    noteBlocked(state === 'blocked');
    if (state === 'busy' || state === 'blocked') sawWork = true;
    const isQuiet = state === 'idle' || state === 'asking' || state === 'error' || state === 'limited';
    if (isQuiet) quietSince ??= context.clock.now();
    else quietSince = null;
    if (state === 'shell' || state === 'dead') return end({ outcome: 'failed', code: 'AGENT_EXITED', error: `the agent ended: ${tracker.published.decision.winner?.detail ?? state}`, response: null, evidence: `state ${state}` });
    const hookEnd = endFromHooks(tracker, inbox, startedAt);
    if (hookEnd && state !== 'blocked') return endByHook(hookEnd, isQuiet);
    if (quietSince === null) return;
    const waitMs = inbox && tracker.hooksTrusted ? lateHookMs : sawWork ? 0 : 1_000;
    const quietForMs = context.clock.now() - Math.max(quietSince, startedAt);
    if (quietForMs < waitMs) return wakeIn(waitMs - quietForMs);
    const verdict = await judgeQuiet(tracker, attempt, { sawWork, quietForMs, startedAt });
    if (verdict) end(verdict);
    else wakeIn(500);
  }

  async function endByHook(hookEnd: NonNullable<ReturnType<typeof endFromHooks>>, isQuiet: boolean): Promise<void> {
    const sinceHookMs = context.clock.now() - (tracker.lastSpoke.get('hook') ?? 0);
    if (!isQuiet && sinceHookMs < settleAfterHookMs) return wakeIn(settleAfterHookMs - sinceHookMs);
    if (hookEnd.failed) {
      const code: PromptErrorCode = hookEnd.error === 'rate_limit' ? 'USAGE_LIMIT' : 'AGENT_ERROR';
      return end({ outcome: 'failed', code, error: hookEnd.error ?? 'the agent reported an error', response: hookEnd.message, evidence: 'hook told of a failed turn' });
    }
    const response = hookEnd.message ?? (await answerElsewhere());
    end({ outcome: 'completed', code: null, error: null, response, evidence: 'hook told that the turn ended' });
  }

  async function answerElsewhere(): Promise<string | null> {
    const proof = await proofFromTranscript(tracker, spec.text, attempt.intentAt);
    return proof?.turn?.answer ?? (tracker.screen ? tracker.agent.visibleAnswer(tracker.screen, spec.text) : null);
  }

  function noteBlocked(nowBlocked: boolean): void {
    if (nowBlocked === isBlocked) return;
    isBlocked = nowBlocked;
    const evidence = nowBlocked ? `a dialog waits: ${tracker.published.dialog?.question ?? 'unread'}` : 'the dialog is gone';
    emit({ step: nowBlocked ? 'blocked' : 'resumed', attempt_id: spec.attempt_id, at: iso(context.clock.now()), evidence });
  }

  function endGone(): void {
    const hookEnd = endFromHooks(tracker, inbox, startedAt);
    if (hookEnd && !hookEnd.failed) {
      return end({ outcome: 'completed', code: null, error: null, response: hookEnd.message, evidence: 'hook told of the end before the session went away' });
    }
    end({ outcome: 'failed', code: 'SESSION_GONE', error: 'the session ended while the agent worked on the prompt', response: null, evidence: 'session removed' });
  }

  function end(verdict: TurnEnd): void {
    if (done) return;
    stop();
    emit({
      step: 'ended', attempt_id: spec.attempt_id, at: iso(context.clock.now()), evidence: verdict.evidence,
      outcome: verdict.outcome, response: verdict.response, error_code: verdict.code, error: verdict.error,
    });
  }

  function emit(step: DeliveryStep): void {
    if (!attempt.abandoned) context.emit(step);
  }

  function wakeIn(delayMs: number): void {
    cancelTimer?.();
    cancelTimer = context.clock.after(Math.max(20, delayMs), wake);
  }

  function stop(): void {
    done = true;
    cancelTimer?.();
    for (const unsubscribe of stops) unsubscribe();
    onEnd();
  }

  wake();
}
