import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryVariable, removePostgres } from './postgres-for-tests.ts';

/** One scratch directory per vitest run; the server in it starts when a test first asks for PostgreSQL. */
export default async function setup(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'architect-postgres-'));
  process.env[directoryVariable] = directory;
  return () => removePostgres(directory);
}
