import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { provider } from '@architect/contracts/providers';
import { z } from 'zod';

/** What a headless session is after a restart. The file is for the owner only: the caller's environment may hold keys. */
const savedSession = z.object({
  id: z.string(),
  name: z.string(),
  provider,
  working_dir: z.string(),
  env: z.record(z.string(), z.string()),
  conversation_id: z.string().nullable(),
  conversation_file: z.string().nullable(),
  version: z.string().nullable(),
  spent_usd: z.number(),
  /** The process that was started last; it may be gone, or still at work although its parent died. */
  process: z.object({ pid: z.number().int(), startTime: z.string() }).nullable(),
  end_when_idle_ms: z.number().nullable(),
  created_at: z.number(),
});
export type SavedSession = z.infer<typeof savedSession>;

const fileName = 'session.json';

export function directoryOf(root: string, id: string): string {
  return join(root, id);
}

/** Writes the record whole or not at all. */
export function saveSession(root: string, session: SavedSession): void {
  const directory = directoryOf(root, session.id);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const draft = join(directory, `${fileName}.new`);
  writeFileSync(draft, JSON.stringify(session, null, 2), { mode: 0o600 });
  renameSync(draft, join(directory, fileName));
}

export function forgetSession(root: string, id: string): void {
  rmSync(directoryOf(root, id), { recursive: true, force: true });
}

/** Sessions of earlier runs. One that cannot be read is reported and left alone. */
export function loadSessions(root: string, onError: (error: unknown) => void): SavedSession[] {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  return readdirSync(root).flatMap((id) => {
    try {
      return [savedSession.parse(JSON.parse(readFileSync(join(root, id, fileName), 'utf8')))];
    } catch (error) {
      onError(error);
      return [];
    }
  });
}
