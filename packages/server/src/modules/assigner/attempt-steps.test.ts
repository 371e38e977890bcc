import { describe, expect, it } from 'vitest';
import { type AttemptState, judgeStep, type Verdict } from './attempt-steps.ts';

const steps = [
  'refused',
  'typed',
  'submitted',
  'started',
  'blocked',
  'resumed',
  'unconfirmed',
  'ended',
] as const;

/** One letter per step of `steps`: A apply, i ignore, X contradiction. */
const table: Record<AttemptState, string> = {
  sending: 'AAAAXXAA',
  typed: 'AiAAAXAA',
  submitted: 'XiiAAXAA',
  started: 'XiiiAXAA',
  blocked: 'XiiiiAAA',
  resumed: 'XiiiAiAA',
  refused: 'iiiiiiii',
  unconfirmed: 'iiiiiiii',
  ended: 'iiiiiiii',
  abandoned: 'iiiiiiii',
};
const verdicts: Record<string, Verdict> = { A: 'apply', i: 'ignore', X: 'contradiction' };
const cases = Object.entries(table).flatMap(([state, letters]) =>
  steps.map((step, index): [string, (typeof steps)[number], Verdict] => [
    state,
    step,
    verdicts[letters.charAt(index)] ?? 'apply',
  ]),
);

describe('judgeStep', () => {
  it.each(cases)('%s + %s: %s', (state, step, expected) => {
    // The keys of the table are attempt states.
    expect(judgeStep(state as AttemptState, step)).toBe(expected);
  });
});
