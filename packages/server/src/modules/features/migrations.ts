import { urgencies } from '@architect/contracts/records';
import { sql } from 'kysely';
import type { Migration } from '../../platform/database/migrate.ts';
import { placeOf } from '../../platform/database/select-page.ts';
import { addListIndices, addRecordColumns, fillLabels } from '../records/index.ts';

export const featureMigrations: Migration[] = [
  {
    id: '0043_features',
    async up(db, dialect) {
      await db.schema
        .createTable('features')
        .$call(addRecordColumns(dialect))
        .addColumn('project_id', dialect.id, (column) => column.notNull().references('projects.id'))
        .addColumn('milestone_id', dialect.id, (column) => column.references('milestones.id'))
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('description', 'text', (column) => column.notNull())
        .addColumn('spec', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('priority', 'text', (column) => column.notNull())
        .addColumn('assigned_to', 'text')
        .addColumn('labels_json', dialect.json, (column) => column.notNull())
        .addColumn('estimated_hours', 'double precision')
        .addColumn('actual_hours', 'double precision')
        .addColumn('started_at', dialect.time)
        .addColumn('completed_at', dialect.time)
        .execute();
      await db.schema
        .createIndex('features_project')
        .on('features')
        .columns(['project_id', 'status', 'updated_at'])
        .execute();
      await db.schema
        .createIndex('features_milestone')
        .on('features')
        .columns(['milestone_id', 'status'])
        .execute();
      await db.schema
        .createIndex('features_status')
        .on('features')
        .columns(['status', 'updated_at'])
        .execute();
    },
    async down(db) {
      await db.schema.dropTable('features').execute();
    },
  },
  {
    id: '0047_feature_lists',
    async up(db, dialect) {
      await db.schema.dropIndex('features_project').execute();
      await db.schema.dropIndex('features_status').execute();
      await db.schema.dropIndex('features_milestone').execute();
      await addListIndices(db, dialect, {
        table: 'features',
        lists: {
          list: ['project_id', 'status', 'priority', 'assigned_to', 'milestone_id', 'updated_at', 'name'],
          by_change: ['updated_at'],
          by_name: ['name'],
          by_status: ['status', 'updated_at', 'priority'],
          by_urgency: [placeOf(sql.ref('priority'), urgencies)],
          by_milestone: ['milestone_id', 'status'],
        },
      });
      await fillLabels(db, dialect, { table: 'features', kind: 'feature' });
    },
    async down(db) {
      await db.schema.dropIndex('features_list').execute();
      await db.schema.dropIndex('features_by_change').execute();
      await db.schema.dropIndex('features_by_name').execute();
      await db.schema.dropIndex('features_by_status').execute();
      await db.schema.dropIndex('features_by_urgency').execute();
      await db.schema.dropIndex('features_by_milestone').execute();
      await db.schema
        .createIndex('features_project')
        .on('features')
        .columns(['project_id', 'status', 'updated_at'])
        .execute();
      await db.schema
        .createIndex('features_status')
        .on('features')
        .columns(['status', 'updated_at'])
        .execute();
      await db.schema
        .createIndex('features_milestone')
        .on('features')
        .columns(['milestone_id', 'status'])
        .execute();
    },
  },
  {
    id: '0131_feature_numbers',
    async up(db, dialect) {
      // Pages far behind the first pass over numbers alone.
      await addListIndices(db, dialect, { table: 'features', lists: { by_number: [] } });
    },
    async down(db) {
      await db.schema.dropIndex('features_by_number').execute();
    },
  },
];
