import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isRefusedName } from './is-refused-name.ts';
import { at, openDirectory } from './open-beneath.ts';

/** What others wrote or programs made: nobody looks for a project's own files there. */
const skipped = new Set(
  [
    'node_modules bower_components jspm_packages vendor third_party dist build out target bin obj coverage',
    '__pycache__ venv env site-packages htmlcov Pods DerivedData _build deps elm-stuff',
  ]
    .join(' ')
    .split(' '),
);
/** Directories with a leading dot that hold a project's own files. */
const dotted = new Set(['.claude', '.github']);

export interface Walk {
  /** Real path. */
  root: string;
  /** Names of the directory to begin in, from the root down; nothing is found where there is none. */
  under?: readonly string[];
  /** Levels of directories below the root that are entered; default 12. */
  maxDepth?: number;
  /** Names that are looked at before the walk ends; default 20 000. */
  maxNames?: number;
  signal?: AbortSignal;
}

export interface WalkedFile {
  name: string;
  path: string;
  /** Names from the root down. */
  parts: string[];
}

/**
 * Every regular file below a directory, breadth first, names in order. Links are never followed, refused and generated
 * directories not entered, directories that may not be read passed over.
 * @returns whether it was cut short
 */
export async function* walkDirectory({
  root,
  under = [],
  maxDepth = 12,
  maxNames = 20_000,
  signal,
}: Walk): AsyncGenerator<WalkedFile, boolean> {
  let looked = 0;
  const queue: string[][] = [[...under]];
  for (let parts = queue.shift(); parts; parts = queue.shift()) {
    signal?.throwIfAborted();
    for (const entry of await listDirectory(root, parts)) {
      looked += 1;
      if (looked > maxNames) return true;
      const own = [...parts, entry.name];
      if (isRefusedName(entry.name)) continue;
      if (entry.isFile()) yield { name: entry.name, path: join(root, ...own), parts: own };
      else if (entry.isDirectory() && parts.length < maxDepth && isEntered(entry.name)) queue.push(own);
    }
  }
  return false;
}

async function listDirectory(root: string, parts: readonly string[]) {
  const directory = await openDirectory(root, parts).catch((error: unknown) => {
    if (parts.length === 0) throw error;
    // Gone since, or not ours to read.
    return null;
  });
  if (!directory) return [];
  try {
    const entries = await readdir(at(directory, '.'), { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } finally {
    await directory.close();
  }
}

function isEntered(name: string): boolean {
  return name.startsWith('.') ? dotted.has(name) : !skipped.has(name);
}
