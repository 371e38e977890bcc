import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Lines typed before, kept in the data directory for the same account only. */
export interface HistoryFile {
  /** Oldest first. */
  read(): string[];
  add(line: string): void;
}

/** Lines that come back; a file of twice as many is cut to these. */
export const keptLines = 500;

/** @throws the system's error when the directory cannot be written */
export function createHistoryFile(dataDir: string): HistoryFile {
  const path = join(dataDir, 'terminal-history');
  return {
    read() {
      const lines = readLines(path);
      const kept = lines.slice(-keptLines);
      if (lines.length > 2 * keptLines) writeFileSync(path, `${kept.join('\n')}\n`, { mode: 0o600 });
      return kept;
    },
    add(line) {
      mkdirSync(dataDir, { recursive: true, mode: 0o700 });
      // Appended, not rewritten: several terminals may be open.
      appendFileSync(path, `${line}\n`, { mode: 0o600 });
    },
  };
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
