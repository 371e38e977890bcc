import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Newest part of a transcript that is read: turns of interest are the last ones. */
const tailBytes = 4 * 1024 * 1024;

/** The last lines of a JSON-lines file, parsed; a line that is not (yet) whole is left out. Null when unreadable. */
export async function readJsonTail(path: string): Promise<unknown[] | null> {
  const text = await readTail(path);
  if (text === null) return null;
  return text.split('\n').flatMap((line) => {
    const value = parseLine(line);
    return value === undefined ? [] : [value];
  });
}

async function readTail(path: string): Promise<string | null> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const from = Math.max(size - tailBytes, 0);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    const text = buffer.subarray(0, bytesRead).toString('utf8');
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } catch {
    return null; // no such file: the agent has not written it, or its home is another user's
  }
}

function parseLine(line: string): unknown {
  try {
    return line.trim() === '' ? undefined : JSON.parse(line);
  } catch {
    return undefined; // the agent is in the middle of writing it
  }
}

/** Files of a folder whose name ends in `.jsonl`, changed at or after `since` (epoch ms), the newest first. */
export async function recentTranscripts(folder: string, since: number): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const found: { path: string; changedAt: number }[] = [];
  for (const name of names) {
    if (!name.endsWith('.jsonl')) continue;
    const path = join(folder, name);
    const stats = await stat(path).catch(() => null);
    if (stats !== null && stats.mtimeMs >= since) found.push({ path, changedAt: stats.mtimeMs });
  }
  return found.sort((a, b) => b.changedAt - a.changedAt).map((file) => file.path);
}
