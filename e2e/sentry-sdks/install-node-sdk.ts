import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The version that the proof runs on; `ARCHITECT_E2E_SENTRY_NODE` tries another one. */
const version = process.env.ARCHITECT_E2E_SENTRY_NODE ?? '9.47.2';

/**
 * Installs the Node SDK as it is published into the user's cache, outside the checkout; a second call finds it there.
 * @returns a directory whose programs can import `@sentry/node`
 */
export async function installNodeSdk(): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'architect-e2e');
  const target = join(cache, `sentry-node-${version}`);
  if (existsSync(join(target, 'node_modules/@sentry/node'))) return target;
  await mkdir(cache, { recursive: true });
  const scratch = join(cache, `.sentry-node-${version}-${process.pid}`);
  try {
    const spec = `@sentry/node@${version}`;
    await run('npm', ['i', '--prefix', scratch, '--no-audit', '--no-fund', '--ignore-scripts', spec]);
    // A second installer may have been quicker: both results are the same.
    await rm(target, { recursive: true, force: true });
    await rename(scratch, target);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return target;
}
