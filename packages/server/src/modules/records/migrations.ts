import { sql } from 'kysely';
import type { Migration } from '../../platform/database/migrate.ts';
import { addRecordKey } from './record-columns.ts';

/** The face of every record, and what people add to records of any kind. Times are epoch ms. */
export const recordMigrations: Migration[] = [
  {
    id: '0040_records',
    async up(db, dialect) {
      await db.schema
        .createTable('record_index')
        .addColumn('id', dialect.id, dialect.autoId)
        .$call(addRecordKey(dialect))
        .addColumn('project_id', dialect.id)
        .addColumn('title', 'text', (column) => column.notNull())
        .addColumn('status', 'text')
        .addColumn('is_deleted', dialect.boolean, (column) => column.notNull())
        .addColumn('title_words', 'text', (column) => column.notNull())
        .addColumn('body_words', 'text', (column) => column.notNull())
        .addUniqueConstraint('record_index_record', ['kind', 'record_id'])
        .execute();
      // Counts of open work by project are read from here alone.
      await db.schema
        .createIndex('record_index_project')
        .on('record_index')
        .columns(['project_id', 'is_deleted', 'kind', 'status'])
        .execute();
      await dialect.text.create(db, 'record_index', ['title_words', 'body_words']);
      await db.schema
        .createTable('record_comments')
        .addColumn('id', dialect.id, dialect.autoId)
        .$call(addRecordKey(dialect))
        .addColumn('body', 'text', (column) => column.notNull())
        .addColumn('author', 'text', (column) => column.notNull())
        .addColumn('created_at', dialect.time, (column) => column.notNull())
        .addColumn('edited_at', dialect.time)
        .execute();
      await db.schema
        .createTable('record_links')
        .addColumn('id', dialect.id, dialect.autoId)
        .$call(addRecordKey(dialect))
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('value', 'text', (column) => column.notNull())
        .addColumn('title', 'text')
        .addColumn('created_by', 'text', (column) => column.notNull())
        .addColumn('created_at', dialect.time, (column) => column.notNull())
        .addUniqueConstraint('record_links_once', ['kind', 'record_id', 'type', 'value'])
        .execute();
      await db.schema
        .createTable('record_relations')
        .addColumn('id', dialect.id, dialect.autoId)
        .$call(addRecordKey(dialect))
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('other_kind', 'text', (column) => column.notNull())
        .addColumn('other_id', dialect.id, (column) => column.notNull())
        .addColumn('created_by', 'text', (column) => column.notNull())
        .addColumn('created_at', dialect.time, (column) => column.notNull())
        .addUniqueConstraint('record_relations_once', ['kind', 'record_id', 'type', 'other_kind', 'other_id'])
        .execute();
      await db.schema
        .createIndex('record_relations_other')
        .on('record_relations')
        .columns(['other_kind', 'other_id'])
        .execute();
      await db.schema
        .createIndex('record_comments_record')
        .on('record_comments')
        .columns(['kind', 'record_id'])
        .execute();
    },
    async down(db, dialect) {
      for (const table of ['record_relations', 'record_links', 'record_comments'])
        await db.schema.dropTable(table).execute();
      await dialect.text.drop(db, 'record_index');
      await db.schema.dropTable('record_index').execute();
    },
  },
  {
    id: '0046_record_lists',
    async up(db, dialect) {
      await db.schema
        .createTable('record_labels')
        .$call(addRecordKey(dialect))
        .addColumn('label', 'text', (column) => column.notNull())
        .addUniqueConstraint('record_labels_once', ['kind', 'label', 'record_id'])
        .execute();
      await db.schema
        .createIndex('record_labels_record')
        .on('record_labels')
        .columns(['kind', 'record_id'])
        .execute();
      await dialect.text.indexFirst(db, 'record_index', 'title_words');
    },
    async down(db, dialect) {
      await dialect.text.dropFirst(db, 'record_index');
      await db.schema.dropTable('record_labels').execute();
    },
  },
  {
    id: '0130_deleted_records',
    async up(db) {
      // Few are deleted: counts of labels leave these out.
      await sql`create index record_index_deleted on record_index (kind, record_id) where is_deleted`.execute(
        db,
      );
    },
    async down(db) {
      await db.schema.dropIndex('record_index_deleted').execute();
    },
  },
];
