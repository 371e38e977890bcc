import { expect, it } from 'vitest';
import { readTerminalLine } from './terminal-line.ts';

const nothing = { kind: 'prompt', priority: null, provider: null, session: null };

it.each<[string, object]>([
  ['', { kind: 'empty' }],
  [' \t ', { kind: 'empty' }],
  ['os: fix it', { ...nothing, text: 'fix it' }],
  ['os:fix it', { ...nothing, text: 'fix it' }],
  ['  OS:   fix it  ', { ...nothing, text: 'fix it' }],
  ['sta: fix the login bug', { ...nothing, text: 'fix the login bug' }],
  ['sta:7: fix', { ...nothing, priority: 7, text: 'fix' }],
  ['os:5: fix', { ...nothing, priority: 5, text: 'fix' }],
  ['os:0:fix', { ...nothing, priority: 0, text: 'fix' }],
  ['os:10: fix', { ...nothing, priority: 10, text: 'fix' }],
  ['os:codex: fix', { ...nothing, provider: 'codex', text: 'fix' }],
  ['os:Codex:fix', { ...nothing, provider: 'codex', text: 'fix' }],
  ['os:codex:5: fix', { ...nothing, provider: 'codex', priority: 5, text: 'fix' }],
  ['os:5:codex: fix', { ...nothing, provider: 'codex', priority: 5, text: 'fix' }],
  ['os:@web-1: fix', { ...nothing, session: 'web-1', text: 'fix' }],
  ['os:@web:claude:9: fix', { kind: 'prompt', session: 'web', provider: 'claude', priority: 9, text: 'fix' }],
  ['os: 5: is my lucky number', { ...nothing, text: '5: is my lucky number' }],
  ['os: codex: is a program', { ...nothing, text: 'codex: is a program' }],
  ['os:5: 6: x', { ...nothing, priority: 5, text: '6: x' }],
  ['os:https://example.org is down', { ...nothing, text: 'https://example.org is down' }],
  ['os:fix this: now', { ...nothing, text: 'fix this: now' }],
  ['os: one\n  two\n\tthree', { ...nothing, text: 'one\n  two\n\tthree' }],
  ['os: say "os:5: x"', { ...nothing, text: 'say "os:5: x"' }],
  ['msto: how many sessions active?', { kind: 'question', text: 'how many sessions active?' }],
  ['msto:5: x', { kind: 'question', text: '5: x' }],
  ['msto:', { kind: 'question', text: '' }],
  ['Status', { kind: 'command', name: 'status', words: [] }],
  ['approve  7', { kind: 'command', name: 'approve', words: ['7'] }],
  ['please os: x', { kind: 'command', name: 'please', words: ['os:', 'x'] }],
  ['ost: x', { kind: 'command', name: 'ost:', words: ['x'] }],
])('reads %j', (line, meaning) => {
  expect(readTerminalLine(line)).toEqual(meaning);
});

it.each([
  ['os:', 'empty'],
  ['os:5:', 'empty'],
  ['os:codex:5:  ', 'empty'],
  ['os:11: fix', '0 to 10'],
  ['os:5:6: fix', 'two priorities'],
  ['os:codex:claude: fix', 'two providers'],
  ['os:@a:@b: fix', 'two sessions'],
  ['os:cluade: fix', '"cluade" is no'],
  ['os:5:note: fix', '"note" is no'],
  ['os:-1: fix', '"-1" is no'],
])('does not send %j', (line, words) => {
  expect(readTerminalLine(line)).toEqual({ kind: 'fault', message: expect.stringContaining(words) });
});
