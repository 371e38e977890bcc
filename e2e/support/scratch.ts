import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory of one test's own, and what to undo at its end, last first. */
export interface Scratch {
  directory: string;
  /** Registers something to undo. */
  defer(undo: () => Promise<unknown>): void;
  clean(): Promise<void>;
}

/** @param options.keepFiles undoes everything else, and leaves the directory for whoever wants to look into it */
export async function createScratch(
  prefix = 'architect-e2e-',
  options: { keepFiles?: boolean } = {},
): Promise<Scratch> {
  const directory = await mkdtemp(join(tmpdir(), prefix));
  const undos: (() => Promise<unknown>)[] = [];
  return {
    directory,
    defer: (undo) => void undos.push(undo),
    async clean() {
      for (const undo of undos.splice(0).reverse()) await undo();
      if (!options.keepFiles) await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
