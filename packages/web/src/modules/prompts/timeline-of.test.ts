import type { ReceiptStep } from '@architect/contracts/prompts';
import { expect, test } from 'vitest';
import { timelineOf } from './timeline-of.ts';

const receipt = (step: ReceiptStep, second: number, attempt: number) => ({
  step,
  at: new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString(),
  evidence: '',
  attempt,
  session: attempt === 0 ? null : 'docs',
});

test('receipts are in order of time, with the time between and a mark at each attempt', () => {
  const entries = timelineOf({
    history: [],
    receipts: [
      receipt('typed', 9, 2),
      receipt('queued', 0, 0),
      receipt('sending', 1, 1),
      receipt('refused', 2, 1),
      receipt('sending', 8, 2),
    ],
  });
  expect(entries.map(({ step, sinceLastMs, startsAttempt }) => [step, sinceLastMs, startsAttempt])).toEqual([
    ['queued', null, false],
    ['sending', 1000, true],
    ['refused', 1000, false],
    ['sending', 6000, true],
    ['typed', 1000, false],
  ]);
});

test('what no receipt tells stands between them; what one tells is not told twice', () => {
  const act = (action: string, second: number, actor: string | null = null) => ({
    ...{ action, actor, session: 'docs', details: `details of ${action}` },
    at: new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString(),
  });
  const entries = timelineOf({
    receipts: [
      receipt('queued', 0, 0),
      receipt('sending', 1, 1),
      receipt('ended', 9, 1),
      receipt('sending', 21, 2),
    ],
    history: [
      ...[act('queued', 0), act('assigned', 1), act('failed', 9), act('retried', 20, 'ada')],
      // Nobody heard how it ended: the queue gave it up.
      ...[act('assigned', 21), act('failed', 50), act('reassigned', 60, 'ada')],
    ],
  });
  expect(entries.map(({ action, step, evidence }) => [action, step, evidence])).toEqual([
    ['queued', 'queued', ''],
    ['sending', 'sending', ''],
    ['ended', 'ended', ''],
    ['retried', null, 'details of retried · by ada'],
    ['sending', 'sending', ''],
    ['failed', null, 'details of failed'],
    ['reassigned', null, 'details of reassigned · by ada'],
  ]);
});
