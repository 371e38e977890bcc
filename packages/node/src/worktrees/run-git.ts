import { execFile } from 'node:child_process';
import { NodeLinkError } from '@architect/contracts/node-link';

const defaultTimeoutMs = 120_000;

/**
 * Runs git in a directory and gives its output without the last line end. Git asks nobody anything, and gets our search path
 * and home alone: never our settings or keys.
 * @throws NodeLinkError BAD_REQUEST with git's own words
 */
export function runGit(
  directory: string,
  words: string[],
  { timeoutMs = defaultTimeoutMs, settings = [] }: { timeoutMs?: number; settings?: string[] } = {},
): Promise<string> {
  const { PATH, HOME, LANG } = process.env;
  const env = { PATH, HOME, LANG, GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      ['-C', directory, ...settings, ...words],
      { env, timeout: timeoutMs, maxBuffer: 16_000_000 },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout.replace(/\n$/, ''));
        const why = stderr.trim().split('\n').at(-1) || error.message;
        reject(new NodeLinkError('BAD_REQUEST', `git ${words[0]}: ${why}`));
      },
    );
  });
}
