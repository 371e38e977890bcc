import { expect, test } from 'vitest';
import { binOccurrences } from './bin-occurrences.ts';

const now = Date.parse('2026-05-03T10:20:00Z');
const byHour = [
  { at: '2026-05-01T09:00:00Z', count: 7 },
  { at: '2026-05-02T11:00:00Z', count: 2 },
  { at: '2026-05-03T10:00:00Z', count: 5 },
];

test('the last bar is the hour that runs now', () => {
  const bins = binOccurrences(byHour, { bins: 24, hours: 1 }, now);
  expect(bins).toHaveLength(24);
  expect(bins.at(-1)).toEqual({
    fromMs: Date.parse('2026-05-03T10:00:00Z'),
    toMs: Date.parse('2026-05-03T11:00:00Z'),
    count: 5,
  });
  expect(bins[0]?.count).toBe(2);
});

test('longer spans add hours up and leave out what is older', () => {
  expect(binOccurrences(byHour, { bins: 2, hours: 24 }, now).map(({ count }) => count)).toEqual([0, 7]);
  expect(binOccurrences(byHour, { bins: 3, hours: 24 }, now).map(({ count }) => count)).toEqual([7, 0, 7]);
});
