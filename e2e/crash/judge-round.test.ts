import type { Prompt } from '@architect/contracts/prompts';
import { expect, test } from 'vitest';
import type { LogEntry } from '../fake-agent/records.ts';
import { answerTo } from '../fake-agent/turns.ts';
import { aPrompt as buildPrompt } from '../support/a-prompt.ts';
import { judgeRound } from './judge-round.ts';

const aPrompt = (content: string, change: Partial<Prompt> = {}): Prompt =>
  buildPrompt(content, { response: answerTo(content), ...change });
const logged = (...texts: string[]): LogEntry[] =>
  texts.map((text) => ({ at: 1, session: 'a', kind: 'prompt', text }));

test('completed, received once, with its own answer: no fault', () => {
  expect(judgeRound(['one'], [aPrompt('one')], logged('one'))).toMatchObject({
    completed: 1,
    violations: [],
  });
});

const failed = (error_code: Prompt['error_code']) =>
  aPrompt('one', { status: 'failed', error_code, response: null });
test.each<[string, Prompt[], LogEntry[], object]>([
  ['completed but never received', [aPrompt('one')], [], { lost: 1 }],
  ['unknown to the server', [], [], { lost: 1 }],
  ['not final', [aPrompt('one', { status: 'assigned' })], logged('one'), { lost: 1 }],
  ['received twice', [aPrompt('one')], logged('one', 'one'), { doubled: 1 }],
  ['queued twice', [aPrompt('one'), aPrompt('one')], logged('one'), { doubled: 1 }],
  ['cut in two', [aPrompt('one')], logged('one', 'on'), { split: 1 }],
  [
    'ran in a shell',
    [aPrompt('one')],
    [...logged('one'), { at: 1, session: 'a', kind: 'bash', text: '!x' }],
    { split: 1 },
  ],
  ['answer of another prompt', [aPrompt('one', { response: answerTo('two') })], logged('one'), { untrue: 1 }],
  ['said not delivered, yet received', [failed('NOT_DELIVERED')], logged('one'), { untrue: 1 }],
  ['failed for a reason that did not happen', [failed('AGENT_ERROR')], logged('one'), { untrue: 1 }],
])('%s is a fault', (_name, prompts, log, expected) => {
  const verdict = judgeRound(['one'], prompts, log);
  expect(verdict).toMatchObject(expected);
  expect(verdict.violations).toHaveLength(1);
});

test('an answer may be missing only where the screen is all there is', () => {
  const prompts = [aPrompt('one', { response: null })];
  expect(judgeRound(['one'], prompts, logged('one'))).toMatchObject({ untrue: 1, unread: 0 });
  expect(judgeRound(['one'], prompts, logged('one'), new Set(['a']))).toMatchObject({ untrue: 0, unread: 1 });
  const wrong = [aPrompt('one', { response: answerTo('two') })];
  expect(judgeRound(['one'], wrong, logged('one'), new Set(['a']))).toMatchObject({ untrue: 1, unread: 0 });
});

test('unconfirmed is counted, and is true whether the agent got it or not', () => {
  for (const log of [logged('one'), []]) {
    expect(judgeRound(['one'], [failed('DELIVERY_UNCONFIRMED')], log)).toMatchObject({
      unconfirmed: 1,
      violations: [],
    });
  }
});
