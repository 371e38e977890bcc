import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, sep } from 'node:path';
import type { WantedPlace } from '@architect/contracts/files';
import { AppError, invalidField } from '../../platform/app-error.ts';
import { isRefusedName } from './is-refused-name.ts';

/** A project whose files may be read and written. */
export interface ProjectRoot {
  id: number;
  name: string;
  source_path: string;
}

/** Where a path leads, checked. The parts hold no link and no `..`. */
export interface Place {
  projectId: number;
  /** Real path of the project's source directory. */
  root: string;
  /** Names from the root down; the last ones may not exist yet. */
  parts: string[];
}

export interface PlaceRules {
  roots(): Promise<ProjectRoot[]>;
  /** The server's own directory, which nobody reads through a project. */
  dataDir: string;
}

/** Places of the system, in which no project lies. */
const system = ['/proc', '/sys', '/dev', '/etc', '/boot', '/run', '/var/run'];

export const pathOf = ({ root, parts }: Place): string => join(root, ...parts);

/**
 * Finds the project that a path belongs to and where it really leads. Outside of all projects nothing is looked at, so
 * that nobody learns what is there.
 * @throws AppError FORBIDDEN for what is outside or refused, NOT_FOUND for a project or source path that is not there
 */
export async function findPlace(wanted: WantedPlace, rules: PlaceRules): Promise<Place> {
  const names = partsOf(wanted.path);
  if (names.includes('..')) throw refused('".." is not allowed in a path');
  const roots = await rules.roots();
  const { root, tail } = wanted.path.startsWith('/')
    ? longestRoot(roots, names, wanted.project_id)
    : { root: rootOfProject(roots, wanted.project_id), tail: names };
  refuseNames(tail);
  const real = await realRoot(root, rules);
  const path = await realOf(join(real, ...tail));
  if (!isBelow(path, real)) throw refused('the path leads out of the project');
  const parts = partsOf(path.slice(real.length));
  refuseNames(parts);
  await refuseData(path, rules);
  return { projectId: root.id, root: real, parts };
}

/** The real path of a project's source directory. @throws AppError where no files may be read there */
export async function realRoot(root: ProjectRoot, rules: Pick<PlaceRules, 'dataDir'>): Promise<string> {
  return await realDirectory(root.source_path, `the source path of project ${root.id}`, rules);
}

/**
 * The real path of a directory that people chose to have files read in.
 * @param what the words for it in a refusal
 * @throws AppError NOT_FOUND, or FORBIDDEN for what is too wide, of the system, or the server's own
 */
export async function realDirectory(
  path: string,
  what: string,
  rules: Pick<PlaceRules, 'dataDir'>,
): Promise<string> {
  const real = await realpath(path).catch((error: NodeJS.ErrnoException) => {
    throw new AppError('NOT_FOUND', `${what} cannot be read: ${error.code}`, { cause: error });
  });
  const names = partsOf(real);
  // By its words too: `/proc/self/cwd` is a link to somewhere else.
  const isOfSystem = system.some((place) => isBelow(real, place) || isBelow(path, place));
  if (names.length < 2 || isOfSystem || real === homedir() || names.some(isRefusedName))
    throw refused(`${what} is too wide or belongs to the system: ${real}`);
  await refuseData(real, rules);
  return real;
}

/** Whether a path is a directory or below it; both are real. */
export function isBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory + sep);
}

export function refused(message: string, cause?: unknown): AppError {
  return new AppError('FORBIDDEN', message, { cause });
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function rootOfProject(roots: readonly ProjectRoot[], id: number | undefined): ProjectRoot {
  if (id === undefined) throw invalidField('path', 'must be absolute, or say project_id');
  const root = roots.find((one) => one.id === id);
  if (!root) throw new AppError('NOT_FOUND', `there is no project ${id} with a source path`);
  return root;
}

/** The innermost project that has the path, by its words alone. */
function longestRoot(
  roots: readonly ProjectRoot[],
  names: readonly string[],
  projectId: number | undefined,
): { root: ProjectRoot; tail: string[] } {
  let found: { root: ProjectRoot; tail: string[]; depth: number } | undefined;
  for (const root of roots) {
    if (projectId !== undefined && root.id !== projectId) continue;
    const own = partsOf(root.source_path);
    const isInside = own.every((name, at) => name === names[at]);
    if (isInside && own.length > (found?.depth ?? -1))
      found = { root, tail: names.slice(own.length), depth: own.length };
  }
  if (!found) throw refused('the path is not below the source path of a project');
  return found;
}

/** As `realpath`, for what does not exist yet too: then the directory that does is followed. */
async function realOf(path: string): Promise<string> {
  const missing: string[] = [];
  let present = path;
  while (present !== '/') {
    try {
      return join(await realpath(present), ...missing);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOTDIR') throw new AppError('NOT_FOUND', 'there is no such file', { cause: error });
      if (code === 'ELOOP') throw refused('the path is a circle of links', error);
      if (code === 'EACCES') throw refused('the server may not read this', error);
      if (code === 'ENAMETOOLONG') throw invalidField('path', 'has a name that is too long');
      if (code !== 'ENOENT') throw error;
      const at = present.lastIndexOf('/');
      missing.unshift(present.slice(at + 1));
      present = present.slice(0, at) || '/';
    }
  }
  return join('/', ...missing);
}

function refuseNames(names: readonly string[]): void {
  const name = names.find(isRefusedName);
  if (name !== undefined)
    throw refused(`"${name}" is refused: it belongs to version control or looks secret`);
}

async function refuseData(path: string, { dataDir }: Pick<PlaceRules, 'dataDir'>): Promise<void> {
  if (isBelow(path, await realOf(dataDir))) throw refused("the server's own data is refused");
}
