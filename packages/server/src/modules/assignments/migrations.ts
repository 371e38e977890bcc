import { sql } from 'kysely';
import type { Migration } from '../../platform/database/migrate.ts';
import { addRecordKey } from '../records/index.ts';

/** Who was given which record. Times are epoch ms. */
export const assignmentMigrations: Migration[] = [
  {
    id: '0070_assignments',
    async up(db, dialect) {
      await db.schema
        .createTable('assignments')
        .addColumn('id', dialect.id, dialect.autoId)
        .$call(addRecordKey(dialect))
        // No reference to the prompt: the answer stays when prompts are cleared.
        .addColumn('prompt_id', dialect.id, (column) => column.notNull())
        .addColumn('session', 'text')
        .addColumn('provider', 'text')
        .addColumn('created_by', 'text', (column) => column.notNull())
        .addColumn('created_at', dialect.time, (column) => column.notNull())
        .addColumn('is_second', dialect.boolean, (column) => column.notNull())
        .addColumn('ended_at', dialect.time)
        .addColumn('outcome', 'text')
        .addColumn('worker', 'text')
        .addColumn('node', 'text')
        .addColumn('answer', 'text')
        .addColumn('started_at', dialect.time)
        .execute();
      await db.schema
        .createIndex('assignments_record')
        .on('assignments')
        .columns(['kind', 'record_id', 'id'])
        .execute();
      await db.schema.createIndex('assignments_prompt').on('assignments').column('prompt_id').execute();
      // Two people who assign at the same moment: the second one is told.
      await sql`create unique index assignments_open on assignments (kind, record_id) where ended_at is null and not is_second`.execute(
        db,
      );
    },
    async down(db) {
      await db.schema.dropTable('assignments').execute();
    },
  },
];
