import type { PromptDetail, ReceiptStep } from './prompts.ts';

/** One thing that happened to a prompt: a receipt, or what a person or the queue decided. */
export interface CourseEntry {
  at: string;
  /** Null for what no receipt tells. */
  step: ReceiptStep | null;
  /** The step, or the word of the history, e.g. `reassigned`. */
  action: string;
  evidence: string;
  attempt: number;
  session: string | null;
}

/** Each of these is a receipt as well. */
const toldByReceipts = new Set(['queued', 'assigned', 'started', 'returned', 'completed']);
/** Receipts carry the time of their node, the history that of the server. */
const clocksDifferMs = 5_000;

/** Receipts and history of a prompt as one course of events, each told once, in order of time. */
export function courseOf({ receipts, history }: Pick<PromptDetail, 'receipts' | 'history'>): CourseEntry[] {
  const timeOf = ({ at }: { at: string }): number => Date.parse(at);
  const isTold = (entry: PromptDetail['history'][number]): boolean => {
    if (entry.action !== 'failed') return toldByReceipts.has(entry.action);
    const before = receipts.filter((receipt) => timeOf(receipt) <= timeOf(entry) + clocksDifferMs);
    const last = before.toSorted((a, b) => timeOf(a) - timeOf(b)).at(-1);
    return last?.step === 'ended' || last?.step === 'unconfirmed';
  };
  const acts = history
    .filter((entry) => !isTold(entry))
    .map(({ action, at, session, actor, details }) => ({
      ...{ at, action, session, step: null, attempt: 0 },
      evidence: [details, actor === null ? '' : `by ${actor}`].filter(Boolean).join(' · '),
    }));
  return [...receipts.map((receipt) => ({ ...receipt, action: receipt.step })), ...acts].sort(
    (a, b) => timeOf(a) - timeOf(b),
  );
}
