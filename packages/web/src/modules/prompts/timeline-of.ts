import type { Prompt } from '@architect/contracts/prompts';

export type TimelineEntry = Prompt['receipts'][number] & {
  /** Milliseconds since the entry before; null for the first one. */
  sinceLastMs: number | null;
  /** The first receipt of a delivery attempt (attempt 0 is the queue). */
  startsAttempt: boolean;
};

/** Receipts in the order they happened, with the time between them. */
export function timelineOf(receipts: Prompt['receipts']): TimelineEntry[] {
  const ordered = receipts.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return ordered.map((receipt, index) => {
    const before = ordered[index - 1];
    return {
      ...receipt,
      sinceLastMs: before ? Date.parse(receipt.at) - Date.parse(before.at) : null,
      startsAttempt: receipt.attempt > 0 && receipt.attempt !== before?.attempt,
    };
  });
}
