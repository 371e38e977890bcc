import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readlink } from 'node:fs/promises';
import { AppError, invalidField } from '../../platform/app-error.ts';
import { type Place, pathOf, refused } from './find-place.ts';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * The path of a name in an open directory. Linux resolves `/proc/self/fd/N` to the directory that was opened, wherever
 * that has been moved since (proc(5)), so that a parent that is swapped for a link leads nowhere else.
 */
export const at = (directory: FileHandle, name: string): string => `/proc/self/fd/${directory.fd}/${name}`;

/**
 * Opens the directory of a place, name by name, and follows no link on the way: what was checked before and swapped for
 * a link since is refused. The caller closes it.
 * @throws AppError
 */
export async function openDirectory(
  root: string,
  names: readonly string[],
  { create = false } = {},
): Promise<FileHandle> {
  let directory = await openOne(root);
  try {
    // Nobody swapped a parent of the root either.
    if ((await readlink(`/proc/self/fd/${directory.fd}`)) !== root)
      throw refused('the directory changed while it was opened');
    for (const name of names) {
      const path = at(directory, name);
      if (create) await mkdir(path).catch(unlessThere);
      const next = await openOne(path);
      await directory.close();
      directory = next;
    }
    return directory;
  } catch (error) {
    await directory.close();
    throw error;
  }
}

/** Runs with the directory that holds a place, and the name of the place in it. */
export async function inDirectoryOf<Out>(
  place: Place,
  run: (directory: FileHandle, name: string) => Promise<Out>,
  options: { create?: boolean } = {},
): Promise<Out> {
  const name = place.parts.at(-1);
  if (name === undefined) throw refused(`${pathOf(place)} is the project itself`);
  const directory = await openDirectory(place.root, place.parts.slice(0, -1), options);
  try {
    return await run(directory, name);
  } finally {
    await directory.close();
  }
}

/**
 * Opens a file for reading. A pipe is not waited for, a device not touched: what is neither file nor directory is
 * refused before it is opened, and looked at again after. Null for a directory.
 * @throws AppError
 */
export async function openFile(
  directory: FileHandle,
  name: string,
): Promise<{ file: FileHandle; stats: Stats } | null> {
  const path = at(directory, name);
  if (!isPlain(await lstat(path).catch(explain))) return null;
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(explain);
  try {
    const stats = await file.stat();
    if (isPlain(stats)) return { file, stats };
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  return null;
}

function isPlain(stats: Stats): boolean {
  if (stats.isFile()) return true;
  if (stats.isDirectory()) return false;
  throw refused('only files and directories are read: this is a link, device, socket or pipe');
}

async function openOne(path: string): Promise<FileHandle> {
  return await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW).catch(explain);
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') explain(error);
}

/** What the system said, as the reply that a caller can act on. */
export function explain(error: NodeJS.ErrnoException): never {
  if (error.code === 'ENOENT') throw new AppError('NOT_FOUND', 'there is no such file', { cause: error });
  if (error.code === 'ENOTDIR')
    throw new AppError('NOT_FOUND', 'there is no such directory', { cause: error });
  if (error.code === 'ELOOP') throw refused('the path changed to a link while it was opened', error);
  if (error.code === 'ENXIO') throw refused('only files and directories are read', error);
  if (error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS')
    throw refused('the server may not read or write this', error);
  if (error.code === 'ENAMETOOLONG') throw invalidField('path', 'has a name that is too long');
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT')
    throw new AppError('UNAVAILABLE', 'there is no room on the disk', { cause: error });
  throw error;
}
