import type { Migration } from '../../platform/database/migrate.ts';

/** Patterns that decide about dialogs, and whether they do. Times are epoch ms. */
export const patternMigrations: Migration[] = [
  {
    id: '0030_patterns',
    async up(db, dialect) {
      await db.schema
        .createTable('patterns')
        .addColumn('id', dialect.id, dialect.autoId)
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('pattern_regex', 'text', (column) => column.notNull())
        .addColumn('action', 'text', (column) => column.notNull())
        .addColumn('scope_json', dialect.json, (column) => column.notNull())
        .addColumn('priority', 'integer', (column) => column.notNull())
        .addColumn('is_enabled', dialect.boolean, (column) => column.notNull())
        .addColumn('hits', 'integer', (column) => column.notNull())
        .addColumn('created_by', 'text', (column) => column.notNull())
        .addColumn('created_at', dialect.time, (column) => column.notNull())
        .addColumn('updated_at', dialect.time, (column) => column.notNull())
        .execute();
      // One row at most, with id 1; without it automatic answers are off.
      await db.schema
        .createTable('policy')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('mode', 'text', (column) => column.notNull())
        .addColumn('excluded_json', dialect.json, (column) => column.notNull())
        .addColumn('updated_by', 'text', (column) => column.notNull())
        .addColumn('updated_at', dialect.time, (column) => column.notNull())
        .execute();
    },
    async down(db) {
      for (const table of ['policy', 'patterns']) await db.schema.dropTable(table).execute();
    },
  },
  {
    id: '0031_escalation',
    async up(db, dialect) {
      // Null: what the product begins with.
      const table = () => db.schema.alterTable('policy');
      await table().addColumn('escalation', 'text').execute();
      await table().addColumn('escalate_after_ms', dialect.time).execute();
    },
    async down(db) {
      for (const column of ['escalation', 'escalate_after_ms']) {
        await db.schema.alterTable('policy').dropColumn(column).execute();
      }
    },
  },
  {
    id: '0032_kill_switch',
    async up(db, dialect) {
      // When a person switched automatic answers off; null: nobody did, or they are on again.
      await db.schema.alterTable('policy').addColumn('switched_off_at', dialect.time).execute();
    },
    async down(db) {
      await db.schema.alterTable('policy').dropColumn('switched_off_at').execute();
    },
  },
];
