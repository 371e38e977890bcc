import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { processTree } from './process-tree.ts';

/**
 * Files below `folder` (a path without links) that the process holds open, or else the first of its descendants that
 * holds any. Empty where /proc cannot be read.
 */
export async function openFilesBelow(folder: string, pid: number): Promise<string[]> {
  for (const candidate of processTree(pid)) {
    const files = (await openFiles(candidate)).filter((path) => path.startsWith(`${folder}/`));
    if (files.length > 0) return files;
  }
  return [];
}

async function openFiles(pid: number): Promise<string[]> {
  const links = `/proc/${pid}/fd`;
  const names = await readdir(links).catch(() => []);
  // One that was closed meanwhile has no target.
  const paths = await Promise.all(names.map((name) => readlink(join(links, name)).catch(() => '')));
  return paths.filter((path) => path !== '');
}
