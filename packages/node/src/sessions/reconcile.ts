import { squash } from '../agents/bottom-block.ts';
import { pause } from '../clock.ts';
import type { Attempt, DeliveryContext } from './delivery-context.ts';
import { coveredTimeoutMs, isCovered, type Look, lookAt } from './looking.ts';
import { isSamePane, isUntouched, type PaneMark } from './pane-mark.ts';
import { proofFromHooks, proofFromScreen, proofFromTranscript } from './proof.ts';

export type KnownStep = 'sending' | 'typed' | 'submitted' | 'started' | 'blocked' | 'resumed';

export type Finding =
  /** The agent took the text; the server may not know yet. */
  | { kind: 'submitted'; at: number; evidence: string }
  /** The server knew that it was submitted: only the end is open. */
  | { kind: 'following'; at: number }
  /** Our text stands in the box, not sent. */
  | { kind: 'in-box'; evidence: string }
  /** The session was made anew: whoever had taken the text is gone. */
  | { kind: 'gone'; evidence: string }
  | { kind: 'refused'; evidence: string }
  | { kind: 'unconfirmed'; evidence: string };

/** A hook command is a process of its own: it may write this long after the agent took the text. */
const lateHookMs = 3_000;
const lookEveryMs = 150;

/**
 * Finds from evidence how far an attempt got before we lost sight of it. Order: the server's own record, hooks,
 * transcript, the input box, the untouched pane, the conversation. Types nothing.
 */
export async function findOut(
  context: DeliveryContext,
  attempt: Attempt,
  mark: PaneMark,
  lastStep: KnownStep,
): Promise<Finding> {
  const { tracker, spec, inbox, intentAt } = attempt;
  const mustFollow = lastStep !== 'sending' && lastStep !== 'typed';
  if (!isSamePane(mark, tracker.facts)) return judgeOtherPane(mustFollow);
  inbox?.sweep();
  const byHook = proofFromHooks(tracker, inbox, spec.text, intentAt);
  if (mustFollow) return { kind: 'following', at: byHook?.at ?? intentAt };
  if (byHook) return { kind: 'submitted', at: byHook.at, evidence: byHook.evidence };
  const start = context.clock.now();
  let deadline = start + lateHookMs;
  for (;;) {
    const look = await lookAt(context.driver, tracker);
    if (!isSamePane(mark, look.capture.facts)) return judgeOtherPane(mustFollow);
    const finding = await findNow(attempt, mark, look);
    if (finding) return finding;
    const now = context.clock.now();
    // What lies under a dialog shows when the dialog is gone.
    if (isCovered(look) && now - start < coveredTimeoutMs) deadline = now + lateHookMs;
    if (now >= deadline) return judgeSilence(attempt, look);
    await pause(context.clock, lookEveryMs);
    inbox?.sweep();
    if (attempt.abandoned) return { kind: 'unconfirmed', evidence: 'given up before it was known' };
    const late = proofFromHooks(tracker, inbox, spec.text, intentAt);
    if (late) return { kind: 'submitted', at: late.at, evidence: late.evidence };
  }
}

/** Silence of an agent that was never asked proves nothing. */
function judgeOtherPane(mustFollow: boolean): Finding {
  if (mustFollow) return { kind: 'gone', evidence: 'the session was started anew in the meantime' };
  const evidence = 'the session was started anew in the meantime: nobody can ask the agent that was in it';
  return { kind: 'unconfirmed', evidence };
}

async function findNow(attempt: Attempt, mark: PaneMark, look: Look): Promise<Finding | null> {
  const { tracker, spec, intentAt } = attempt;
  const byTranscript = await proofFromTranscript(tracker, spec.text, intentAt);
  if (byTranscript) return { kind: 'submitted', at: byTranscript.at, evidence: byTranscript.evidence };
  if (look.reading.boxShown && tracker.agent.boxHolds(look.screen, spec.text)) {
    return { kind: 'in-box', evidence: 'our text stands in the input box' };
  }
  if (look.reading.boxShown && tracker.agent.boxBegins?.(look.screen, spec.text)) {
    tracker.ownText = spec.text;
    return { kind: 'refused', evidence: 'only the beginning of our text stands in the input box' };
  }
  if (isUntouched(mark, look.capture))
    return { kind: 'refused', evidence: 'the pane is untouched since before the intent' };
  return null;
}

/** Silence of a source that would have spoken proves that nothing was submitted; any other silence proves nothing. */
function judgeSilence(attempt: Attempt, look: Look): Finding {
  const { tracker, spec, inbox } = attempt;
  const hooksWork = inbox !== null && tracker.hooksTrusted && inbox.count() > 0;
  const isQuiet = look.reading.boxShown && !mayHoldOurs(look.reading.draft, spec.text);
  if (hooksWork && isQuiet && !proofFromScreen(tracker, look, spec.text)) {
    return { kind: 'refused', evidence: "the agent's hooks work and none told of this text" };
  }
  const shown = proofFromScreen(tracker, look, spec.text);
  if (shown && !hooksWork) return { kind: 'submitted', at: attempt.intentAt, evidence: shown.evidence };
  return { kind: 'unconfirmed', evidence: 'no source shows what became of the prompt' };
}

/** A draft may be a person's, with our text before, behind or within it; a placeholder may stand for anything. */
function mayHoldOurs(draft: string | null, text: string): boolean {
  if (draft === null) return false;
  const shown = squash(draft);
  const ours = squash(text);
  return /\[.*#\d+.*\]/.test(draft) || shown.includes(ours.slice(0, 10)) || shown.includes(ours.slice(-10));
}
