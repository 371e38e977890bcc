import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSameProcess } from './process-identity.ts';

/** Where a running server is found: `server.json` in its data directory. */
export interface ServerFile {
  url: string;
  /** Name of the administrator. */
  user: string;
  pid: number;
  /** Start of the process, see `processStart`: a pid alone may have been given to another program. */
  process_start: string | null;
  started_at: string;
  tmux_socket: string | null;
  /** Self-signed certificate to trust, under `--ssl`. */
  certificate: string | null;
  /** The flags that it was started with, for `--restart`. */
  flags: string[];
  /** Log file of a server in the background. */
  log: string | null;
}

export const serverFileName = 'server.json';

/** The server that runs on this data directory; null when none does. Files of ended servers do not count. */
export async function readServerFile(dataDir: string): Promise<ServerFile | null> {
  const text = await readFile(join(dataDir, serverFileName), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  // Written by this program alone and renamed into place, so it is complete.
  const file = JSON.parse(text) as ServerFile;
  return isSameProcess(file.pid, file.process_start) ? file : null;
}

export async function writeServerFile(dataDir: string, file: ServerFile): Promise<void> {
  const path = join(dataDir, serverFileName);
  await writeFile(`${path}.tmp`, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}

export async function removeServerFile(dataDir: string): Promise<void> {
  await rm(join(dataDir, serverFileName), { force: true });
}
