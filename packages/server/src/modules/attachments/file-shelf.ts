import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../platform/context.ts';

/** The directory of the contents: outside of everything that is served, and nothing in it is named by anybody. */
export interface FileShelf {
  /** Writes to disk as the pieces come, and waits until all are there; nothing is kept where they fail. @returns the name */
  put(pieces: AsyncIterable<Buffer>): Promise<string>;
  read(file: string): Promise<Buffer>;
  /** One that is gone already is fine. */
  remove(file: string): Promise<void>;
  /** Names of files that have lain there for a while. */
  listOld(): Promise<string[]>;
}

const namePattern = /^[0-9a-f]{32}$/;
/** Younger files may belong to a write that is under way. */
const oldMs = 3_600_000;

export function createFileShelf({ dataDir, clock }: { dataDir: string; clock: Clock }): FileShelf {
  const directory = join(dataDir, 'attachments');
  const pathOf = (file: string): string => {
    if (!namePattern.test(file)) throw new Error(`${JSON.stringify(file)} is no file of the shelf`);
    return join(directory, file);
  };
  const remove = async (file: string): Promise<void> => {
    await unlink(pathOf(file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  };
  return {
    async put(pieces) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const file = randomBytes(16).toString('hex');
      const handle = await open(pathOf(file), 'wx', 0o600);
      try {
        await handle.writeFile(pieces);
        await handle.sync();
      } catch (error) {
        await remove(file);
        throw error;
      } finally {
        await handle.close();
      }
      return file;
    },
    async read(file) {
      const handle = await open(pathOf(file), constants.O_RDONLY | constants.O_NOFOLLOW);
      try {
        return await handle.readFile();
      } finally {
        await handle.close();
      }
    },
    remove,
    async listOld() {
      const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
        // Nothing was attached yet.
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      const old: string[] = [];
      for (const name of names.filter((one) => namePattern.test(one)))
        if (clock.now() - (await stat(join(directory, name))).mtimeMs > oldMs) old.push(name);
      return old;
    },
  };
}
