import { expect, test } from 'vitest';
import { plainFilter, queryOf, readFilter, writeFilter } from './activity-filter.ts';

test('a filter survives the address, and what makes no sense there is dropped', () => {
  const filter = {
    ...plainFilter,
    who: 'agent:docs',
    kind: 'bug',
    id: '7',
    from: '2026-03-01',
    to: '2026-03-02',
  };
  expect(readFilter(writeFilter(filter))).toEqual(filter);
  expect(readFilter(new URLSearchParams('id=7&project=x&from=yesterday&by=cat'))).toEqual(plainFilter);
});

test('both days belong to the span', () => {
  expect(queryOf({ ...plainFilter, from: '2026-03-01', to: '2026-03-01', by: 'agent' })).toEqual({
    actor_kind: 'agent',
    from: new Date(2026, 2, 1).toISOString(),
    to: new Date(2026, 2, 2).toISOString(),
  });
});
