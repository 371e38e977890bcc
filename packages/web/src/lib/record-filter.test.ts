import { expect, test } from 'vitest';
import { isNarrowed, queryOfFilter, readRecordFilter, writeRecordFilter } from './record-filter.ts';
import { bugKind, milestoneKind } from './record-kinds.ts';

const read = (address: string, kind = bugKind) => readRecordFilter(new URLSearchParams(address), kind);

test('an address comes back as it was, and the plain one stays plain', () => {
  const address = 'status=closed&priority=high&project=3&person=ada&label=ui&q=cart&sort=title&page=2';
  expect(writeRecordFilter(read(address)).toString()).toBe(address);
  expect(writeRecordFilter(read('')).toString()).toBe('');
  expect(isNarrowed(read(''))).toBe(false);
  expect(isNarrowed(read('q=x'))).toBe(true);
});

test('what an address gets wrong falls back to the default', () => {
  expect(read('status=nonsense&project=1;drop&page=-3&sort=(x)')).toEqual(read(''));
});

test('open means every status that still asks for work; a kind is asked for its own fields only', () => {
  expect(queryOfFilter(read(''), bugKind)).toMatchObject({ status_in: 'open,in_progress', sort: '-id' });
  expect(queryOfFilter(read('status=all'), bugKind).status_in).toBeUndefined();
  const query = queryOfFilter(read('priority=high&person=ada&milestone=2', milestoneKind), milestoneKind);
  expect(query).toMatchObject({ priority: undefined, assigned_to: undefined, milestone_id: undefined });
});

test('the bin shows every status, unless one is asked for', () => {
  expect(queryOfFilter(read('deleted=only'), bugKind)).toMatchObject({
    deleted: 'only',
    status_in: undefined,
  });
});
