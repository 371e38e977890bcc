import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrations } from '../../migrations.ts';
import { createAuditWriter } from '../../modules/activity/index.ts';
import { systemClock } from '../clock.ts';
import type { Database } from '../context.ts';
import { createEventBus, type EventBus } from '../events/bus.ts';
import { createLog } from '../telemetry/log.ts';
import { type DatabaseSource, openDatabase } from './database.ts';
import { migrateUp } from './migrate.ts';
import { createTestPostgresDatabase, onceInRun } from './postgres-for-tests.ts';

/** Puts an empty SQLite database with all tables of the product at `file`. Migrating once per run saves most of the time. */
export async function copyMigratedSqlite(file: string): Promise<void> {
  const template = await onceInRun('sqlite', async (directory) => {
    const made = join(directory, 'migrated.db');
    await migrate({ file: made });
    return made;
  });
  await copyFile(template, file);
}

/** @returns the postgres:// address of a new, empty database with all tables of the product */
export async function createMigratedPostgres(): Promise<string> {
  const template = await onceInRun('postgres-template', async () => {
    const url = await createTestPostgresDatabase();
    await migrate({ url });
    return new URL(url).pathname.slice(1);
  });
  return await createTestPostgresDatabase(template);
}

async function migrate(source: DatabaseSource): Promise<void> {
  const { db } = openForTests(source);
  await migrateUp(db, migrations, systemClock);
  await db.close();
}

/** A database with the real audit trail, events of its own and no log. */
export function openForTests(source: DatabaseSource): { db: Database; events: EventBus } {
  const log = createLog({ level: 'silent' });
  const events = createEventBus({ log });
  const db = openDatabase({ source, events, log, audit: createAuditWriter({ clock: systemClock }) });
  return { db, events };
}
