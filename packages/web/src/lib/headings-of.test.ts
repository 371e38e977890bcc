import { expect, it } from 'vitest';
import { headingsOf } from './headings-of.ts';

it('finds headings and gives each an id of its own', () => {
  const text = [
    '# The *Shop* & [more](x.md)',
    '```md',
    '# an example',
    '```',
    'Set up',
    '------',
    '## Set up ##',
    '- item',
    '---',
    '#no heading',
    '### `snake_case` words',
  ].join('\n');
  expect(headingsOf(text).map(({ depth, text: said, id, line }) => [depth, said, id, line])).toEqual([
    [1, 'The Shop & more', 'at-the-shop--more', 1],
    [2, 'Set up', 'at-set-up', 5],
    [2, 'Set up', 'at-set-up-1', 7],
    [3, 'snake_case words', 'at-snake_case-words', 11],
  ]);
});
