import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import BetterSqlite from 'better-sqlite3';
import { lockDataDirectory } from '../data-lock.ts';
import { copyFolders, listFolders, restoreFolders } from './backup-folders.ts';

/** Name of the database in the data directory. */
export const databaseFileName = 'architect.db';

export interface BackupInfo {
  file: string;
  sha256: string;
  bytes: number;
  /** Files that lie beside it: attachments. */
  files: number;
  /** Migrations that the database holds, in their order. */
  migrations: string[];
}

/** A backup that is not what it should be; the message says what is wrong. */
export class BackupError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'BackupError';
  }
}

/**
 * Copies the SQLite database of a data directory while the server may go on writing (SQLite's online backup), and the
 * files that its rows name beside it. The SHA-256 of all of them are in `<file>.sha256`, as `sha256sum -c` reads them.
 * @param target path of the new file; it must not exist
 * @throws BackupError
 */
export async function createBackup({
  dataDir,
  target,
}: {
  dataDir: string;
  target: string;
}): Promise<BackupInfo> {
  const source = join(dataDir, databaseFileName);
  if (!existsSync(source)) throw new BackupError(`there is no database in ${dataDir}`);
  if (existsSync(target)) throw new BackupError(`${target} exists already: choose another name`);
  await mkdir(dirname(target), { recursive: true });
  const unfinished = `${target}.unfinished`;
  await rm(unfinished, { force: true });
  // Before and after: a row in the copy then has its file, whenever that came.
  await copyFolders(dataDir, target);
  const database = new BetterSqlite(source, { readonly: true, timeout: 5000 });
  try {
    await database.backup(unfinished);
  } finally {
    database.close();
  }
  // The copy inherits WAL mode; in one file it can be moved about.
  const copy = new BetterSqlite(unfinished);
  copy.pragma('journal_mode = DELETE');
  copy.close();
  await copyFolders(dataDir, target);
  const sums = [`${await sha256Of(unfinished)}  ${basename(target)}`];
  for (const path of await listFolders(target))
    sums.push(`${await sha256Of(path)}  ${relative(dirname(target), path)}`);
  await writeFile(`${target}.sha256`, `${sums.join('\n')}\n`);
  await rename(unfinished, target);
  return await verifyBackup(target);
}

/**
 * Reads a backup completely: checksums (when they are there), SQLite's integrity check, migrations.
 * @throws BackupError
 */
export async function verifyBackup(file: string): Promise<BackupInfo> {
  if (!existsSync(file)) throw new BackupError(`there is no file ${file}`);
  const sha256 = await sha256Of(file);
  const checksumFile = `${file}.sha256`;
  if (existsSync(checksumFile)) {
    const [own = '', ...others] = (await readFile(checksumFile, 'utf8')).trimEnd().split('\n');
    if (own.split(/\s/)[0] !== sha256)
      throw new BackupError(`${file} was changed or damaged: its checksum differs`);
    for (const line of others) await verifyBeside(dirname(file), line);
  }
  const files = (await listFolders(file)).length;
  return { file, sha256, bytes: (await stat(file)).size, files, migrations: readMigrations(file) };
}

/** @param line of the list of checksums: the sum, two blanks, and a path */
async function verifyBeside(directory: string, line: string): Promise<void> {
  const [expected, path = ''] = line.split('  ');
  const beside = join(directory, path);
  if (!existsSync(beside)) throw new BackupError(`${beside} is missing: it belongs to the backup`);
  if ((await sha256Of(beside)) !== expected)
    throw new BackupError(`${beside} was changed or damaged: its checksum differs`);
}

/**
 * Puts a backup in the place of a data directory's database; what was there is kept beside it.
 * @param nowMs epoch ms, for the name of the kept file
 * @returns path of the database that was replaced, or null when there was none
 * @throws StartError while a server uses the directory; BackupError
 */
export async function restoreBackup({
  dataDir,
  file,
  nowMs,
}: {
  dataDir: string;
  file: string;
  nowMs: number;
}): Promise<{ backup: BackupInfo; previous: string | null }> {
  const backup = await verifyBackup(file);
  const lock = lockDataDirectory(dataDir);
  try {
    const target = join(dataDir, databaseFileName);
    const incoming = `${target}.incoming`;
    await copyFile(file, incoming);
    const previous = existsSync(target) ? await keepPrevious(target, nowMs) : null;
    await restoreFolders(dataDir, { file, previous });
    await rename(incoming, target);
    return { backup, previous };
  } finally {
    lock.release();
  }
}

/** Folds the write-ahead log in first, so that the kept file is complete by itself. */
async function keepPrevious(target: string, nowMs: number): Promise<string> {
  const stamp = new Date(nowMs).toISOString().replace(/[:.]/g, '-');
  const kept = `${target}.before-restore-${stamp}`;
  foldWriteAheadLog(target);
  await rename(target, kept);
  for (const suffix of ['-wal', '-shm']) await rm(target + suffix, { force: true });
  return kept;
}

function foldWriteAheadLog(file: string): void {
  const database = new BetterSqlite(file);
  try {
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.pragma('journal_mode = DELETE');
  } catch {
    // A damaged database is just what people restore over: it is kept as it is.
    return;
  } finally {
    database.close();
  }
}

function readMigrations(file: string): string[] {
  const database = openReadOnly(file);
  try {
    const problems = database.pragma('integrity_check', { simple: true });
    if (problems !== 'ok') throw new BackupError(`${file} is damaged: ${String(problems)}`);
    const rows = database.prepare<[], { id: string }>('select id from schema_migrations order by id').all();
    return rows.map(({ id }) => id);
  } catch (error) {
    if (error instanceof BackupError) throw error;
    throw new BackupError(`${file} is not a database of this program`, { cause: error });
  } finally {
    database.close();
  }
}

function openReadOnly(file: string): BetterSqlite.Database {
  try {
    return new BetterSqlite(file, { readonly: true, fileMustExist: true });
  } catch (error) {
    throw new BackupError(`${file} cannot be read`, { cause: error });
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
