import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Long enough to look after what became of a prompt. */
const keptMs = 7 * 86_400_000;

/**
 * Removes hook directories of sessions that ended while no node ran: nobody else would. Those of sessions that run, and
 * those written to within a week, stay.
 * @param inUse paths of directories that belong to sessions of this moment
 * @returns how many were removed
 */
export function sweepHookDirs(hookRoot: string, inUse: ReadonlySet<string>, nowMs: number): number {
  const dirs = readdirSync(hookRoot, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const old = dirs
    .map(({ name }) => join(hookRoot, name))
    .filter((path) => !inUse.has(path) && statSync(path).mtimeMs < nowMs - keptMs);
  for (const path of old) rmSync(path, { recursive: true, force: true });
  return old.length;
}
