import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findSuspects } from './find-suspects.ts';
import { placeInRoot } from './place-in-root.ts';

const later = '2030-01-01T00:00:00.000Z';

/** A repository with a file of three lines; Ada wrote it, Bob changed its second line. */
function aRepository() {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'architect-suspects-')));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const root = join(directory, 'shop');
  mkdirSync(join(root, 'src'), { recursive: true });
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', root, ...words], { encoding: 'utf8' }).trim();
  const commit = (author: string, day: number, text: string) => {
    writeFileSync(join(root, 'src/cart.ts'), text);
    git('add', '.');
    const date = `2026-01-0${day}T10:00:00Z`;
    const who = ['-c', `user.name=${author}`, '-c', 'user.email=a@example.org'];
    git(...who, 'commit', '-q', '-m', `${author} was here`, '--date', date);
    return git('rev-parse', 'HEAD');
  };
  git('init', '-q');
  return { directory, root, git, commit };
}

test('the commit that last touched the line comes first, then others of its file', async () => {
  const { root, commit, git } = aRepository();
  const ada = commit('Ada', 1, 'one\ntwo\nthree\n');
  git('tag', 'v1.0');
  const bob = commit('Bob', 2, 'one\nTWO\nthree\n');
  const frames = [{ file: '/app/src/cart.ts', line: 2 }];
  const found = await findSuspects({ root, frames, revision: null, before: later });
  expect(found).toMatchObject({ revision: 'HEAD', note: null });
  expect(found.commits.map(({ commit: hash, because }) => [hash, because])).toEqual([
    [bob, 'line'],
    [ada, 'file'],
  ]);
  expect(found.commits[0]).toMatchObject({
    author: 'Bob',
    at: '2026-01-02T10:00:00.000Z',
    subject: 'Bob was here',
    places: [{ file: 'src/cart.ts', line: 2 }],
  });
  const released = await findSuspects({ root, frames, revision: '1.0', before: later });
  expect(released).toMatchObject({ revision: 'v1.0', commits: [{ commit: ada, because: 'line' }] });
});

test('files outside, links out of the project and options in disguise are passed over', async () => {
  const { root, directory, commit } = aRepository();
  commit('Ada', 1, 'one\n');
  writeFileSync(join(directory, 'secret.ts'), 'secret\n');
  symlinkSync(join(directory, 'secret.ts'), join(root, 'src/link.ts'));
  const files = [
    '../secret.ts',
    'src/../../secret.ts',
    'src/link.ts',
    join(directory, 'secret.ts'),
    '.git/config',
  ];
  expect(files.map((file) => placeInRoot(root, file))).toEqual(files.map(() => null));
  const good = ['src/cart.ts', './src/cart.ts', `file://${root}/src/cart.ts`, 'webpack:///./src/cart.ts?a1'];
  expect(good.map((file) => placeInRoot(root, file))).toEqual(good.map(() => 'src/cart.ts'));
  const frames = [{ file: 'src/cart.ts', line: 1 }];
  const odd = await findSuspects({ root, frames, revision: '--output=/tmp/x', before: later });
  expect(odd).toMatchObject({ revision: 'HEAD', commits: [{ author: 'Ada' }] });
});

test('a program that the repository names is not started', async () => {
  const { root, directory, commit, git } = aRepository();
  commit('Ada', 1, 'one\n');
  const mark = join(directory, 'started');
  git('config', 'diff.evil.textconv', `touch ${mark}; cat`);
  git('config', 'core.fsmonitor', `touch ${mark}`);
  writeFileSync(join(root, '.gitattributes'), '*.ts diff=evil\n');
  const found = await findSuspects({
    root,
    frames: [{ file: 'src/cart.ts', line: 1 }],
    revision: null,
    before: later,
  });
  expect(found.commits).toHaveLength(1);
  expect(() => realpathSync(mark)).toThrow('ENOENT');
});

test('what cannot be looked at is said', async () => {
  const { root, directory, commit } = aRepository();
  commit('Ada', 1, 'one\n');
  const at = (line: number, where = root) =>
    findSuspects({ root: where, frames: [{ file: 'src/cart.ts', line }], revision: null, before: later });
  expect((await at(99)).note).toMatch(/^git blame: .*has only 1 line/);
  expect((await at(1, directory)).note).toBe('no file of the stack is below the source path');
  await expect(at(1, join(directory, 'nowhere'))).rejects.toThrow('no directory');
});
