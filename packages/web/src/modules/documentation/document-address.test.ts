import { expect, it } from 'vitest';
import { placeOf, resolveLink } from './document-address.ts';

it.each([
  ['operating.md', '/documentation/3/docs/operating.md'],
  ['../README.md#Set-up', '/documentation/3/README.md#at-set-up'],
  ['/docs/a%20b.md', '/documentation/3/docs/a%20b.md'],
  ['#more', '#at-more'],
  ['../../outside.md', null],
  ['../src/main.ts', null],
  ['#', null],
  ['100%.md', '/documentation/3/docs/100%25.md'],
])('a link to %s leads to %s', (href, expected) => {
  expect(resolveLink(href, { project_id: 3, path: 'docs/guide.md' })).toBe(expected);
});

it('knows documents of the product and of projects, and addresses of nothing', () => {
  expect(placeOf('product', 'README.md')).toEqual({ project_id: null, path: 'README.md' });
  expect(placeOf('7', 'docs/a.md')).toEqual({ project_id: 7, path: 'docs/a.md' });
  expect([placeOf('x', 'a.md'), placeOf('0', 'a.md'), placeOf('7', ''), placeOf(undefined, 'a')]).toEqual(
    Array(4).fill(null),
  );
});
