import { sql } from 'kysely';
import type { Migration } from '../../platform/database/migrate.ts';

/** Dialogs that agents showed, and what was decided. Times are epoch ms. */
export const interactionMigrations: Migration[] = [
  {
    id: '0020_interactions',
    async up(db, dialect) {
      await db.schema
        .createTable('interactions')
        .addColumn('id', dialect.id, dialect.autoId)
        .addColumn('session', 'text', (column) => column.notNull())
        .addColumn('node', 'text', (column) => column.notNull())
        .addColumn('provider', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('tool', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('question', 'text', (column) => column.notNull())
        .addColumn('options_json', dialect.json, (column) => column.notNull())
        .addColumn('screen', 'text', (column) => column.notNull())
        .addColumn('fingerprint', 'text', (column) => column.notNull())
        .addColumn('is_complete', dialect.boolean, (column) => column.notNull())
        .addColumn('is_open', dialect.boolean, (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('decided_by', 'text')
        .addColumn('decided_by_name', 'text')
        .addColumn('pattern_id', 'integer')
        .addColumn('prompt_id', dialect.id)
        .addColumn('note', 'text')
        .addColumn('decided_at', dialect.time)
        .addColumn('answered_at', dialect.time)
        .addColumn('created_at', dialect.time, (column) => column.notNull())
        .execute();
      // A session shows one dialog at a time.
      await sql`create unique index interactions_open on interactions (node, session) where is_open`.execute(
        db,
      );
      await db.schema
        .createIndex('interactions_status')
        .on('interactions')
        .columns(['status', 'created_at'])
        .execute();
    },
    async down(db) {
      await db.schema.dropTable('interactions').execute();
    },
  },
  {
    id: '0021_interaction_deadlines',
    async up(db, dialect) {
      const table = () => db.schema.alterTable('interactions');
      await table().addColumn('escalates_at', dialect.time).execute();
      await table().addColumn('escalated_at', dialect.time).execute();
      await table().addColumn('working_dir', 'text').execute();
      await table().addColumn('tier', 'text').execute();
    },
    async down(db) {
      for (const column of ['escalates_at', 'escalated_at', 'working_dir', 'tier']) {
        await db.schema.alterTable('interactions').dropColumn(column).execute();
      }
    },
  },
];
