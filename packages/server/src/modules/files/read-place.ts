import type { Stats } from 'node:fs';
import { type FileHandle, lstat, readdir } from 'node:fs/promises';
import {
  type DirectoryEntry,
  maxDirectoryEntries,
  maxFileBytes,
  type ReadPlace,
} from '@architect/contracts/files';
import { AppError } from '../../platform/app-error.ts';
import { toTime } from '../../platform/time.ts';
import { type Place, pathOf } from './find-place.ts';
import { hashOf } from './hash-of.ts';
import { isRefusedName } from './is-refused-name.ts';
import { at, inDirectoryOf, openDirectory, openFile } from './open-beneath.ts';

/** A file with its content, or the entries of a directory. @throws AppError */
export async function readPlace(place: Place): Promise<ReadPlace> {
  const where = {
    path: pathOf(place),
    project_id: place.projectId,
    relative_path: place.parts.join('/'),
  };
  if (place.parts.length > 0) {
    const file = await inDirectoryOf(place, readFileIn);
    if (file) {
      const { bytes, stats } = file;
      const content = textOf(bytes);
      return {
        ...where,
        type: 'file',
        size: bytes.length,
        modified_at: toTime(stats.mtimeMs),
        hash: hashOf(bytes),
        is_binary: content === null,
        content,
      };
    }
  }
  const directory = await openDirectory(place.root, place.parts);
  try {
    return { ...where, type: 'directory', ...(await listEntries(directory)) };
  } finally {
    await directory.close();
  }
}

/** The bytes of a file; null for a directory. @throws AppError BODY_TOO_LARGE */
export async function readFileIn(
  directory: FileHandle,
  name: string,
): Promise<{ bytes: Buffer; stats: Stats } | null> {
  const opened = await openFile(directory, name);
  if (!opened) return null;
  const { file, stats } = opened;
  try {
    if (stats.size > maxFileBytes) throw tooLarge(stats.size);
    const { buffer, bytesRead } = await readAtMost(file, stats.size);
    return { bytes: buffer.subarray(0, bytesRead), stats };
  } finally {
    await file.close();
  }
}

/** One byte more than it had: a file that has grown is read again with all the room there is. */
async function readAtMost(file: FileHandle, size: number): Promise<{ buffer: Buffer; bytesRead: number }> {
  const read = await file.read({ buffer: Buffer.alloc(size + 1), position: 0 });
  if (read.bytesRead <= size) return read;
  const grown = await file.read({ buffer: Buffer.alloc(maxFileBytes + 1), position: 0 });
  if (grown.bytesRead > maxFileBytes) throw tooLarge(grown.bytesRead);
  return grown;
}

/**
 * The text of a file below a real directory; null where there is none that can be read as text. Takes any name: it is for
 * files that the server itself looks for, not for paths of callers.
 */
export async function readText(root: string, parts: readonly string[]): Promise<string | null> {
  try {
    const found = await inDirectoryOf({ projectId: 0, root, parts: [...parts] }, readFileIn);
    return found && textOf(found.bytes);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/**
 * What changes whenever a file below a real directory is written or replaced, without reading it; null where there is no
 * plain file.
 */
export async function markOfFile(root: string, parts: readonly string[]): Promise<string | null> {
  try {
    const place = { projectId: 0, root, parts: [...parts] };
    const stats = await inDirectoryOf(place, async (directory, name) => await lstat(at(directory, name)));
    // The time of the inode as well: programs set the other one back.
    return stats.isFile()
      ? `${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`
      : null;
  } catch {
    // Gone, or not ours to look at: reading it says which.
    return null;
  }
}

export function tooLarge(size: number): AppError {
  return new AppError('BODY_TOO_LARGE', `${size} bytes are too many: at most ${maxFileBytes}`);
}

/** Null for what is not text in UTF-8. */
export function textOf(bytes: Buffer): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Its only fault: bytes that are not UTF-8.
    return null;
  }
}

async function listEntries(directory: FileHandle): Promise<{ entries: DirectoryEntry[]; is_cut: boolean }> {
  const names = (await readdir(at(directory, '.'))).sort();
  const listed = names.slice(0, maxDirectoryEntries);
  const entries: DirectoryEntry[] = [];
  for (const name of listed) {
    // What went away since is not listed.
    const stats = await lstat(at(directory, name)).catch(() => null);
    if (stats) entries.push(entryOf(name, stats));
  }
  entries.sort((a, b) => Number(b.type === 'directory') - Number(a.type === 'directory'));
  return { entries, is_cut: names.length > listed.length };
}

function entryOf(name: string, stats: Stats): DirectoryEntry {
  return {
    name,
    type: stats.isFile()
      ? 'file'
      : stats.isDirectory()
        ? 'directory'
        : stats.isSymbolicLink()
          ? 'link'
          : 'other',
    size: stats.isFile() ? stats.size : null,
    modified_at: toTime(stats.mtimeMs),
    is_refused: isRefusedName(name),
  };
}
