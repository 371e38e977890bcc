import { expect, test } from 'vitest';
import { agoWords, durationWords, spanWords } from './time-words.ts';

const now = Date.parse('2026-01-02T12:00:00Z');

test.each([
  [0, 'now'],
  [4_000, 'now'],
  [5_000, '5s ago'],
  [-9_000, 'now'],
  [-10_000, 'in 10s'],
  [12_000, '12s ago'],
  [125_000, '2m ago'],
  [7_300_000, '2h ago'],
  [200_000_000, '2d ago'],
  [-5_400_000, 'in 1h'],
])('%d ms back is "%s"', (backMs, words) => {
  expect(agoWords(now - backMs, now)).toBe(words);
});

test.each([
  [0, '0 ms'],
  [412.4, '412 ms'],
  [1_240, '1.2 s'],
  [125_000, '2 min 5 s'],
  [3_720_000, '1 h 2 min'],
])('%d ms lasts "%s"', (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});

test('spans', () => {
  expect([spanWords(-3), spanWords(59), spanWords(60)]).toEqual(['0s', '59s', '1m']);
});
