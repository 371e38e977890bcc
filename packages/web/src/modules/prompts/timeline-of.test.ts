import { expect, test } from 'vitest';
import { timelineOf } from './timeline-of.ts';

const receipt = (step: 'queued' | 'sending' | 'refused' | 'typed', second: number, attempt: number) => ({
  step,
  at: new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString(),
  evidence: '',
  attempt,
  session: attempt === 0 ? null : 'docs',
});

test('receipts are in order of time, with the time between and a mark at each attempt', () => {
  const entries = timelineOf([
    receipt('typed', 9, 2),
    receipt('queued', 0, 0),
    receipt('sending', 1, 1),
    receipt('refused', 2, 1),
    receipt('sending', 8, 2),
  ]);
  expect(entries.map(({ step, sinceLastMs, startsAttempt }) => [step, sinceLastMs, startsAttempt])).toEqual([
    ['queued', null, false],
    ['sending', 1000, true],
    ['refused', 1000, false],
    ['sending', 6000, true],
    ['typed', 1000, false],
  ]);
});
