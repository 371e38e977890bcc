import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createWorktrees } from './worktrees.ts';

function start() {
  const dir = mkdtempSync(join(tmpdir(), 'architect-worktrees-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const repository = join(dir, 'shop');
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
  const git = (at: string, ...words: string[]) =>
    execFileSync('git', ['-C', at, ...identity, ...words], { encoding: 'utf8' }).trim();
  execFileSync('git', ['init', '-q', '-b', 'main', repository]);
  git(repository, 'commit', '-q', '--allow-empty', '-m', 'first');
  return { dir, repository, git, worktrees: createWorktrees(join(dir, 'data', 'worktrees')) };
}

it('gives an agent a directory and a branch of its own, and takes the directory back', async () => {
  const { repository, git, worktrees } = start();
  const made = await worktrees.add({ repository, branch: 'agent/ada', name: 'ada' });
  expect(made).toMatchObject({ branch: 'agent/ada', repository, is_new_branch: true });
  expect(git(made.path, 'branch', '--show-current')).toBe('agent/ada');
  expect(await worktrees.inspect(made)).toEqual({ exists: true, uncommitted: 0, unsaved_commits: 0 });
  await worktrees.remove({ path: made.path, repository, force: false });
  expect(existsSync(made.path)).toBe(false);
  expect(git(repository, 'branch', '--list', 'agent/ada')).toContain('agent/ada');
  const again = await worktrees.add({ repository, branch: 'agent/ada', name: 'ada' });
  expect(again.is_new_branch).toBe(false);
});

it('tells of changes and commits that nobody else has', async () => {
  const { repository, git, worktrees } = start();
  const { path } = await worktrees.add({ repository, branch: 'agent/ada', name: 'ada' });
  writeFileSync(join(path, 'a.txt'), 'x');
  expect(await worktrees.inspect({ path })).toMatchObject({ uncommitted: 1, unsaved_commits: 0 });
  await expect(worktrees.remove({ path, repository, force: false })).rejects.toThrow(/worktree/);
  git(path, 'add', '.');
  git(path, 'commit', '-q', '-m', 'work');
  expect(await worktrees.inspect({ path })).toMatchObject({ uncommitted: 0, unsaved_commits: 1 });
  git(repository, 'merge', '-q', 'agent/ada');
  expect(await worktrees.inspect({ path })).toMatchObject({ unsaved_commits: 0 });
});

it('refuses what is no repository, and never removes what is not its own', async () => {
  const { dir, repository, worktrees } = start();
  const branch = 'agent/ada';
  await expect(worktrees.add({ repository: 'shop', branch, name: 'ada' })).rejects.toThrow('absolute');
  await expect(worktrees.add({ repository: '/nowhere', branch, name: 'ada' })).rejects.toThrow(
    'no directory',
  );
  await expect(worktrees.add({ repository: dir, branch, name: 'ada' })).rejects.toThrow(
    'not a git repository',
  );
  await expect(worktrees.remove({ path: repository, repository, force: true })).rejects.toThrow(
    'no work tree',
  );
  expect(existsSync(repository)).toBe(true);
});
