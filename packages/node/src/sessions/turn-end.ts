import type { PromptErrorCode } from '@architect/contracts/prompts';
import type { HookReading, TurnFailure } from '../agents/agent.ts';
import { isRetrying } from '../agents/authority.ts';
import type { Attempt } from './delivery-context.ts';
import { isSameText, proofFromTranscript } from './proof.ts';
import type { Published } from './session-tracker.ts';

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
/** opencode draws its finished status row up to 300 ms before the answer (seen in 1.18.33). */
const lateAnswerMs = 1_000;
/** Some limits resolve by a retry of the agent's own: only a lasting one ends the turn. */
const lastingLimitMs = 5_000;

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
  if (isInterrupted(attempt)) return failed('INTERRUPTED', 'the turn was interrupted at the terminal', rule);
  const { response, failure } = await findOutcome(attempt);
  if (failure) return failure;
  // The turn had failed before somebody told the agent to go on with something else.
  if (response === null && seen.shownFailure) return seen.shownFailure;
  if (response === null && seen.quietForMs < (seen.sawWork ? lateAnswerMs : invisibleTurnMs)) return null;
  return {
    outcome: 'completed',
    code: null,
    error: null,
    response,
    evidence: `${rule}: quiet, on looks newer than the prompt`,
  };
}

/** The agent's own message for this prompt, or how it failed: from its transcript, else from the screen. */
export async function findOutcome({
  tracker,
  spec,
  intentAt,
}: Attempt): Promise<{ response: string | null; failure: TurnEnd | null }> {
  const turn = (await proofFromTranscript(tracker, spec.text, intentAt))?.turn;
  if (turn?.failure) {
    return { response: null, failure: failureEnd(turn.failure, 'transcript') };
  }
  const { screen, agent } = tracker;
  const shown = screen ? agent.visibleAnswer(screen, spec.text) : null;
  const response = turn?.answer ?? shown;
  const shownFailure = response === null && screen ? agent.visibleFailure?.(screen, spec.text) : null;
  return { response, failure: shownFailure ? failureEnd(shownFailure, 'conversation') : null };
}

function failureEnd({ limited, error }: TurnFailure, source: string): TurnEnd {
  return failed(limited ? 'USAGE_LIMIT' : 'AGENT_ERROR', error, source);
}

/** Esc before any output puts the prompt back into the box; later it leaves a line that the agent's rules know. */
function isInterrupted({ tracker, spec }: Attempt): boolean {
  const draft = tracker.published.draft;
  if (draft !== null && isSameText(draft, spec.text)) return true;
  return tracker.screenReading?.interrupted === true;
}

function failed(code: PromptErrorCode, error: string, rule: string): TurnEnd {
  return { outcome: 'failed', code, error, response: null, evidence: rule };
}
