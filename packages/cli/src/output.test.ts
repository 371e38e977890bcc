import picocolors from 'picocolors';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { alignedTable, type Column } from './output.ts';

const rows = [
  { name: 'checkout', node: 'local', note: 'npm run migrate -- --env staging && npm test' },
  { name: '検索インデックスの再構築', node: 'build-machine-in-the-cellar', note: 'it works' },
];
const columns: Column<(typeof rows)[number]>[] = [
  {
    title: 'SESSION',
    value: ({ name }) => name,
    maxCells: 24,
    paint: (text) => `\u001b[1m${text}\u001b[22m`,
  },
  { title: 'NODE', value: ({ node }) => node, canBeLeftOut: true },
  { title: 'NOTE', value: ({ note }) => note, maxCells: 48 },
];
const linesAt = (cells?: number) =>
  alignedTable(rows, columns, { colors: picocolors.createColors(false), ...(cells && { cells }) })
    .trimEnd()
    .split('\n');

it('a table fits the terminal: what may be is cut, then left out, and cells stand under their titles', () => {
  expect(linesAt()[1]).toContain('--env staging && npm test');
  expect(
    linesAt(80)
      .map((line) => stringWidth(line))
      .every((cells) => cells <= 80),
  ).toBe(true);
  expect(linesAt(80)[0]).toContain('NODE');
  const narrow = linesAt(40);
  expect(narrow.map((line) => stringWidth(line)).every((cells) => cells <= 40)).toBe(true);
  expect(narrow[0]).not.toContain('NODE');
  const noteAt = narrow[0]?.indexOf('NOTE');
  expect(stringWidth(narrow[2]?.split('it works')[0] ?? '')).toBe(noteAt);
});
