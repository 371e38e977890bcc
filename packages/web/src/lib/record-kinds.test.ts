import { expect, test } from 'vitest';
import { bugKind, devopsTaskKind, featureKind, kindsOfRecords, wayOf } from './record-kinds.ts';

test('the way back goes along allowed moves only', () => {
  expect(wayOf(bugKind, 'closed', 'in_progress')).toEqual(['open', 'in_progress']);
  expect(wayOf(featureKind, 'cancelled', 'review')).toEqual(['draft', 'in_progress', 'review']);
  expect(wayOf(devopsTaskKind, 'completed', 'open')).toEqual(['open']);
  expect(wayOf(bugKind, 'open', 'open')).toEqual([]);
  expect(wayOf(bugKind, 'open', 'nowhere')).toBeNull();
});

test('statuses that count as open are statuses', () => {
  for (const kind of Object.values(kindsOfRecords))
    expect(kind.statuses).toEqual(expect.arrayContaining([...kind.openStatuses]));
});
