import { expect, test } from 'vitest';
import { matchShortcut } from './key-sequence.ts';

const shortcuts = ['g o', 'g p', 'c', 'o', '?'];
const press = (key: string, atMs = 1000) => ({ key, atMs });

test('a single key and a sequence', () => {
  expect(matchShortcut(shortcuts, null, press('c'))).toBe('c');
  expect(matchShortcut(shortcuts, null, press('g'))).toBeNull();
  expect(matchShortcut(shortcuts, press('g', 500), press('p'))).toBe('g p');
});

test('a fresh first key makes the sequence win over the single key', () => {
  expect(matchShortcut(shortcuts, press('g', 500), press('o'))).toBe('g o');
  expect(matchShortcut(shortcuts, press('g', -500), press('o'))).toBe('o');
});

test('a key that continues no sequence still counts alone', () => {
  expect(matchShortcut(shortcuts, press('g', 900), press('c'))).toBe('c');
  expect(matchShortcut(shortcuts, press('g', 900), press('x'))).toBeNull();
});
