import type { Migration } from '../../platform/database/migrate.ts';

/** Tiers that people gave to sessions here. Times are epoch ms. */
export const sessionMigrations: Migration[] = [
  {
    id: '0120_session_tiers',
    async up(db, dialect) {
      await db.schema
        .createTable('session_tiers')
        .addColumn('node', 'text', (column) => column.notNull())
        .addColumn('session', 'text', (column) => column.notNull())
        // As the node tells it: with the name it tells one session from those of other days.
        .addColumn('session_created_at', 'text', (column) => column.notNull())
        // Null: none, as a worker.
        .addColumn('tier', 'text')
        .addColumn('set_at', dialect.time, (column) => column.notNull())
        .addPrimaryKeyConstraint('session_tiers_key', ['node', 'session', 'session_created_at'])
        .execute();
    },
    async down(db) {
      await db.schema.dropTable('session_tiers').execute();
    },
  },
];
