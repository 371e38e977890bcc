import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { LimitNote, LimitNotes } from './trouble.ts';

/** Limits of all sessions of this node, in one small file: the screens that show them outlive us. */
export interface LimitBook {
  /** @param pane tells this very pane, and its process, from all others of this machine. */
  notesOf(pane: () => string): LimitNotes;
}

const book = z.record(z.string(), z.object({ rule: z.string(), detail: z.string(), until: z.number() }));

/** Nobody waits longer for a limit: its pane is long gone. */
const keptMs = 30 * 86_400_000;

/** @throws nothing: without the file limits are read from the screens alone. */
export function openLimitBook(file: string, onError: (error: unknown) => void): LimitBook {
  const notes = new Map<string, LimitNote>(Object.entries(readBook(file, onError)));

  function save(): void {
    for (const [pane, { until }] of notes) if (until < Date.now() - keptMs) notes.delete(pane);
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(notes)), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    } catch (error) {
      onError(error);
    }
  }

  return {
    notesOf: (pane) => ({
      read: () => notes.get(pane()) ?? null,
      write(note) {
        if (note === null && !notes.has(pane())) return;
        if (note) notes.set(pane(), note);
        else notes.delete(pane());
        save();
      },
    }),
  };
}

function readBook(file: string, onError: (error: unknown) => void): z.infer<typeof book> {
  try {
    return book.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) onError(error);
    return {};
  }
}
