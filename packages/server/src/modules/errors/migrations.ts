import type { Migration } from '../../platform/database/migrate.ts';
import { addListIndices, addRecordColumns } from '../records/index.ts';

/** Errors, what they are recognised by, how often and where they happened, and samples. Times are epoch ms. */
export const errorMigrations: Migration[] = [
  {
    id: '0050_errors',
    async up(db, dialect) {
      await db.schema
        .createTable('errors')
        .$call(addRecordColumns(dialect))
        .addColumn('project_id', dialect.id, (column) => column.references('projects.id'))
        .addColumn('error_type', 'text', (column) => column.notNull())
        .addColumn('message', 'text', (column) => column.notNull())
        .addColumn('source', 'text', (column) => column.notNull())
        .addColumn('severity', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('platform', 'text')
        .addColumn('assigned_to', 'text')
        .addColumn('occurrence_count', dialect.time, (column) => column.notNull())
        .addColumn('first_seen', dialect.time, (column) => column.notNull())
        .addColumn('last_seen', dialect.time, (column) => column.notNull())
        .addColumn('first_release', 'text')
        .addColumn('last_release', 'text')
        .addColumn('node_id', 'text')
        .addColumn('environment', 'text')
        .addColumn('bug_id', dialect.id, (column) => column.references('bugs.id'))
        .addColumn('resolved_at', dialect.time)
        .addColumn('resolved_in_release', 'text')
        .addColumn('ignored_until', dialect.time)
        .addColumn('ignored_until_count', dialect.time)
        .addColumn('regressions', 'integer', (column) => column.notNull())
        .addColumn('grouping_json', dialect.json, (column) => column.notNull())
        .execute();
      await db.schema.createIndex('errors_last_seen').on('errors').columns(['status', 'last_seen']).execute();
      await db.schema
        .createIndex('errors_project')
        .on('errors')
        .columns(['project_id', 'last_seen'])
        .execute();
      await createFingerprintTables(db, dialect);
      await createReportTables(db, dialect);
    },
    async down(db) {
      for (const table of ['error_keys', 'error_events', 'error_counts', 'error_fingerprints', 'errors'])
        await db.schema.dropTable(table).execute();
    },
  },
  {
    id: '0051_error_intake',
    async up(db, dialect) {
      await db.schema
        .createTable('error_item_counts')
        .addColumn('day', dialect.time, (column) => column.notNull())
        .addColumn('key_id', dialect.id, (column) => column.notNull())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('count', dialect.time, (column) => column.notNull())
        .addPrimaryKeyConstraint('error_item_counts_pk', ['day', 'key_id', 'type'])
        .execute();
      await db.schema.createIndex('error_events_received').on('error_events').column('received_at').execute();
      await db.schema.createIndex('error_counts_hour').on('error_counts').column('hour').execute();
    },
    async down(db) {
      await db.schema.dropIndex('error_counts_hour').execute();
      await db.schema.dropIndex('error_events_received').execute();
      await db.schema.dropTable('error_item_counts').execute();
    },
  },
  {
    id: '0052_error_lists',
    async up(db, dialect) {
      await db.schema.dropIndex('errors_last_seen').execute();
      await db.schema.dropIndex('errors_project').execute();
      // Every report moves its error in all of these: no more than the lists that people look at all day.
      await addListIndices(db, dialect, {
        table: 'errors',
        lists: {
          by_seen: ['last_seen'],
          by_status: ['status', 'last_seen'],
          by_project: ['project_id', 'status', 'severity', 'last_seen'],
          by_count: ['occurrence_count'],
          by_begin: ['first_seen'],
        },
      });
    },
    async down(db) {
      for (const name of ['by_seen', 'by_status', 'by_project', 'by_count', 'by_begin'])
        await db.schema.dropIndex(`errors_${name}`).execute();
      await db.schema.createIndex('errors_last_seen').on('errors').columns(['status', 'last_seen']).execute();
      await db.schema
        .createIndex('errors_project')
        .on('errors')
        .columns(['project_id', 'last_seen'])
        .execute();
    },
  },
  {
    // Nothing looks for a report by its id, and every sample paid for it.
    id: '0053_error_events',
    async up(db) {
      await db.schema.dropIndex('error_events_event').execute();
    },
    async down(db) {
      await db.schema.createIndex('error_events_event').on('error_events').column('event_id').execute();
    },
  },
  {
    // Reports that are counted: one that is sent again, also after a restart, is told by its id.
    id: '0054_error_receipts',
    async up(db, dialect) {
      await db.schema
        .createTable('error_receipts')
        .addColumn('scope', dialect.id, (column) => column.notNull())
        .addColumn('event_id', 'text', (column) => column.notNull())
        .addColumn('fingerprint_id', dialect.id, (column) => column.notNull())
        .addColumn('received_at', dialect.time, (column) => column.notNull())
        .addPrimaryKeyConstraint('error_receipts_pk', ['event_id', 'scope'])
        .execute();
      await db.schema
        .createIndex('error_receipts_received')
        .on('error_receipts')
        .column('received_at')
        .execute();
    },
    async down(db) {
      await db.schema.dropTable('error_receipts').execute();
    },
  },
  {
    // Nobody asks for a part of a report, and PostgreSQL took most of the time of a sample to take it apart.
    id: '0055_error_reports_whole',
    up: (db, dialect) => dialect.keepWhole(db, 'error_events', 'report_json'),
    down: (db, dialect) => dialect.takeApart(db, 'error_events', 'report_json'),
  },
];

type Up = Migration['up'];

const createFingerprintTables: Up = async (db, dialect) => {
  // `scope` is the project, 0 for reports of none: an index takes no null.
  await db.schema
    .createTable('error_fingerprints')
    .addColumn('id', dialect.id, dialect.autoId)
    .addColumn('scope', dialect.id, (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('error_id', dialect.id, (column) => column.notNull().references('errors.id'))
    .addColumn('grouping_json', dialect.json, (column) => column.notNull())
    .addColumn('count', dialect.time, (column) => column.notNull())
    .addColumn('first_seen', dialect.time, (column) => column.notNull())
    .addColumn('last_seen', dialect.time, (column) => column.notNull())
    .addUniqueConstraint('error_fingerprints_once', ['scope', 'hash'])
    .execute();
  await db.schema
    .createIndex('error_fingerprints_error')
    .on('error_fingerprints')
    .column('error_id')
    .execute();
  // An empty text stands for "not told": a key takes no null.
  await db.schema
    .createTable('error_counts')
    .addColumn('fingerprint_id', dialect.id, (column) => column.notNull())
    .addColumn('hour', dialect.time, (column) => column.notNull())
    .addColumn('node_id', 'text', (column) => column.notNull())
    .addColumn('release', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('count', dialect.time, (column) => column.notNull())
    .addPrimaryKeyConstraint('error_counts_pk', [
      'fingerprint_id',
      'hour',
      'node_id',
      'release',
      'environment',
    ])
    .execute();
};

const createReportTables: Up = async (db, dialect) => {
  await db.schema
    .createTable('error_events')
    .addColumn('id', dialect.id, dialect.autoId)
    .addColumn('fingerprint_id', dialect.id, (column) => column.notNull())
    .addColumn('event_id', 'text', (column) => column.notNull())
    .addColumn('at', dialect.time, (column) => column.notNull())
    .addColumn('received_at', dialect.time, (column) => column.notNull())
    .addColumn('node_id', 'text')
    .addColumn('release', 'text')
    .addColumn('environment', 'text')
    .addColumn('report_json', dialect.json, (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('error_events_fingerprint')
    .on('error_events')
    .columns(['fingerprint_id', 'id'])
    .execute();
  await db.schema.createIndex('error_events_event').on('error_events').column('event_id').execute();
  await db.schema
    .createTable('error_keys')
    .addColumn('id', dialect.id, dialect.autoId)
    .addColumn('project_id', dialect.id, (column) => column.notNull().references('projects.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('public_key', 'text', (column) => column.notNull().unique())
    .addColumn('is_enabled', dialect.boolean, (column) => column.notNull())
    .addColumn('hourly_limit', 'integer')
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('created_at', dialect.time, (column) => column.notNull())
    .addColumn('last_used_at', dialect.time)
    .execute();
};
