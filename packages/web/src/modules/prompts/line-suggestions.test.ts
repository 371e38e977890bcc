import { readTerminalLine } from '@architect/contracts/terminal-line';
import { expect, test } from 'vitest';
import { suggestLine } from './line-suggestions.ts';

const labels = (line: string, isPartial = false) =>
  suggestLine(line, ['web', 'api'], isPartial).map((one) => one.label);

test.each([
  ['', []],
  ['o', ['os: a prompt']],
  ['m', ['msto: a question about the fleet']],
  ['x', []],
  ['os:co', ['codex:', 'comet:']],
  ['os:codex:@', ['@web:', '@api:']],
  ['os:@web:co', ['codex:', 'comet:']],
  ['os: fix', []],
  ['fix the os:', []],
  [
    'msto: wh',
    ['which agents wait for me?', 'what is working?', 'why do prompts wait?', 'who is limited?'].filter((q) =>
      q.startsWith('wh'),
    ),
  ],
  ['msto: which agents wait for me?', []],
])('%j offers %j', (line, expected) => {
  expect(labels(line)).toEqual(expected);
});

test('the Tab key finishes words that were begun, and nothing else', () => {
  expect(labels('os:', true)).toEqual([]);
  expect(labels('os:cl', true)).toEqual(['claude:']);
  expect(labels('msto: ', true)).toEqual([]);
  expect(labels('os: text', true)).toEqual([]);
});

test('what is offered means what it says', () => {
  const [first] = suggestLine('os:5:@w', ['web']);
  expect(readTerminalLine(`${first?.line}go`)).toMatchObject({ session: 'web', priority: 5, text: 'go' });
});
