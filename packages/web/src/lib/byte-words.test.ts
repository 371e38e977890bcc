import { expect, test } from 'vitest';
import { byteWords } from './byte-words.ts';

test.each([
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [9_999, '10.0 kB'],
  [10_000, '10 kB'],
  [3_200_000, '3.2 MB'],
])('%d bytes are %s', (bytes, words) => {
  expect(byteWords(bytes)).toBe(words);
});
