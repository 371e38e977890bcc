import { expect, test } from 'vitest';
import { createTextCache } from './text-cache.ts';

test('stays within its size: what was looked up longest ago goes first', () => {
  const cache = createTextCache<number>(9);
  for (const [value, text] of ['aaa', 'bbb', 'ccc'].entries()) cache.set(text, value);
  expect(cache.get('aaa')).toBe(0);
  // Known already: it takes no more room.
  cache.set('ccc', 3);
  expect(cache.get('bbb')).toBe(1);
  cache.set('ddd', 4);
  expect(['aaa', 'bbb', 'ccc', 'ddd'].map((text) => cache.get(text))).toEqual([0, 1, undefined, 4]);
  cache.set('e'.repeat(9), 5);
  expect(cache.get('ddd')).toBeUndefined();
  expect(cache.get('e'.repeat(9))).toBe(5);
});
