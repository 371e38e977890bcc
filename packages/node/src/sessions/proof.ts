import type { HookReading, TranscriptTurn } from '../agents/agent.ts';
import type { Attempt } from './delivery-context.ts';
import type { HookInbox } from './hook-inbox.ts';
import type { Look } from './looking.ts';
import type { SessionTracker } from './session-tracker.ts';

/** Evidence that the agent took a text as a user message. */
export interface Proof {
  at: number;
  evidence: string;
  /** The turn's end, when the same evidence shows it. */
  turn: TranscriptTurn | null;
}

/** The agent's own hook said that it accepted this text, not before `since` (epoch ms). */
export function proofFromHooks(
  tracker: SessionTracker,
  inbox: HookInbox | null,
  text: string,
  since: number,
): Proof | null {
  for (const event of inbox?.since(since) ?? []) {
    const reading = tracker.agent.readHook?.(event);
    if (reading?.submittedText !== undefined && isSameText(reading.submittedText, text)) {
      return { at: event.at, evidence: `hook ${event.name} with this text`, turn: null };
    }
  }
  return null;
}

/**
 * How the turn of an attempt, begun at `startedAt`, ended, as hooks tell it; null while they do not. Background work keeps
 * a turn open. An event that names other messages, or comes after another message was taken, is of another turn.
 */
export function endFromHooks(
  { tracker, inbox, spec, intentAt }: HookWitness,
  startedAt: number,
): HookReading['turnEnded'] | null {
  const isOurs = (text: string) => isSameText(text, spec.text);
  let holder: string | null = null;
  let isBegun = false;
  let resting: HookReading['turnEnded'] | null = null;
  for (const event of inbox?.since(0) ?? []) {
    const reading = tracker.agent.readHook?.(event);
    const end = reading?.turnEnded;
    if (end && event.at >= startedAt) {
      const isOfOurs = end.prompts?.some(isOurs) ?? (holder === null || isOurs(holder));
      if (isOfOurs && !end.backgroundWork) return end;
      if (isOfOurs) resting = end;
      // Ours was stopped, or the other message was fed into it: the screen and the transcript know.
      else if (isBegun && !end.prompts && !end.backgroundWork) return { ...end, comesAfterStop: true };
    }
    if (end || reading?.submittedText === undefined || (resting && reading.continuesTurn)) continue;
    if (resting) return resting;
    holder = reading.submittedText;
    isBegun ||= event.at >= intentAt && isOurs(holder);
  }
  return null;
}

type HookWitness = Pick<Attempt, 'spec' | 'intentAt'> & {
  tracker: Pick<SessionTracker, 'agent'>;
  inbox: Pick<HookInbox, 'since'> | null;
};

/** The agent's transcript holds this text as a user message, not before `since`. */
export async function proofFromTranscript(
  tracker: SessionTracker,
  text: string,
  since: number,
): Promise<Proof | null> {
  const hint = tracker.transcriptPath ? { path: tracker.transcriptPath } : {};
  // File times and our clock may differ by a little; a second before the intent is still this attempt.
  const turns = await tracker.agent.transcript?.(tracker.process, hint, since - 1000);
  const turn = turns?.find((candidate) => isSameText(candidate.prompt, text));
  return turn ? { at: turn.at, evidence: 'transcript holds this text as a user message', turn } : null;
}

/** The conversation on the screen shows the text as a user message. Weakest: the same text may have been sent before. */
export function proofFromScreen(tracker: SessionTracker, look: Look, text: string): Proof | null {
  if (!tracker.agent.showsPrompt(look.screen, text)) return null;
  return { at: look.capture.at, evidence: 'the conversation shows this text', turn: null };
}

/** Agents trim ends and turn tabs into blanks; what lies between must be the same. */
export function isSameText(a: string, b: string): boolean {
  return normalise(a) === normalise(b);
}

function normalise(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/\t/g, '    ').trim();
}
