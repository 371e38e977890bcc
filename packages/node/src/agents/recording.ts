import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseScreen } from './parse-screen.ts';
import type { Screen } from './screen.ts';

/** A recorded cursor: `"2,7"` or `{x, y, visible}`. */
const cursor = z.union([
  z.string().regex(/^\d+,\d+$/),
  z.looseObject({ x: z.number(), y: z.number(), visible: z.boolean().optional() }),
]);

/** One entry of a folder's `index.json`; recorders may add fields. */
const recordingEntry = z.looseObject({
  file: z.string(),
  /** The same screen with escapes; without it ghost text cannot be told from a draft. */
  ansi: z.string().optional(),
  tool: z.string().default('unknown'),
  /** Of the program; empty where it is not known. */
  version: z.string().catch(''),
  /** What the program really did, e.g. `idle`, `permission`, `rate_limited`. */
  state: z.string(),
  label: z.string().default(''),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  paneTitle: z.string().default(''),
  currentCommand: z.string().default(''),
  cursor: cursor.optional(),
  cursorVisible: z.boolean().optional(),
  alternateOn: z.boolean().default(false),
  /** The program still tries by itself. */
  retrying: z.boolean().default(false),
  /** Something lies over the input box. */
  overlay: z.boolean().default(false),
  dead: z.boolean().default(false),
});
export type RecordingEntry = z.infer<typeof recordingEntry>;

export interface Recording {
  entry: RecordingEntry;
  screen: Screen;
}

/**
 * All captures of a folder, parsed.
 * @throws when the folder has no readable index, or a file that the index names is missing.
 */
export async function loadRecordings(dir: string): Promise<Recording[]> {
  const index = z.array(recordingEntry).parse(JSON.parse(await readFile(join(dir, 'index.json'), 'utf8')));
  return Promise.all(index.map(async (entry) => ({ entry, screen: await loadScreen(dir, entry) })));
}

async function loadScreen(dir: string, entry: RecordingEntry): Promise<Screen> {
  const text = await readFile(join(dir, entry.ansi ?? entry.file), 'utf8');
  const { x, y, visible } = cursorOf(entry);
  return parseScreen(text.split('\n'), {
    width: entry.width,
    height: entry.height,
    cursorX: x,
    cursorY: y,
    cursorVisible: visible,
    title: entry.paneTitle,
    currentCommand: entry.currentCommand,
    alternateOn: entry.alternateOn,
  });
}

function cursorOf(entry: RecordingEntry): { x: number; y: number; visible: boolean } {
  const visible = entry.cursorVisible ?? true;
  if (entry.cursor === undefined) return { x: 0, y: 0, visible };
  if (typeof entry.cursor !== 'string') return { visible, ...entry.cursor };
  const [x = 0, y = 0] = entry.cursor.split(',').map(Number);
  return { x, y, visible };
}
