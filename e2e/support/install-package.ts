import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Installs a package as it is published into the user's cache, outside the checkout; a second call finds it there.
 * @param name what the cache calls it
 * @returns a directory whose `node_modules` holds it
 */
export async function installPackage(spec: string, name = spec.replaceAll(/[@/]+/g, '-')): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'architect-e2e');
  const target = join(cache, name);
  if (existsSync(join(target, 'node_modules', spec.replace(/(?<=.)@[^@]*$/, '')))) return target;
  await mkdir(cache, { recursive: true });
  const scratch = join(cache, `.${name}-${process.pid}`);
  try {
    await run('npm', ['i', '--prefix', scratch, '--no-audit', '--no-fund', '--ignore-scripts', spec]);
    // A second installer may have been quicker: both results are the same.
    await rm(target, { recursive: true, force: true });
    await rename(scratch, target);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return target;
}
