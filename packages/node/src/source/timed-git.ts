import { realpathSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { NodeLinkError } from '@architect/contracts/node-link';
import { runGit } from '../worktrees/run-git.ts';

/** A repository's own settings must not start programs while somebody only looks at it. */
const guards = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'blame.ignoreRevsFile=',
  'log.showSignature=false',
  'core.quotePath=false',
].flatMap((setting) => ['-c', setting]);

/** @throws NodeLinkError BAD_REQUEST when there is no such directory */
export function rootOf(root: string): string {
  if (isAbsolute(root) && statSync(root, { throwIfNoEntry: false })?.isDirectory()) return realpathSync(root);
  throw new NodeLinkError('BAD_REQUEST', `there is no directory ${root} on this node`);
}

/** Git until the time is up. A call that fails gives null, and its words become the note. */
export function timedGit(root: string, endsAt: number) {
  let fault: string | null = null;
  return {
    fault: () => fault,
    async run(words: string[], isFaultTold = true): Promise<string | null> {
      const timeoutMs = endsAt - Date.now();
      if (timeoutMs <= 0) {
        fault ??= 'git took too long: not everything was looked at';
        return null;
      }
      try {
        return await runGit(root, words, { timeoutMs, settings: guards });
      } catch (error) {
        const isLate = Date.now() >= endsAt;
        const why = isLate ? 'git took too long' : error instanceof Error ? error.message : String(error);
        if (isFaultTold || isLate) fault ??= why;
        return null;
      }
    },
  };
}

export type TimedGit = ReturnType<typeof timedGit>;
