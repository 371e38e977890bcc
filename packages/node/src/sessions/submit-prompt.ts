import { pause } from '../clock.ts';
import type { Attempt, DeliveryContext, Typing } from './delivery-context.ts';
import { coveredTimeoutMs, isCovered, type Look, lookAt } from './looking.ts';
import { proofFromHooks, proofFromScreen, proofFromTranscript } from './proof.ts';

const lookEveryMs = 30;
/** The box must show the text within this time, a long one later; time with a dialog over it does not count. */
const boxTimeoutMs = 15_000;
const bytesPerMs = 5;
/** After an Enter, the box must empty within this time before Enter is pressed again, unless the agent says otherwise. */
const enterTimeoutMs = 1_500;
const maxEnters = 3;
/**
 * Where the same text stood in the conversation before Enter, it proves nothing until a new echo had time to be drawn, or
 * shows itself as new: the old one had an answer below it, the last one has none.
 */
const sameTextMs = 3_000;
/** How long to look for proof after the last Enter. */
const proofTimeoutMs = 20_000;

/**
 * Presses Enter on a text that stands in the box and finds proof that the agent took it. Takes the session's lock for
 * each look and key, not for the whole time: a dialog over our text must be answerable meanwhile.
 */
export async function submitTyped(context: DeliveryContext, attempt: Attempt): Promise<Typing> {
  const start = context.clock.now();
  const enterAgainMs = attempt.tracker.agent.enterAgainMs ?? enterTimeoutMs;
  const shownWithinMs = boxTimeoutMs + Buffer.byteLength(attempt.spec.text) / bytesPerMs;
  let deadline = start + shownWithinMs;
  let enters = 0;
  let enterAt = 0;
  let before: Echo = { shown: false, answered: false };
  for (;;) {
    const proof = await quickProof(attempt, enters > 0);
    if (proof) return submitted(attempt, proof.at, proof.evidence);
    if (attempt.abandoned && enters === 0) return { outcome: 'refused', evidence: 'given up before Enter' };
    const mayPress = enters < maxEnters && (enters === 0 || context.clock.now() - enterAt > enterAgainMs);
    const { look, holds, pressed } = await lookAndPress(context, attempt, mayPress);
    if (look.capture.facts.pid !== attempt.panePid) return startedAnew(enters);
    if (enters > 0 && hasEnded(attempt)) return await judgeEnded(attempt);
    const now = context.clock.now();
    if (pressed) {
      if (enters === 0) before = echoOn(look, attempt);
      enters += 1;
      enterAt = now;
      deadline = now + proofTimeoutMs;
    } else if (isCovered(look) && now - start < coveredTimeoutMs) deadline = now + shownWithinMs;
    else if (!holds && enters > 0) {
      const isNewOnScreen = isNewEcho(before, echoOn(look, attempt)) || now - enterAt > sameTextMs;
      const seen = await slowProof(attempt, look, { enterAt, isNewOnScreen });
      if (seen) return submitted(attempt, seen.at, seen.evidence);
    }
    if (now >= deadline) return giveUp(look, enters);
    await pause(context.clock, lookEveryMs);
  }
}

/** How the conversation shows a text: as a message, and with an answer below its last place. */
interface Echo {
  shown: boolean;
  answered: boolean;
}

function echoOn({ screen }: Look, { tracker, spec }: Attempt): Echo {
  const shown = tracker.agent.showsPrompt(screen, spec.text);
  return { shown, answered: shown && tracker.agent.visibleAnswer(screen, spec.text) !== null };
}

function isNewEcho(before: Echo, now: Echo): boolean {
  return !before.shown || (before.answered && now.shown && !now.answered);
}

/** One fresh look and, when our text stands in the box and an Enter is due, one guarded Enter on what was seen. */
function lookAndPress(
  context: DeliveryContext,
  attempt: Attempt,
  mayPress: boolean,
): Promise<{ look: Look; holds: boolean; pressed: boolean }> {
  const { tracker, spec } = attempt;
  return tracker.lock.run(async () => {
    const look = await lookAt(context.driver, tracker);
    const holds = !isCovered(look) && look.reading.boxShown && tracker.agent.boxHolds(look.screen, spec.text);
    if (!holds || !mayPress || attempt.abandoned) return { look, holds, pressed: false };
    // A dialog may have lain over our text and been refused: by a node that was started anew since, not of this turn.
    tracker.forgetDenial();
    const outcome = await context.driver.press(tracker.facts.paneId, ['Enter'], look.capture.facts);
    return { look, holds, pressed: outcome === 'done' };
  });
}

/** Without an Enter of ours the agent cannot have got the text; after one, only proof counts. */
function giveUp(look: Look, enters: number): Typing {
  const where = look.reading.draft === null ? 'the input box is empty' : 'the input box holds other text';
  if (enters === 0)
    return {
      outcome: 'refused',
      evidence: `the text never stood in the input box (${where}); Enter was not pressed`,
    };
  return {
    outcome: 'unconfirmed',
    evidence: `Enter was pressed ${enters} times, ${where}, and no source shows the prompt`,
  };
}

function hasEnded({ tracker }: Attempt): boolean {
  const { state } = tracker.published;
  return state === 'shell' || state === 'dead';
}

/** What another agent, started in the same pane, shows from now on is no proof for the one that had the text. */
async function judgeEnded(attempt: Attempt): Promise<Typing> {
  const { tracker, spec, intentAt } = attempt;
  const proof =
    (await quickProof(attempt, true)) ?? (await proofFromTranscript(tracker, spec.text, intentAt));
  if (proof) return submitted(attempt, proof.at, proof.evidence);
  return { outcome: 'unconfirmed', evidence: 'the agent ended after Enter, and no source shows the prompt' };
}

/** Whatever was in the box is gone with the program that drew it. */
function startedAnew(enters: number): Typing {
  const evidence = `the pane was started anew after ${enters} Enters`;
  return enters === 0 ? { outcome: 'refused', evidence } : { outcome: 'unconfirmed', evidence };
}

function submitted(attempt: Attempt, at: number, evidence: string): Typing {
  attempt.tracker.ownText = null;
  attempt.tracker.trouble.turnBegan();
  return { outcome: 'submitted', at, evidence };
}

/** Hooks are exact and cheap; asked before each look. A person's Enter on our text counts just the same. */
async function quickProof(
  attempt: Attempt,
  sweep: boolean,
): Promise<{ at: number; evidence: string } | null> {
  if (sweep) attempt.inbox?.sweep();
  return proofFromHooks(attempt.tracker, attempt.inbox, attempt.spec.text, attempt.intentAt);
}

/** The box is empty after our Enter: a turn that began, the conversation or the transcript must show the text. */
async function slowProof(
  attempt: Attempt,
  look: Look,
  { enterAt, isNewOnScreen }: { enterAt: number; isNewOnScreen: boolean },
): Promise<{ at: number; evidence: string } | null> {
  const { tracker, spec } = attempt;
  if (!look.reading.boxShown && look.reading.state !== 'busy') return null;
  if (look.reading.draft !== null) return null;
  const busy = tracker.allReadings().find((reading) => reading.state === 'busy' && reading.at >= enterAt);
  if (busy)
    return { at: busy.at, evidence: `the box is empty and ${busy.rule} shows a turn newer than Enter` };
  const shown = isNewOnScreen ? proofFromScreen(tracker, look, spec.text) : null;
  if (shown) return { at: enterAt, evidence: `the box is empty and ${shown.evidence}` };
  return proofFromTranscript(tracker, spec.text, attempt.intentAt);
}
