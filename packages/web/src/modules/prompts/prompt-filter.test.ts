import { promptEndpoints } from '@architect/contracts/prompts';
import { expect, test } from 'vitest';
import { queryOf, readFilter, statusFilters, writeFilter } from './prompt-filter.ts';

test('an address survives reading and writing; the default is the plain address', () => {
  const address = 'status=failed&q=total&sort=priority&page=3';
  expect(writeFilter(readFilter(new URLSearchParams(address))).toString()).toBe(address);
  expect(writeFilter(readFilter(new URLSearchParams())).toString()).toBe('');
});

test('what an address gets wrong falls back', () => {
  const filter = readFilter(new URLSearchParams('status=odd&sort=-password&page=-2'));
  expect(filter).toEqual({ status: 'all', words: '', sort: '-id', page: 1 });
});

test('every filter is a query the endpoint takes', () => {
  for (const { value } of statusFilters) {
    const query = queryOf({ status: value, words: '100 %', sort: '-completed_at', page: 2 });
    expect(promptEndpoints.listPrompts.query?.safeParse(query).success).toBe(true);
  }
});
