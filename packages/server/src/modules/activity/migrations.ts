import type { Migration } from '../../platform/database/migrate.ts';

export const activityMigrations: Migration[] = [
  {
    id: '0001_activity',
    async up(db, dialect) {
      await db.schema
        .createTable('activity')
        .addColumn('id', dialect.id, dialect.autoId)
        .addColumn('actor', 'text', (column) => column.notNull())
        .addColumn('action', 'text', (column) => column.notNull())
        .addColumn('entity_type', 'text')
        .addColumn('entity_id', 'text')
        .addColumn('details_json', dialect.json, (column) => column.notNull())
        .addColumn('correlation_id', 'text')
        .addColumn('created_at', dialect.time, (column) => column.notNull())
        .execute();
      await db.schema
        .createIndex('activity_entity')
        .on('activity')
        .columns(['entity_type', 'entity_id'])
        .execute();
      await db.schema.createIndex('activity_created_at').on('activity').column('created_at').execute();
    },
    async down(db) {
      await db.schema.dropTable('activity').execute();
    },
  },
  {
    id: '0004_activity_feed',
    async up(db) {
      // Each ends with the order of the feed. The first one took no id: equal entries were sorted after they were found.
      await db.schema.dropIndex('activity_entity').execute();
      for (const columns of [['actor'], ['action'], ['entity_type', 'entity_id']])
        await db.schema
          .createIndex(`activity_by_${columns[0]}`)
          .on('activity')
          .columns([...columns, 'id'])
          .execute();
    },
    async down(db) {
      for (const name of ['actor', 'action', 'entity_type'])
        await db.schema.dropIndex(`activity_by_${name}`).execute();
      await db.schema
        .createIndex('activity_entity')
        .on('activity')
        .columns(['entity_type', 'entity_id'])
        .execute();
    },
  },
];
