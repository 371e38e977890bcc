import type { Kysely } from 'kysely';
import type { Clock, Database } from '../context.ts';
import type { SqlDialect } from './dialect.ts';

/** One step of the schema. `id` is unique over all modules and never changes, e.g. `0001_accounts`. */
export interface Migration {
  id: string;
  up(db: Kysely<unknown>, dialect: SqlDialect): Promise<void>;
  down(db: Kysely<unknown>, dialect: SqlDialect): Promise<void>;
}

/** The database knows migrations that this program does not. */
export class NewerDatabaseError extends Error {
  constructor(unknownIds: string[]) {
    super(
      `the database was made by a newer version of the program (it has ${unknownIds.join(', ')}): install that version, or restore a backup of this one`,
    );
    this.name = 'NewerDatabaseError';
  }
}

interface MigrationTables {
  schema_migrations: { id: string; applied_at: number };
}

/**
 * Runs what has not run yet, in the order of the list, each in a transaction of its own.
 * @returns the ids that ran now
 * @throws NewerDatabaseError
 */
export async function migrateUp(db: Database, migrations: Migration[], clock: Clock): Promise<string[]> {
  const applied = await refuseNewer(db, migrations);
  const done: string[] = [];
  for (const migration of migrations.filter(({ id }) => !applied.has(id))) {
    const isNew = await db.write(async (tx) => {
      const tables = tx.tables<MigrationTables>();
      await db.dialect.lockSchema(tx.tables<unknown>());
      await createMigrationTable(tx.tables<unknown>(), db.dialect);
      // Asked under the lock: another server may have been faster.
      const row = await tables
        .selectFrom('schema_migrations')
        .where('id', '=', migration.id)
        .select('id')
        .executeTakeFirst();
      if (row) return false;
      await migration.up(tx.tables<unknown>(), db.dialect);
      await tables
        .insertInto('schema_migrations')
        .values({ id: migration.id, applied_at: clock.now() })
        .execute();
      return true;
    });
    if (isNew) done.push(migration.id);
  }
  return done;
}

/**
 * Undoes, newest first, everything after `lastKept`; null undoes all.
 * @returns the ids that were undone
 */
export async function migrateDown(
  db: Database,
  migrations: Migration[],
  lastKept: string | null,
): Promise<string[]> {
  const keep = lastKept === null ? 0 : migrations.findIndex((migration) => migration.id === lastKept) + 1;
  if (lastKept !== null && keep === 0) throw new Error(`no migration is called ${lastKept}`);
  const applied = new Set((await appliedMigrations(db)).map((row) => row.id));
  const undone: string[] = [];
  for (const migration of migrations.slice(keep).reverse()) {
    if (!applied.has(migration.id)) continue;
    await db.write(async (tx) => {
      await db.dialect.lockSchema(tx.tables<unknown>());
      await migration.down(tx.tables<unknown>(), db.dialect);
      await tx
        .tables<MigrationTables>()
        .deleteFrom('schema_migrations')
        .where('id', '=', migration.id)
        .execute();
    });
    undone.push(migration.id);
  }
  return undone;
}

/**
 * @returns the ids of what has run
 * @throws NewerDatabaseError
 */
export async function refuseNewer(db: Database, migrations: Migration[]): Promise<Set<string>> {
  const known = new Set(migrations.map((migration) => migration.id));
  const applied = (await appliedMigrations(db)).map((row) => row.id);
  const unknownIds = applied.filter((id) => !known.has(id));
  if (unknownIds.length > 0) throw new NewerDatabaseError(unknownIds);
  return new Set(applied);
}

async function appliedMigrations(db: Database): Promise<{ id: string; applied_at: number }[]> {
  return await db.write(async (tx) => {
    await db.dialect.lockSchema(tx.tables<unknown>());
    await createMigrationTable(tx.tables<unknown>(), db.dialect);
    return await tx
      .tables<MigrationTables>()
      .selectFrom('schema_migrations')
      .selectAll()
      .orderBy('id')
      .execute();
  });
}

async function createMigrationTable(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
  await db.schema
    .createTable('schema_migrations')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('applied_at', dialect.time, (column) => column.notNull())
    .execute();
}
