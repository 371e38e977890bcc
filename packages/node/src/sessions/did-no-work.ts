import type { Attempt } from './delivery-context.ts';
import { proofFromTranscript } from './proof.ts';

/**
 * True when the agent's own record proves that it did no work at all on the prompt, so that it may be sent again. The
 * record must show the end of the turn: what stands before it is complete then.
 */
export async function didNoWork({ tracker, spec, intentAt }: Attempt): Promise<boolean> {
  const turn = (await proofFromTranscript(tracker, spec.text, intentAt))?.turn;
  return turn?.ended === true && turn.worked === false && turn.answer === null;
}
