import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gitBranch } from './git-branch.ts';

describe('gitBranch', () => {
  let dir = '';
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd,
      stdio: 'pipe',
    })
      .toString()
      .trim();

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'architect-branch-'));
    mkdirSync(join(dir, 'repo/deep/er'), { recursive: true });
    git(join(dir, 'repo'), 'init', '-b', 'feature/one');
    git(join(dir, 'repo'), 'commit', '--allow-empty', '-m', 'first');
    git(join(dir, 'repo'), 'worktree', 'add', '-b', 'agent/two', join(dir, 'tree'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('finds the branch from a directory below the root', () => {
    expect(gitBranch(join(dir, 'repo/deep/er'))).toBe('feature/one');
  });
  it('follows the file of a linked worktree', () => {
    expect(gitBranch(join(dir, 'tree'))).toBe('agent/two');
  });
  it('shows the commit of a detached head', () => {
    const commit = git(join(dir, 'repo'), 'rev-parse', 'HEAD');
    git(join(dir, 'repo'), 'checkout', '--detach');
    expect(gitBranch(join(dir, 'repo'))).toBe(commit.slice(0, 12));
  });
  it('knows none outside a repository', () => {
    expect(gitBranch(dir)).toBeNull();
  });
});
