import type { Migration } from '../../platform/database/migrate.ts';
import { addRecordColumns } from '../records/index.ts';

export const bugMigrations: Migration[] = [
  {
    id: '0044_bugs',
    async up(db, dialect) {
      await db.schema
        .createTable('bugs')
        .$call(addRecordColumns(dialect))
        .addColumn('project_id', dialect.id, (column) => column.references('projects.id'))
        .addColumn('milestone_id', dialect.id, (column) => column.references('milestones.id'))
        .addColumn('error_id', dialect.id)
        .addColumn('title', 'text', (column) => column.notNull())
        .addColumn('description', 'text', (column) => column.notNull())
        .addColumn('severity', 'text', (column) => column.notNull())
        .addColumn('priority', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('assigned_to', 'text')
        .addColumn('labels_json', dialect.json, (column) => column.notNull())
        .addColumn('environment', 'text')
        .addColumn('resolution', 'text', (column) => column.notNull())
        .addColumn('respond_by', dialect.time, (column) => column.notNull())
        .addColumn('responded_at', dialect.time)
        .addColumn('resolved_at', dialect.time)
        .execute();
      await db.schema
        .createIndex('bugs_project')
        .on('bugs')
        .columns(['project_id', 'status', 'severity'])
        .execute();
      await db.schema.createIndex('bugs_milestone').on('bugs').columns(['milestone_id', 'status']).execute();
      await db.schema.createIndex('bugs_error').on('bugs').column('error_id').execute();
    },
    async down(db) {
      await db.schema.dropTable('bugs').execute();
    },
  },
];
