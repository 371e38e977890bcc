import type { Usage } from '@architect/contracts/usage';
import { type Clock, pause } from '../clock.ts';
import type { Attempt } from './delivery-context.ts';
import { proofFromTranscript } from './proof.ts';

/** Agents write their transcripts some 100 ms behind their hooks (seen in Claude 2.1.330). */
const lookEveryMs = 150;
const looks = 3;

/** What the turn took as the agent's own transcript tells; null when it does not. */
export async function readTurnUsage(
  { tracker, spec, intentAt }: Attempt,
  clock: Clock,
): Promise<Usage | null> {
  for (let look = 1; ; look += 1) {
    const proof = await proofFromTranscript(tracker, spec.text, intentAt);
    if (!proof) return null;
    const { usage, ended } = proof.turn ?? {};
    if ((usage && ended) || look === looks) return usage ?? null;
    await pause(clock, lookEveryMs);
  }
}
