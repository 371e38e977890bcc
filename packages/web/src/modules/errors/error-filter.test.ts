import { expect, test } from 'vitest';
import { isNarrowed, plainFilter, queryOf, readFilter, writeFilter } from './error-filter.ts';

test('an address describes the view and back', () => {
  const address = 'status=all&severity=critical&project=3&node=web-1&release=4.2&q=timeout&page=2';
  const filter = readFilter(new URLSearchParams(address));
  expect(writeFilter(filter).toString()).toBe(address);
  expect(queryOf(filter)).toMatchObject({
    severity: 'critical',
    project_id: 3,
    seen_on: 'web-1',
    seen_in_release: '4.2',
    q: 'timeout',
    page: 2,
  });
  expect(queryOf(filter).status_in).toBeUndefined();
});

test('the plain address shows what is open, and nonsense falls back to it', () => {
  expect(readFilter(new URLSearchParams('status=x&severity=y&project=-1&sort=z&page=-3'))).toEqual(
    plainFilter,
  );
  expect(writeFilter(plainFilter).toString()).toBe('');
  expect(queryOf(plainFilter)).toMatchObject({ status_in: 'open,in_progress', sort: '-last_seen' });
});

test('an order is not a narrowing, a release is', () => {
  expect(isNarrowed({ ...plainFilter, sort: '-first_seen', page: 2 })).toBe(false);
  expect(isNarrowed({ ...plainFilter, release: '4.2' })).toBe(true);
});
