import { expect, test } from 'vitest';
import { steadyRows } from './steady-rows.ts';

const row = (id: number, count = 1) => ({ id, count });

test('a row keeps its place when its count ticks', () => {
  expect(steadyRows([1, 2], [row(2, 9), row(1)])).toEqual({ rows: [row(1), row(2, 9)], waiting: 0 });
});

test('new rows wait, gone rows leave', () => {
  expect(steadyRows([1, 2], [row(3), row(2)])).toEqual({ rows: [row(2)], waiting: 1 });
});

test('an empty list shows what comes at once', () => {
  expect(steadyRows([], [row(3)])).toEqual({ rows: [row(3)], waiting: 0 });
  expect(steadyRows(null, [row(3)])).toEqual({ rows: [row(3)], waiting: 0 });
});
