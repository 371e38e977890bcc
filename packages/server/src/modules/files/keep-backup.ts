import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place } from './find-place.ts';
import { hashOf } from './hash-of.ts';

/** Backups of one file that are kept; older ones make room. */
const mostKept = 20;

/**
 * Keeps the content that a write replaces: `file-backups/<project>/<path>/<time>-<hash>.bak` in the data directory, so
 * that nothing lies about in the repository. For the server's user alone.
 * @returns the path, from the data directory
 */
export async function keepBackup(
  place: Place,
  bytes: Buffer,
  { dataDir, now }: { dataDir: string; now: number },
): Promise<string> {
  const directory = join('file-backups', String(place.projectId), ...place.parts);
  const time = new Date(now).toISOString().replaceAll(':', '-');
  const path = join(directory, `${time}-${hashOf(bytes).slice(0, 8)}.bak`);
  await mkdir(join(dataDir, directory), { recursive: true, mode: 0o700 });
  await writeFile(join(dataDir, path), bytes, { mode: 0o600 });
  await dropOld(join(dataDir, directory));
  return path;
}

async function dropOld(directory: string): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true });
  const backups = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.bak'));
  const names = backups.map(({ name }) => name).sort();
  for (const name of names.slice(0, -mostKept)) await rm(join(directory, name), { force: true });
}
