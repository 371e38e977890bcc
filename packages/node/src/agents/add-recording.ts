import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { maskScreenRows, maskSecrets } from './mask-secrets.ts';

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
 * Saves a capture as `NNN-name-WxH.txt` and `.ansi` and adds it to the folder's `index.json`, in the format that
 * `architect screens check` judges. Obvious secrets are masked, in the text, in its coloured form and in the entry.
 * @returns path of the text file
 * @throws when the folder's index is not a list
 */
export function addRecording(dir: string, recording: NewRecording): Promise<string> {
  const next = (queues.get(dir) ?? Promise.resolve()).then(() => write(dir, recording));
  const settled = next
    .catch(() => undefined)
    .finally(() => queues.get(dir) === settled && queues.delete(dir));
  queues.set(dir, settled);
  return next;
}

/** Folders that are being added to: two recordings at once would take the same number. */
const queues = new Map<string, Promise<unknown>>();

async function write(dir: string, { name, plain, escaped, entry }: NewRecording): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const entries = await readIndex(dir);
  const base = `${nextNumber(entries)}-${name}-${entry.width}x${entry.height}`;
  const masked = (text: string) => maskScreenRows(text.split('\n'), entry.width).join('\n');
  await writeFile(join(dir, `${base}.txt`), masked(plain));
  await writeFile(join(dir, `${base}.ansi`), masked(escaped));
  entries.push({ file: `${base}.txt`, ansi: `${base}.ansi`, ...maskedEntry(entry) });
  const index = join(dir, 'index.json');
  await writeFile(`${index}.tmp`, `${JSON.stringify(entries, null, 1)}\n`);
  await rename(`${index}.tmp`, index);
  return join(dir, `${base}.txt`);
}

/** Every text in it, however deep. */
function maskedEntry(entry: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(entry), (_, value: unknown) =>
    typeof value === 'string' ? maskSecrets(value) : value,
  );
}

/** One more than the highest, so that an entry that was taken out gives its number to nobody. */
function nextNumber(entries: unknown[]): string {
  const names = z.array(z.object({ file: z.string() }).catch({ file: '' })).parse(entries);
  const numbers = names.map(({ file }) => Number.parseInt(file, 10)).filter(Number.isInteger);
  return String(Math.max(0, ...numbers) + 1).padStart(3, '0');
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
