import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listCommits } from './list-commits.ts';

test('commits of every branch since a time, with their files; what cannot be read is said', async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'architect-commits-')));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const env = { ...process.env, GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'a@example.org' };
  const git = (at: string, ...words: string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=Ada', '-c', 'user.email=a@example.org', ...words], {
      encoding: 'utf8',
      env: { ...env, GIT_COMMITTER_DATE: at, GIT_AUTHOR_DATE: at },
    }).trim();
  const commit = (at: string, file: string, subject: string) => {
    mkdirSync(join(root, 'src'), { recursive: true });
    writeFileSync(join(root, file), at);
    git(at, 'add', '.');
    git(at, 'commit', '-q', '-m', subject);
    return git(at, 'rev-parse', 'HEAD');
  };
  git('', 'init', '-q', '-b', 'main');
  commit('2026-01-01T10:00:00Z', 'src/old.ts', 'before');
  git('', 'switch', '-q', '-c', 'autopilot/1-ship');
  const mine = commit('2026-01-02T10:00:00Z', 'src/größe.ts', 'Sum up; 100%');
  git('', 'switch', '-q', 'main');
  const found = await listCommits({ root, since: '2026-01-02T00:00:00.000Z' });
  expect(found).toEqual({
    note: null,
    commits: [
      {
        ...{ commit: mine, author: 'Ada', at: '2026-01-02T10:00:00.000Z', subject: 'Sum up; 100%' },
        ...{ branch: 'autopilot/1-ship', files: ['src/größe.ts'] },
      },
    ],
  });
  expect((await listCommits({ root: tmpdir(), since: '2026-01-02T00:00:00.000Z' })).note).toMatch(
    /not a git repository/,
  );
  await expect(listCommits({ root: join(root, 'nowhere'), since: '2026-01-02T00:00:00Z' })).rejects.toThrow(
    'no directory',
  );
});
