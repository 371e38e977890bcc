import { urgencies } from '@architect/contracts/records';
import { sql } from 'kysely';
import type { Migration } from '../../platform/database/migrate.ts';
import { placeOf } from '../../platform/database/select-page.ts';
import { addListIndices, addRecordColumns, fillLabels } from '../records/index.ts';

export const devopsTaskMigrations: Migration[] = [
  {
    id: '0045_devops_tasks',
    async up(db, dialect) {
      await db.schema
        .createTable('devops_tasks')
        .$call(addRecordColumns(dialect))
        .addColumn('project_id', dialect.id, (column) => column.references('projects.id'))
        .addColumn('title', 'text', (column) => column.notNull())
        .addColumn('description', 'text', (column) => column.notNull())
        .addColumn('task_type', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('priority', 'text', (column) => column.notNull())
        .addColumn('assigned_to', 'text')
        .addColumn('labels_json', dialect.json, (column) => column.notNull())
        .addColumn('due_date', 'text')
        .addColumn('completed_at', dialect.time)
        .execute();
      await db.schema
        .createIndex('devops_tasks_project')
        .on('devops_tasks')
        .columns(['project_id', 'status'])
        .execute();
    },
    async down(db) {
      await db.schema.dropTable('devops_tasks').execute();
    },
  },
  {
    id: '0049_devops_task_lists',
    async up(db, dialect) {
      await db.schema.dropIndex('devops_tasks_project').execute();
      await addListIndices(db, dialect, {
        table: 'devops_tasks',
        lists: {
          list: ['project_id', 'status', 'priority', 'assigned_to', 'updated_at', 'title'],
          by_change: ['updated_at'],
          by_urgency: [placeOf(sql.ref('priority'), urgencies)],
        },
      });
      await fillLabels(db, dialect, { table: 'devops_tasks', kind: 'devops_task' });
    },
    async down(db) {
      await db.schema.dropIndex('devops_tasks_list').execute();
      await db.schema.dropIndex('devops_tasks_by_change').execute();
      await db.schema.dropIndex('devops_tasks_by_urgency').execute();
      await db.schema
        .createIndex('devops_tasks_project')
        .on('devops_tasks')
        .columns(['project_id', 'status'])
        .execute();
    },
  },
  {
    id: '0133_devops_task_numbers',
    async up(db, dialect) {
      // Pages far behind the first pass over numbers alone.
      await addListIndices(db, dialect, { table: 'devops_tasks', lists: { by_number: [] } });
    },
    async down(db) {
      await db.schema.dropIndex('devops_tasks_by_number').execute();
    },
  },
];
