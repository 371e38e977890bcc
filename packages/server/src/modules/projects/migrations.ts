import { sql } from 'kysely';
import type { Migration } from '../../platform/database/migrate.ts';
import { addRecordColumns, fillLabels } from '../records/index.ts';

export const projectMigrations: Migration[] = [
  {
    id: '0041_projects',
    async up(db, dialect) {
      await db.schema
        .createTable('projects')
        .$call(addRecordColumns(dialect))
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('description', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('priority', 'text', (column) => column.notNull())
        .addColumn('source_path', 'text')
        .addColumn('repository_url', 'text')
        .addColumn('language', 'text')
        .addColumn('framework', 'text')
        .addColumn('labels_json', dialect.json, (column) => column.notNull())
        .execute();
      // The name of an archived project may be used again.
      await sql`create unique index projects_name on projects (lower(name)) where deleted_at is null`.execute(
        db,
      );
    },
    async down(db) {
      await db.schema.dropTable('projects').execute();
    },
  },
  {
    id: '0052_project_labels',
    async up(db, dialect) {
      await fillLabels(db, dialect, { table: 'projects', kind: 'project' });
    },
    async down(db) {
      await sql`delete from record_labels where kind = 'project'`.execute(db);
    },
  },
];
