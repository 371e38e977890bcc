import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { NodeLinkError, type NodeParams, type NodeResult } from '@architect/contracts/node-link';
import { runGit } from './run-git.ts';

/** Work trees of agents: a directory and a branch of its own for each, so that they do not undo each other's work. */
export interface Worktrees {
  add(params: NodeParams<'worktree.add'>): Promise<NodeResult<'worktree.add'>>;
  inspect(params: NodeParams<'worktree.inspect'>): Promise<NodeResult<'worktree.inspect'>>;
  remove(params: NodeParams<'worktree.remove'>): Promise<NodeResult<'worktree.remove'>>;
}

/** @param root directory of ours below which all of them live; nothing outside of it is ever removed. */
export function createWorktrees(root: string): Worktrees {
  return {
    async add({ repository, branch, base, name }) {
      const top = await topOf(repository);
      const path = join(root, `${basename(top)}-${shortHash(top)}`, name);
      if (existsSync(path)) throw new NodeLinkError('BAD_REQUEST', `there is a directory ${path} already`);
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const isKnown = await hasBranch(top, branch);
      // A branch of an earlier agent goes on where it stood.
      const words = isKnown ? [path, branch] : ['-b', branch, path, base ?? 'HEAD'];
      await runGit(top, ['worktree', 'add', ...words]);
      return { path, branch, repository: top, is_new_branch: !isKnown };
    },
    async inspect({ path }) {
      if (!existsSync(path)) return { exists: false, uncommitted: 0, unsaved_commits: 0 };
      const changed = await runGit(path, ['status', '--porcelain', '--untracked-files=all']);
      return {
        exists: true,
        uncommitted: changed === '' ? 0 : changed.split('\n').length,
        unsaved_commits: await unsavedCommits(path),
      };
    },
    async remove({ path, repository, force }) {
      mustBeOurs(path, root);
      if (!existsSync(path)) {
        await runGit(repository, ['worktree', 'prune']);
        return {};
      }
      await runGit(repository, ['worktree', 'remove', ...(force ? ['--force'] : []), path]);
      return {};
    },
  };
}

async function topOf(repository: string): Promise<string> {
  if (!isAbsolute(repository)) {
    throw new NodeLinkError('BAD_REQUEST', `repository must be an absolute path, not '${repository}'`);
  }
  if (!existsSync(repository)) {
    throw new NodeLinkError('BAD_REQUEST', `there is no directory ${repository} on this node`);
  }
  return await runGit(repository, ['rev-parse', '--show-toplevel']);
}

async function hasBranch(top: string, branch: string): Promise<boolean> {
  return (await runGit(top, ['branch', '--list', '--format=%(refname:short)', branch])) !== '';
}

/** Commits that no other branch and no remote has. The branch stays, but who ends an agent should know of them. */
async function unsavedCommits(path: string): Promise<number> {
  const branch = await runGit(path, ['rev-parse', '--abbrev-ref', 'HEAD']);
  const others = ['--not', '--remotes', `--exclude=${branch}`, '--branches'];
  return Number(await runGit(path, ['rev-list', '--count', 'HEAD', ...others]));
}

function mustBeOurs(path: string, root: string): void {
  const real = existsSync(path) ? realpathSync(path) : path;
  const realRoot = existsSync(root) ? realpathSync(root) : root;
  if (real.startsWith(realRoot + sep) && !real.split(sep).includes('..')) return;
  throw new NodeLinkError('BAD_REQUEST', `${path} is no work tree of an agent`);
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
