import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installPackage } from '../support/install-package.ts';
import { type CliName, cliPackages } from './cli-packages.ts';

const run = promisify(execFile);

/** Directory of the program, to be put first in PATH. */
export interface InstalledCli {
  name: CliName;
  version: string;
  binDir: string;
}

/**
 * Installs a pinned CLI into the user's cache, outside the checkout; a second call finds it there.
 * Resolves with null, and says so loudly, only when the registry has no such package; any other failure throws.
 */
export async function installCli(name: CliName, version = pinnedVersion(name)): Promise<InstalledCli | null> {
  const spec = `${cliPackages[name].package}@${version}`;
  try {
    const target = await installPackage(spec, `${name}-${version}`);
    const binDir = join(target, 'bin');
    if (!existsSync(join(binDir, name))) await linkProgram(name, target);
    return { name, version, binDir };
  } catch (error) {
    if (!/E404|ETARGET|No matching version/.test(String(error))) throw error;
    console.warn(
      `\n*** SKIPPED: the registry has no ${spec}; nothing was proven with the real ${name}. ***\n`,
    );
    return null;
  }
}

/** `ARCHITECT_E2E_<NAME>`, as ARCHITECT_E2E_CLAUDE, tries another version without an edit. */
function pinnedVersion(name: CliName): string {
  return process.env[`ARCHITECT_E2E_${name.toUpperCase()}`] ?? cliPackages[name].version;
}

/** Puts the native program (or the script that starts it) under `bin/<name>`, as a relative link. */
async function linkProgram(name: CliName, prefix: string): Promise<void> {
  await mkdir(join(prefix, 'bin'), { recursive: true });
  const candidates = cliPackages[name].programs(process.platform, process.arch);
  const found = candidates.find((path) => existsSync(join(prefix, 'node_modules', path)));
  if (!found) throw new Error(`the package of ${name} has none of ${candidates.join(', ')}`);
  await run('ln', ['-sf', join('..', 'node_modules', found), join(prefix, 'bin', name)]);
}
