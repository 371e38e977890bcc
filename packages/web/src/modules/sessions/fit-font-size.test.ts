import { expect, test } from 'vitest';
import { fitFontSize } from './fit-font-size.ts';

test.each([
  [880, 120, 11.5],
  [2000, 80, 14],
  [300, 200, 7],
])('%d px hold %d columns at %d px', (widthPx, cols, size) => {
  expect(fitFontSize(widthPx, cols)).toBe(size);
});
