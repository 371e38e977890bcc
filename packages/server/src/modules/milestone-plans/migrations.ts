import type { Migration } from '../../platform/database/migrate.ts';

/** Which work of which source became which record. Times are epoch ms. */
export const milestonePlanMigrations: Migration[] = [
  {
    id: '0080_plan_tasks',
    async up(db, dialect) {
      await db.schema
        .createTable('plan_tasks')
        .addColumn('id', dialect.id, dialect.autoId)
        .addColumn('project_id', dialect.id, (column) => column.notNull().references('projects.id'))
        .addColumn('task_key', 'text', (column) => column.notNull())
        .addColumn('source_file', 'text', (column) => column.notNull())
        .addColumn('title', 'text', (column) => column.notNull())
        .addColumn('phase', 'text', (column) => column.notNull())
        // Counts the milestones of a phase.
        .addColumn('phase_number', 'integer', (column) => column.notNull())
        .addColumn('milestone_id', dialect.id, (column) => column.notNull())
        .addColumn('record_kind', 'text', (column) => column.notNull())
        .addColumn('record_id', dialect.id, (column) => column.notNull())
        .addColumn('created_at', dialect.time, (column) => column.notNull())
        .execute();
      await db.schema
        .createIndex('plan_tasks_key')
        .unique()
        .on('plan_tasks')
        .columns(['project_id', 'task_key'])
        .execute();
    },
    async down(db) {
      await db.schema.dropTable('plan_tasks').execute();
    },
  },
];
