import type { PromptErrorCode } from '@architect/contracts/prompts';
import type { Attempt } from './delivery-context.ts';
import { isSameText, proofFromTranscript } from './proof.ts';
import type { SessionTracker } from './session-tracker.ts';

export interface TurnEnd {
  outcome: 'completed' | 'failed';
  code: PromptErrorCode | null;
  error: string | null;
  response: string | null;
  evidence: string;
}

/** A turn that was never seen working must show something of itself within this time, else it is taken as it is. */
const invisibleTurnMs = 8_000;

/**
 * Judges a session that is quiet after a prompt although no hook told of the end (no hooks, Esc, a refused permission,
 * a limit). Null while it is too early to tell.
 */
export async function judgeQuiet(
  tracker: SessionTracker,
  attempt: Attempt,
  seen: { sawWork: boolean; quietForMs: number; startedAt: number },
): Promise<TurnEnd | null> {
  const { state, decision } = tracker.published;
  const rule = decision.winner?.rule ?? state;
  const detail = decision.winner?.detail ?? '';
  if (state === 'limited') return seen.quietForMs < 5_000 ? null : failed('USAGE_LIMIT', detail || 'usage limit', rule);
  if (state === 'error') return failed('AGENT_ERROR', detail || 'the agent shows an error', rule);
  if (tracker.deniedAt >= seen.startedAt) return failed('DENIED', 'the permission was denied and the agent stopped', rule);
  if (isInterrupted(tracker, attempt)) return failed('INTERRUPTED', 'the turn was interrupted at the terminal', rule);
  const proof = await proofFromTranscript(tracker, attempt.spec.text, attempt.intentAt);
  const answer = proof?.turn?.answer ?? (tracker.screen ? tracker.agent.visibleAnswer(tracker.screen, attempt.spec.text) : null);
  if (!seen.sawWork && answer === null && seen.quietForMs < invisibleTurnMs) return null;
  if (attempt.inbox && proof) tracker.hooksTrusted = tracker.hooksTrusted && proof.turn?.ended !== true;
  return { outcome: 'completed', code: null, error: null, response: answer, evidence: `${rule}, quiet on two looks newer than the prompt` };
}

/** Esc before any output puts the prompt back into the box; later it leaves a line that the agent's rules know. */
function isInterrupted(tracker: SessionTracker, attempt: Attempt): boolean {
  const draft = tracker.published.draft;
  if (draft !== null && isSameText(draft, attempt.spec.text)) return true;
  return tracker.screenReading?.interrupted === true;
}

function failed(code: PromptErrorCode, error: string, rule: string): TurnEnd {
  return { outcome: 'failed', code, error, response: null, evidence: rule };
}
