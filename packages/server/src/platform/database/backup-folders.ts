import { existsSync } from 'node:fs';
import { constants, copyFile, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** Directories of the data directory whose files rows of the database name; such files never change. */
const folders = ['attachments'];

/** Where the files of a backup lie: `x.db` has them in `x.attachments/`. */
function besides(file: string): { folder: string; path: string }[] {
  return folders.map((folder) => ({ folder, path: `${file.replace(/\.db$/, '')}.${folder}` }));
}

/** Copies files that are not beside the backup yet. */
export async function copyFolders(dataDir: string, file: string): Promise<void> {
  for (const { folder, path } of besides(file)) {
    const source = join(dataDir, folder);
    if (existsSync(source)) await copyInto(source, path);
  }
}

/** Puts the files of a backup in their places; `previous` is where the database that was there is kept, with its own. */
export async function restoreFolders(
  dataDir: string,
  { file, previous }: { file: string; previous: string | null },
): Promise<void> {
  const kept = previous === null ? [] : besides(previous);
  for (const { folder, path } of besides(file).filter((one) => existsSync(one.path))) {
    const target = join(dataDir, folder);
    const aside = kept.find((one) => one.folder === folder)?.path;
    await copyInto(path, `${target}.incoming`);
    // Without a database that is kept, nothing names the files that are there.
    if (existsSync(target)) await rename(target, aside ?? `${target}.unnamed`);
    await rename(`${target}.incoming`, target);
  }
}

/** Paths of all files beside a backup, as its list of checksums names them: from the directory of the backup on. */
export async function listFolders(file: string): Promise<string[]> {
  const paths: string[] = [];
  for (const { path } of besides(file).filter((one) => existsSync(one.path)))
    for (const name of (await readdir(path)).sort()) paths.push(join(path, name));
  return paths;
}

async function copyInto(source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true, mode: 0o700 });
  for (const name of await readdir(source)) {
    const to = join(target, name);
    if (existsSync(to)) continue;
    await copyFile(join(source, name), to, constants.COPYFILE_FICLONE).catch(ignoreDeleted);
  }
}

/** Somebody deleted the file meanwhile. */
function ignoreDeleted(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
