import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const longest = 400;

function tooLong(files: { name: string; text: string }[]): string[] {
  return files
    .map(({ name, text }) => ({ name, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > longest)
    .map(({ name, lines }) => `${name}: ${lines} lines, ${longest} are possible`);
}

it('names a file that is too long', () => {
  const files = [
    { name: 'fits.ts', text: 'x\n'.repeat(longest) },
    { name: 'long.ts', text: 'x\n'.repeat(longest + 1) },
  ];
  expect(tooLong(files)).toEqual(['long.ts: 401 lines, 400 are possible']);
});

it('finds none in the project', () => {
  const names = globSync('{packages,e2e,bench,scripts}/**/*.{ts,tsx,sh}', {
    cwd: root,
    exclude: ['**/node_modules/**', '**/dist/**'],
  });
  expect(names.length).toBeGreaterThan(500);
  const files = names.map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));
  expect(tooLong(files)).toEqual([]);
});
