import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileChange } from './edit-hooks.ts';

/** What was there before the first install, byte for byte. */
export const backupPath = (path: string): string => `${path}.before-architect`;

/** Null when there is no such file. */
export async function readIfThere(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** Writes each file whole or not at all, with its mode kept; a backup stays beside it until ours is removed. */
export async function changeFiles(changes: (FileChange & { backup: 'keep' | 'drop' })[]): Promise<void> {
  for (const { path, before, after, backup } of changes) {
    await mkdir(dirname(path), { recursive: true });
    const isFirst = (await readIfThere(backupPath(path))) === null;
    if (backup === 'keep' && before !== null && isFirst) await writeLike(path, backupPath(path), before);
    if (after === null) await rm(path, { force: true });
    else await writeLike(path, path, after);
    if (backup === 'drop') await rm(backupPath(path), { force: true });
  }
}

async function writeLike(model: string, path: string, text: string): Promise<void> {
  const mode = await stat(model).then(
    (found) => found.mode & 0o777,
    () => 0o600,
  );
  const part = `${path}.part-${process.pid}`;
  await writeFile(part, text, { mode });
  await chmod(part, mode); // the umask may have taken bits away
  await rename(part, path);
}

/** The changed lines with `-` and `+`, and two lines around them. */
export function showChange({ before, after }: FileChange): string {
  const old = before === null ? [] : before.split('\n');
  const fresh = after === null ? [] : after.split('\n');
  let head = 0;
  while (head < Math.min(old.length, fresh.length) && old[head] === fresh[head]) head += 1;
  let tail = 0;
  const most = Math.min(old.length, fresh.length) - head;
  while (tail < most && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail += 1;
  const same = (lines: string[]) => lines.map((line) => `  ${line}`);
  return [
    ...same(old.slice(Math.max(head - 2, 0), head)),
    ...old.slice(head, old.length - tail).map((line) => `- ${line}`),
    ...fresh.slice(head, fresh.length - tail).map((line) => `+ ${line}`),
    ...same(old.slice(old.length - tail, old.length - tail + 2)),
  ].join('\n');
}
