import { expect, test } from 'vitest';
import { createTextCache } from './text-cache.ts';

test('stays within its size: what nobody asked for since the last generation goes', () => {
  const cache = createTextCache<number>(12);
  for (const [value, text] of ['aaa', 'bbb'].entries()) cache.set(text, value);
  // Known already: it takes no more room.
  cache.set('bbb', 2);
  for (const [value, text] of ['ccc', 'ddd', 'eee'].entries()) cache.set(text, 3 + value);
  expect(cache.get('aaa')).toBe(0);
  const left = ['bbb', 'ccc', 'aaa', 'ddd', 'eee'].map((text) => cache.get(text));
  expect(left).toEqual([undefined, undefined, 0, 4, 5]);
});
