import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSameProcess } from './process-identity.ts';

/** What a running `architect node` says about itself: `node.json` in its data directory. */
export interface NodeFile {
  name: string;
  dashboard: string;
  connected: boolean;
  /** Why it is not connected; empty when it is. */
  note: string;
  pid: number;
  /** Start of the process, see `processStart`: a pid alone may have been given to another program. */
  process_start: string | null;
  started_at: string;
  /** Log file of a node in the background. */
  log: string | null;
}

const fileName = 'node.json';

/** The node that runs on this data directory; null when none does. Files of ended nodes do not count. */
export function readNodeFile(dataDir: string): NodeFile | null {
  try {
    // Written by this program alone and renamed into place, so it is complete.
    const file = JSON.parse(readFileSync(join(dataDir, fileName), 'utf8')) as NodeFile;
    return isSameProcess(file.pid, file.process_start) ? file : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

export function writeNodeFile(dataDir: string, file: NodeFile): void {
  const path = join(dataDir, fileName);
  writeFileSync(`${path}.tmp`, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.tmp`, path);
}

export function removeNodeFile(dataDir: string): void {
  rmSync(join(dataDir, fileName), { force: true });
}
