import type { PromptErrorCode } from '@architect/contracts/prompts';
import type { HookReading, TranscriptTurn, TurnFailure } from '../agents/agent.ts';
import { isRetrying } from '../agents/authority.ts';
import { squash } from '../agents/bottom-block.ts';
import type { Attempt } from './delivery-context.ts';
import { isSameText, proofFromHooks, proofFromTranscript } from './proof.ts';
import type { Published } from './published.ts';

export interface TurnEnd {
  outcome: 'completed' | 'failed';
  code: PromptErrorCode | null;
  error: string | null;
  response: string | null;
  evidence: string;
  /** Of a turn that met a usage limit: the agent did no work on the prompt, and its own record proves it. */
  untouched?: boolean;
}

/** A turn that was never seen working must show something of itself within this time, else it is taken as it is. */
const invisibleTurnMs = 8_000;
/**
 * A hook told that the agent took the prompt, so one will tell of the end: a screen that looks quiet before that counts
 * only when nothing has moved for this long. Claude Code tells nothing after Esc (seen in 2.0.60 and 2.1.197).
 */
const silentTurnMs = 10_000;
/** opencode draws its finished status row up to 300 ms before the answer (seen in 1.18.33). */
const lateAnswerMs = 1_000;
/** Some limits resolve by a retry of the agent's own: only a lasting one ends the turn. */
const lastingLimitMs = 5_000;
/** A shorter part of a prompt may be anybody's. */
const enoughCharacters = 100;

/** What the agent's own turn-end hook says. */
export function judgeHook(hookEnd: NonNullable<HookReading['turnEnded']>): TurnEnd {
  if (!hookEnd.failed) {
    return {
      outcome: 'completed',
      code: null,
      error: null,
      response: hookEnd.message,
      evidence: 'hook: the turn ended',
    };
  }
  const code = hookEnd.limited ? 'USAGE_LIMIT' : 'AGENT_ERROR';
  const error = hookEnd.error ?? 'the agent reported an error';
  return { outcome: 'failed', code, error, response: hookEnd.message, evidence: 'hook: the turn failed' };
}

/** A failure on the screen: older agents tell of a failed turn by the same hook as of a good one, without a message. */
export function judgeShownFailure({ state, decision }: Published): TurnEnd | null {
  if (decision.winner === null || isRetrying(decision.winner.rule)) return null;
  const { rule, detail } = decision.winner;
  if (state === 'limited') return failed('USAGE_LIMIT', detail || 'usage limit', rule);
  return state === 'error' ? failed('AGENT_ERROR', detail || 'the agent shows an error', rule) : null;
}

/**
 * Judges a session that is quiet after a prompt although no hook told of the end (no hooks, Esc, a refused permission,
 * a limit). Null while it is too early to tell.
 */
export async function judgeQuiet(
  attempt: Attempt,
  seen: { sawWork: boolean; quietForMs: number; startedAt: number; shownFailure: TurnEnd | null },
): Promise<TurnEnd | null> {
  const { tracker } = attempt;
  const { state, decision } = tracker.published;
  const rule = decision.winner?.rule ?? state;
  const detail = decision.winner?.detail ?? '';
  if (isRetrying(rule)) return null;
  if (state === 'limited')
    return seen.quietForMs < lastingLimitMs ? null : failed('USAGE_LIMIT', detail || 'usage limit', rule);
  if (state === 'error') return failed('AGENT_ERROR', detail || 'the agent shows an error', rule);
  if (tracker.deniedAt >= seen.startedAt)
    return failed('DENIED', 'the permission was denied and the agent stopped', rule);
  if (holdsPrompt(attempt)) return interrupted(rule);
  const { response, failure, turn } = await findOutcome(attempt);
  if (failure) return failure;
  if (turn?.stopped) return stoppedEnd(turn.stopped);
  // Behind a turn that is over, the end of background work begins another: that one was interrupted.
  const isOver = turn?.ended === true && turn.answer !== null;
  if (!isOver && (tracker.screenReading?.interrupted || showsInterruption(attempt))) return interrupted(rule);
  // The turn had failed before somebody told the agent to go on with something else.
  if (response === null && seen.shownFailure) return seen.shownFailure;
  const isOpen = isStillOpen(attempt, turn);
  if (seen.quietForMs < minimumQuietMs({ isOpen, hasAnswer: response !== null, sawWork: seen.sawWork }))
    return null;
  if (isOpen && response === null)
    return interrupted(`${rule}: quiet for long, and no source tells of an answer`);
  return {
    outcome: 'completed',
    code: null,
    error: null,
    response,
    evidence: `${rule}: quiet, on looks newer than the prompt`,
  };
}

/** What the agent's own record alone says of the end of the turn; null while it says nothing. */
export async function judgeRecord({ tracker, spec, intentAt }: Attempt): Promise<TurnEnd | null> {
  const turn = (await proofFromTranscript(tracker, spec.text, intentAt))?.turn;
  if (turn?.failure) return failureEnd(turn.failure, 'transcript');
  if (turn?.stopped) return stoppedEnd(turn.stopped);
  if (!turn?.ended || turn.answer === null) return null;
  const evidence = 'transcript: the turn ended';
  return { outcome: 'completed', code: null, error: null, response: turn.answer, evidence };
}

/** The agent's own word has the prompt as taken and not as ended. */
function isStillOpen({ tracker, inbox, spec, intentAt }: Attempt, turn: TranscriptTurn | null): boolean {
  if (turn?.ended) return false;
  return turn?.worked !== undefined || proofFromHooks(tracker, inbox, spec.text, intentAt) !== null;
}

function minimumQuietMs(seen: { isOpen: boolean; hasAnswer: boolean; sawWork: boolean }): number {
  if (seen.isOpen) return silentTurnMs;
  if (seen.hasAnswer) return 0;
  return seen.sawWork ? lateAnswerMs : invisibleTurnMs;
}

interface Outcome {
  response: string | null;
  failure: TurnEnd | null;
  /** The turn as the agent's own record has it; null without one. */
  turn: TranscriptTurn | null;
}

/** The agent's own message for this prompt, or how it failed: from its transcript, else from the screen. */
export async function findOutcome({ tracker, spec, intentAt }: Attempt): Promise<Outcome> {
  const turn = (await proofFromTranscript(tracker, spec.text, intentAt))?.turn ?? null;
  if (turn?.failure) {
    return { response: null, failure: failureEnd(turn.failure, 'transcript'), turn };
  }
  const { screen, agent } = tracker;
  const shown = screen ? agent.visibleAnswer(screen, spec.text) : null;
  const response = turn?.answer ?? shown;
  const shownFailure = response === null && screen ? agent.visibleFailure?.(screen, spec.text) : null;
  return { response, failure: shownFailure ? failureEnd(shownFailure, 'conversation') : null, turn };
}

function failureEnd({ limited, error }: TurnFailure, source: string): TurnEnd {
  return failed(limited ? 'USAGE_LIMIT' : 'AGENT_ERROR', error, source);
}

/** Work in the background may have gone on, ended and been told of below it. */
function showsInterruption({ tracker: { screen, agent }, spec }: Attempt): boolean {
  return screen !== null && agent.visiblyInterrupted?.(screen, spec.text) === true;
}

/**
 * Esc before any output puts the prompt back into the box; later it leaves a line that the agent's rules know. A box shows a
 * long prompt in part, or a placeholder for it.
 */
function holdsPrompt({ tracker, spec }: Attempt): boolean {
  const { published, screen, agent } = tracker;
  const { draft } = published;
  if (draft === null) return false;
  if (isSameText(draft, spec.text) || (screen !== null && agent.boxHolds(screen, spec.text))) return true;
  const shown = squash(draft);
  return shown.length >= enoughCharacters && squash(spec.text).includes(shown);
}

function interrupted(evidence: string): TurnEnd {
  return failed('INTERRUPTED', 'the turn was interrupted at the terminal', evidence);
}

function stoppedEnd(stopped: NonNullable<TranscriptTurn['stopped']>): TurnEnd {
  if (stopped === 'interrupted') return interrupted('transcript: somebody interrupted the turn');
  return failed('DENIED', 'a permission was refused at the terminal and the agent stopped', 'transcript');
}

function failed(code: PromptErrorCode, error: string, rule: string): TurnEnd {
  return { outcome: 'failed', code, error, response: null, evidence: rule };
}
