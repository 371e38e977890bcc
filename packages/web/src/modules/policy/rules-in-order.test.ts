import type { Pattern } from '@architect/contracts/patterns';
import { expect, test } from 'vitest';
import { inDecidingOrder } from './rules-in-order.ts';

const at = '2026-01-01T12:00:00.000Z';

function aRule(id: number, action: Pattern['action'], priority: number): Pattern {
  const rest = { name: 'x', kind: 'bash', pattern_regex: 'x', scope: {}, enabled: true } as const;
  return { ...rest, hits: 0, created_by: 'ada', created_at: at, updated_at: at, id, action, priority };
}

test('rules stand in the order in which they decide', () => {
  const rules = [
    aRule(1, 'approve', 5),
    aRule(2, 'approve', 9),
    aRule(3, 'require_approval', 5),
    aRule(4, 'deny', 0),
    aRule(5, 'approve', 5),
  ];
  expect(inDecidingOrder(rules).map(({ id }) => id)).toEqual([4, 2, 3, 1, 5]);
});
