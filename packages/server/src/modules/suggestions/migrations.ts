import { sql } from 'kysely';
import type { Migration } from '../../platform/database/migrate.ts';

/** Proposed work. Times are epoch ms. */
export const suggestionMigrations: Migration[] = [
  {
    id: '0071_suggestions',
    async up(db, dialect) {
      await db.schema
        .createTable('suggestions')
        .addColumn('id', dialect.id, dialect.autoId)
        .addColumn('title', 'text', (column) => column.notNull())
        .addColumn('description', 'text', (column) => column.notNull())
        .addColumn('task_type', 'text', (column) => column.notNull())
        .addColumn('priority', 'text', (column) => column.notNull())
        // 0 is the most urgent, for the order of lists.
        .addColumn('urgency', 'integer', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('origin', 'text', (column) => column.notNull())
        .addColumn('becomes', 'text', (column) => column.notNull())
        .addColumn('project_id', dialect.id)
        .addColumn('about_kind', 'text')
        .addColumn('about_id', dialect.id)
        // What is the same work has the same key.
        .addColumn('work_key', 'text', (column) => column.notNull())
        .addColumn('source_session', 'text')
        .addColumn('context_json', dialect.json, (column) => column.notNull())
        .addColumn('created_by', 'text', (column) => column.notNull())
        .addColumn('created_at', dialect.time, (column) => column.notNull())
        .addColumn('expires_at', dialect.time, (column) => column.notNull())
        .addColumn('confirmed_by', 'text')
        .addColumn('confirmed_at', dialect.time)
        .addColumn('reason', 'text')
        .addColumn('completed_at', dialect.time)
        .addColumn('result_json', dialect.json)
        .addColumn('record_kind', 'text')
        .addColumn('record_id', dialect.id)
        .addColumn('prompt_id', dialect.id)
        .execute();
      await db.schema
        .createIndex('suggestions_status')
        .on('suggestions')
        .columns(['status', 'expires_at'])
        .execute();
      await db.schema.createIndex('suggestions_work').on('suggestions').column('work_key').execute();
      await sql`create unique index suggestions_pending on suggestions (work_key) where status = 'pending'`.execute(
        db,
      );
    },
    async down(db) {
      await db.schema.dropTable('suggestions').execute();
    },
  },
];
