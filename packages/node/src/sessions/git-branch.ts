import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Branch checked out at a directory, read from git's own files (no process); null outside a work tree. */
export function gitBranch(directory: string): string | null {
  for (let at = resolve(directory); ; at = dirname(at)) {
    const head = headOf(join(at, '.git'));
    if (head)
      return head.startsWith('ref: refs/heads/') ? head.slice('ref: refs/heads/'.length) : head.slice(0, 12);
    if (dirname(at) === at) return null;
  }
}

function headOf(dotGit: string): string | null {
  try {
    if (statSync(dotGit).isDirectory()) return readFileSync(join(dotGit, 'HEAD'), 'utf8').trim();
    // A linked worktree: `.git` is a file that names its git directory.
    const gitDir = readFileSync(dotGit, 'utf8')
      .trim()
      .replace(/^gitdir: /, '');
    return readFileSync(join(resolve(dirname(dotGit), gitDir), 'HEAD'), 'utf8').trim();
  } catch {
    return null; // no repository here: look one directory up
  }
}
