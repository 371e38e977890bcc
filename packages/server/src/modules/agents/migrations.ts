import type { Migration } from '../../platform/database/migrate.ts';

/** Agents that were created here, with the work tree that is to go when they end. Times are epoch ms. */
export const agentMigrations: Migration[] = [
  {
    id: '0060_agents',
    async up(db, dialect) {
      await db.schema
        .createTable('agents')
        .addColumn('id', dialect.id, dialect.autoId)
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('node', 'text', (column) => column.notNull())
        .addColumn('repository', 'text')
        .addColumn('worktree', 'text')
        .addColumn('branch', 'text')
        .addColumn('created_by', 'text', (column) => column.notNull())
        .addColumn('created_at', dialect.time, (column) => column.notNull())
        .addColumn('ended_at', dialect.time)
        .execute();
      await db.schema.createIndex('agents_name').on('agents').columns(['name', 'ended_at']).execute();
    },
    async down(db) {
      await db.schema.dropTable('agents').execute();
    },
  },
];
