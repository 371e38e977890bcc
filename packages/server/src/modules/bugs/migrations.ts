import { urgencies } from '@architect/contracts/records';
import { sql } from 'kysely';
import type { Migration } from '../../platform/database/migrate.ts';
import { placeOf } from '../../platform/database/select-page.ts';
import { addListIndices, addRecordColumns, fillLabels } from '../records/index.ts';

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
  {
    id: '0048_bug_lists',
    async up(db, dialect) {
      await db.schema.dropIndex('bugs_project').execute();
      await db.schema.dropIndex('bugs_milestone').execute();
      await addListIndices(db, dialect, {
        table: 'bugs',
        lists: {
          list: [
            'project_id',
            'status',
            'severity',
            'priority',
            'assigned_to',
            'milestone_id',
            'updated_at',
            'title',
          ],
          by_change: ['updated_at'],
          by_title: ['title'],
          by_status: ['status', 'updated_at', 'priority'],
          by_urgency: [placeOf(sql.ref('priority'), urgencies)],
          by_severity: [placeOf(sql.ref('severity'), urgencies)],
          by_milestone: ['milestone_id', 'status'],
        },
      });
      await fillLabels(db, dialect, { table: 'bugs', kind: 'bug' });
    },
    async down(db) {
      await db.schema.dropIndex('bugs_list').execute();
      await db.schema.dropIndex('bugs_by_change').execute();
      await db.schema.dropIndex('bugs_by_title').execute();
      await db.schema.dropIndex('bugs_by_status').execute();
      await db.schema.dropIndex('bugs_by_urgency').execute();
      await db.schema.dropIndex('bugs_by_severity').execute();
      await db.schema.dropIndex('bugs_by_milestone').execute();
      await db.schema
        .createIndex('bugs_project')
        .on('bugs')
        .columns(['project_id', 'status', 'severity'])
        .execute();
      await db.schema.createIndex('bugs_milestone').on('bugs').columns(['milestone_id', 'status']).execute();
    },
  },
  {
    id: '0132_bug_numbers',
    async up(db, dialect) {
      // Pages far behind the first pass over numbers alone.
      await addListIndices(db, dialect, { table: 'bugs', lists: { by_number: [] } });
    },
    async down(db) {
      await db.schema.dropIndex('bugs_by_number').execute();
    },
  },
];
