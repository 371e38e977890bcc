import { expect, test } from 'vitest';
import { nothingSelected, selectAll, selectTo, stepBy, subjectsOf, toggleOne } from './record-selection.ts';

const ids = [9, 7, 5, 3];

test('the keyboard goes from nowhere to an end, and stays at the ends', () => {
  expect(stepBy(nothingSelected, ids, 1).at).toBe(9);
  expect(stepBy(nothingSelected, ids, -1).at).toBe(3);
  expect(stepBy({ ...nothingSelected, at: 3 }, ids, 1).at).toBe(3);
  expect(stepBy({ ...nothingSelected, at: 7 }, ids, 1).at).toBe(5);
  expect(stepBy(nothingSelected, [], 1).at).toBeNull();
});

test('a range goes from the last chosen row to this one, either way', () => {
  expect([...selectTo(toggleOne(nothingSelected, 5), ids, 9).chosen].toSorted()).toEqual([5, 7, 9]);
  expect([...selectTo(toggleOne(nothingSelected, 9), ids, 5).chosen].toSorted()).toEqual([5, 7, 9]);
  // The row where it began is not shown any more.
  expect([...selectTo(toggleOne(nothingSelected, 100), ids, 5).chosen]).toEqual([100, 5]);
});

test('an action is about the chosen rows that are shown, else about the row with the keyboard', () => {
  expect(subjectsOf({ ...nothingSelected, at: 7 }, ids)).toEqual([7]);
  expect(subjectsOf({ at: 7, anchor: null, chosen: new Set([3, 100]) }, ids)).toEqual([3]);
  expect(subjectsOf({ ...nothingSelected, at: 100 }, ids)).toEqual([]);
});

test('choosing all twice chooses nothing', () => {
  const all = selectAll(nothingSelected, ids);
  expect(all.chosen.size).toBe(4);
  expect(selectAll(all, ids).chosen.size).toBe(0);
});
