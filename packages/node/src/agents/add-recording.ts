import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Facts of tmux, one a line in this order; `paneFacts` reads them. */
export const paneFormat = [
  '#{pane_width}',
  '#{pane_height}',
  '#{pane_current_command}',
  '#{cursor_x}',
  '#{cursor_y}',
  '#{cursor_flag}',
  '#{alternate_on}',
  '#{history_size}',
  '#{pane_title}',
].join('\n');

/** What `index.json` says of the pane under these names, from what tmux printed for `paneFormat`. */
export function paneFacts(printed: string) {
  const [width, height, currentCommand, x, y, visible, alternateOn, historySize, paneTitle] =
    printed.split('\n');
  return {
    width: Number(width),
    height: Number(height),
    paneTitle,
    currentCommand,
    cursor: { x: Number(x), y: Number(y), visible: visible === '1' },
    alternateOn: alternateOn === '1',
    historySize: Number(historySize),
  };
}

export interface NewRecording {
  /** Part of the file's name, e.g. `permission-bash`. */
  name: string;
  plain: string;
  escaped: string;
  /** Everything that `index.json` keeps of it beside the two file names. */
  entry: Record<string, unknown> & { width: number; height: number };
}

/**
 * Saves a capture as `NNN-name-WxH.txt` and `.ansi` and adds it to the folder's `index.json`.
 * @returns path of the text file
 * @throws when the folder's index is not a list
 */
export async function addRecording(
  dir: string,
  { name, plain, escaped, entry }: NewRecording,
): Promise<string> {
  await mkdir(dir, { recursive: true });
  const entries = await readIndex(dir);
  const base = `${String(entries.length + 1).padStart(3, '0')}-${name}-${entry.width}x${entry.height}`;
  await writeFile(join(dir, `${base}.txt`), plain);
  await writeFile(join(dir, `${base}.ansi`), escaped);
  entries.push({ file: `${base}.txt`, ansi: `${base}.ansi`, ...entry });
  const index = join(dir, 'index.json');
  await writeFile(`${index}.tmp`, `${JSON.stringify(entries, null, 1)}\n`);
  await rename(`${index}.tmp`, index);
  return join(dir, `${base}.txt`);
}

async function readIndex(dir: string): Promise<unknown[]> {
  const text = await readFile(join(dir, 'index.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]';
    throw error;
  });
  const entries = z.array(z.unknown()).safeParse(JSON.parse(text));
  if (entries.success) return entries.data;
  throw new Error(`${join(dir, 'index.json')} is not a list.`);
}
