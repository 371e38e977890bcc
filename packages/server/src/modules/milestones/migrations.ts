import type { Migration } from '../../platform/database/migrate.ts';
import { addRecordColumns } from '../records/index.ts';

export const milestoneMigrations: Migration[] = [
  {
    id: '0042_milestones',
    async up(db, dialect) {
      await db.schema
        .createTable('milestones')
        .$call(addRecordColumns(dialect))
        .addColumn('project_id', dialect.id, (column) => column.notNull().references('projects.id'))
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('description', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('target_date', 'text')
        .addColumn('completed_at', dialect.time)
        .execute();
      await db.schema.createIndex('milestones_project').on('milestones').column('project_id').execute();
    },
    async down(db) {
      await db.schema.dropTable('milestones').execute();
    },
  },
];
