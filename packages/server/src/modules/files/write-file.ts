import { constants } from 'node:fs';
import { access, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { maxFileBytes, type WantedWrite, type WrittenFile } from '@architect/contracts/files';
import { AppError } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { Clock, Database } from '../../platform/context.ts';
import { randomWord } from '../../platform/ids.ts';
import { toTime } from '../../platform/time.ts';
import { type Place, pathOf, refused } from './find-place.ts';
import { hashOf } from './hash-of.ts';
import { keepBackup } from './keep-backup.ts';
import { at, explain, inDirectoryOf } from './open-beneath.ts';
import { readFileIn, textOf, tooLarge } from './read-place.ts';

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;

interface Writing {
  db: Database;
  clock: Clock;
  dataDir: string;
}

interface Before {
  bytes: Buffer;
  hash: string;
  mode: number;
  modified_at: string;
}

/**
 * Replaces a file as a whole: written beside it, then renamed over it, with the mode that it had. The audit trail says
 * who and where, never what.
 * @throws AppError
 */
export async function writeFile(
  place: Place,
  wanted: WantedWrite,
  { by, ...writing }: Writing & { by: By },
): Promise<WrittenFile> {
  const bytes = Buffer.from(wanted.content, 'utf8');
  if (bytes.length > maxFileBytes) throw tooLarge(bytes.length);
  return await inDirectoryOf(
    place,
    async (directory, name) => {
      const before = await readBefore(directory, name);
      refuseChanged(before, wanted, bytes);
      const where = {
        path: pathOf(place),
        project_id: place.projectId,
        relative_path: place.parts.join('/'),
        size: bytes.length,
        hash: hashOf(bytes),
        created: before === null,
      };
      if (before?.hash === where.hash)
        return { ...where, modified_at: before.modified_at, changed: false, backup: null };
      const now = writing.clock.now();
      const backup = before ? await keepBackup(place, before.bytes, { ...writing, now }) : null;
      const written = { ...where, changed: true, backup };
      const modifiedMs = await replace(
        { directory, name, bytes, mode: before?.mode },
        { ...writing, by, written },
      );
      return { ...written, modified_at: toTime(modifiedMs) };
    },
    { create: wanted.create_directories },
  );
}

async function readBefore(directory: FileHandle, name: string): Promise<Before | null> {
  const found = await readFileIn(directory, name).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  if (found === undefined) return null;
  if (found === null) throw refused('this is a directory');
  await access(at(directory, name), constants.W_OK).catch(explain);
  const { bytes, stats } = found;
  return { bytes, hash: hashOf(bytes), mode: stats.mode & 0o777, modified_at: toTime(stats.mtimeMs) };
}

function refuseChanged(before: Before | null, { hash, content }: WantedWrite, bytes: Buffer): void {
  if (hash === undefined || hash === (before?.hash ?? null)) return;
  const current = before && { hash: before.hash, content: textOf(before.bytes) };
  const what = before ? (hash === null ? 'is there already' : 'was changed since') : 'is not there any more';
  throw new AppError('CONFLICT', `the file ${what}: read it again`, {
    details: { current, yours: { hash: hashOf(bytes), content } },
  });
}

interface Replacement {
  directory: FileHandle;
  name: string;
  bytes: Buffer;
  mode: number | undefined;
}

/** @returns when the file was modified, in epoch ms */
async function replace(
  { directory, name, bytes, mode }: Replacement,
  { db, by, written }: Writing & { by: By; written: Omit<WrittenFile, 'modified_at'> },
): Promise<number> {
  const draft = at(directory, `.architect-${randomWord(12)}.tmp`);
  try {
    const modifiedMs = await writeDraft(draft, bytes, mode);
    const { path: _path, project_id, relative_path, changed: _changed, ...details } = written;
    await db.write(async (tx) => {
      await tx.audit({
        actor: by.actor,
        correlationId: by.correlationId,
        action: 'file.written',
        entityType: 'project',
        entityId: project_id,
        details: { path: relative_path, ...details },
      });
      // The last step, so that a file is never changed without its entry.
      await rename(draft, at(directory, name)).catch(explain);
    });
    await directory.sync();
    return modifiedMs;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function writeDraft(path: string, bytes: Buffer, mode: number | undefined): Promise<number> {
  const file = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666).catch(explain);
  try {
    await file.writeFile(bytes).catch(explain);
    if (mode !== undefined) await file.chmod(mode);
    await file.sync();
    return (await file.stat()).mtimeMs;
  } finally {
    await file.close();
  }
}
