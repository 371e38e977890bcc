import { type FSWatcher, watch } from 'node:fs';
import { open, stat, truncate } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import { createJsonLines } from './json-lines.ts';

/** A notice of the kernel may be lost on some file systems: look by ourselves this often. */
const lookEveryMs = 1_000;
const chunkBytes = 256 * 1024;
/** A journal is begun anew when it is larger than this and no attempt needs it. */
const largestBytes = 16 * 1024 * 1024;

/** Follows what an agent writes into its journal, from `offset` on, in order. */
export interface JournalTail {
  /** Reads to the present end; resolves when everything there was handed on. */
  drain(): Promise<void>;
  close(): void;
}

export interface FollowJournal {
  path: string;
  /** Bytes to pass over. */
  offset: number;
  clock: Clock;
  onMessage(message: unknown): void;
  onError(error: unknown): void;
}

/**
 * The agent's output goes to a file, not into a pipe: it outlives us, so that after a crash of ours the agent's own words
 * tell what became of a prompt, and an agent that is still at work does not die of a broken pipe.
 */
export function followJournal({ path, offset, clock, onMessage, onError }: FollowJournal): JournalTail {
  const take = createJsonLines(onMessage);
  let position = offset;
  let reading: Promise<void> | null = null;
  let again = false;
  let isClosed = false;
  let cancelLook = (): void => undefined;
  let watcher: FSWatcher | null = null;

  async function readOn(): Promise<void> {
    await using file = await open(path);
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      take(buffer.subarray(0, bytesRead));
    }
  }

  function look(): Promise<void> {
    again = true;
    reading ??= (async () => {
      while (again && !isClosed) {
        again = false;
        await readOn();
      }
    })()
      .catch(onError)
      .finally(() => {
        reading = null;
      });
    return reading;
  }

  function lookLater(): void {
    cancelLook = clock.after(lookEveryMs, () => {
      void look();
      lookLater();
    });
  }

  try {
    watcher = watch(path, () => void look());
    watcher.on('error', onError);
  } catch (error) {
    onError(error); // no notices to be had: the looks go on
  }
  lookLater();
  return {
    drain: look,
    close() {
      isClosed = true;
      cancelLook();
      watcher?.close();
    },
  };
}

/** Every message of a journal from its beginning; none when there is no journal. */
export async function readJournal(path: string, onMessage: (message: unknown) => void): Promise<void> {
  const take = createJsonLines(onMessage);
  const size = await sizeOf(path);
  if (size === 0) return;
  await using file = await open(path);
  for (let position = 0; position < size; ) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    take(buffer.subarray(0, bytesRead));
  }
}

/** Bytes of the journal; 0 when there is none. */
export async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

/** Empties a journal that has grown large. Only while no attempt is open: it is their evidence. */
export async function trimJournal(path: string): Promise<void> {
  if ((await sizeOf(path)) > largestBytes) await truncate(path, 0);
}
