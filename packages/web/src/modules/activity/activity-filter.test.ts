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
  expect(readFilter(new URLSearchParams('id=7&project=x&from=yesterday'))).toEqual(plainFilter);
});

test('both days belong to the span', () => {
  const query = queryOf({ ...plainFilter, from: '2026-03-01', to: '2026-03-01' });
  expect(query).toEqual({
    created_at_gte: new Date(2026, 2, 1).toISOString(),
    created_at_lt: new Date(2026, 2, 2).toISOString(),
  });
});
