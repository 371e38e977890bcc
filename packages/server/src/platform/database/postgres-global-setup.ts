import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryVariable, removePostgres } from './postgres-for-tests.ts';

/** One scratch directory per vitest run; what is in it is made when a test first asks for it. */
export default async function setup(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'architect-run-'));
  // PostgreSQL runs as a user of its own.
  await chmod(directory, 0o755);
  process.env[directoryVariable] = directory;
  return () => removePostgres(directory);
}
