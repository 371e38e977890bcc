import type { Migration } from '../../platform/database/migrate.ts';
import { addRecordKey } from '../records/index.ts';

/** Files of records; their content lies in the data directory. Times are epoch ms. */
export const attachmentMigrations: Migration[] = [
  {
    id: '0072_attachments',
    async up(db, dialect) {
      await db.schema
        .createTable('record_attachments')
        .addColumn('id', dialect.id, dialect.autoId)
        .$call(addRecordKey(dialect))
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('media_type', 'text', (column) => column.notNull())
        .addColumn('size', 'integer', (column) => column.notNull())
        // Random; nothing of the name that was sent.
        .addColumn('file', 'text', (column) => column.notNull().unique())
        .addColumn('created_by', 'text', (column) => column.notNull())
        .addColumn('created_at', dialect.time, (column) => column.notNull())
        .execute();
      await db.schema
        .createIndex('record_attachments_record')
        .on('record_attachments')
        .columns(['kind', 'record_id'])
        .execute();
    },
    async down(db) {
      await db.schema.dropTable('record_attachments').execute();
    },
  },
];
