import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, onTestFinished } from 'vitest';
import { migrations } from '../../migrations.ts';
import { createAuditWriter } from '../../modules/activity/index.ts';
import { systemClock } from '../clock.ts';
import type { Database } from '../context.ts';
import { createEventBus, type EventBus } from '../events/bus.ts';
import { createLog } from '../telemetry/log.ts';
import { openDatabase } from './database.ts';
import { type Migration, migrateUp } from './migrate.ts';
import { createTestPostgresDatabase, findPostgres } from './postgres-for-tests.ts';

export type OpenTestDatabase = (options?: {
  migrations?: Migration[];
}) => Promise<{ db: Database; events: EventBus }>;

/**
 * Runs the same tests on SQLite and on a real PostgreSQL. `open` gives an empty, migrated database that is closed when
 * the test ends.
 *
 * ```ts
 * eachDatabase((open) => {
 *   test('stores a prompt', async () => { const { db } = await open(); … });
 * });
 * ```
 */
export function eachDatabase(suite: (open: OpenTestDatabase, engine: 'sqlite' | 'postgres') => void): void {
  describe('on sqlite', () => suite((options) => openFor('sqlite', options), 'sqlite'));
  const hasPostgres = findPostgres() !== null;
  if (!hasPostgres) console.warn('!! PostgreSQL is not installed: its half of the database tests is SKIPPED');
  describe.skipIf(!hasPostgres)('on postgres', () =>
    suite((options) => openFor('postgres', options), 'postgres'),
  );
}

async function openFor(
  engine: 'sqlite' | 'postgres',
  options: { migrations?: Migration[] } = {},
): Promise<{ db: Database; events: EventBus }> {
  const log = createLog({ level: 'silent' });
  const events = createEventBus({ log });
  const directory = await mkdtemp(join(tmpdir(), 'architect-db-'));
  const source =
    engine === 'postgres'
      ? { url: await createTestPostgresDatabase() }
      : { file: join(directory, 'test.db') };
  const db = openDatabase({ source, events, log, audit: createAuditWriter({ clock: systemClock }) });
  onTestFinished(async () => {
    await db.close();
    await rm(directory, { recursive: true, force: true });
  });
  await migrateUp(db, options.migrations ?? migrations, systemClock);
  return { db, events };
}
