import { sql } from 'kysely';
import type { Migration } from '../../platform/database/migrate.ts';

/** Prompts and everything that happened to them. Times are epoch ms. */
export const assignerMigrations: Migration[] = [
  {
    id: '0010_assigner',
    async up(db, dialect) {
      await db.schema
        .createTable('prompts')
        .addColumn('id', dialect.id, dialect.autoId)
        .addColumn('content', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('priority', 'integer', (column) => column.notNull())
        .addColumn('source', 'text', (column) => column.notNull())
        .addColumn('target_session', 'text')
        .addColumn('target_provider', 'text')
        .addColumn('providers_json', dialect.json, (column) => column.notNull())
        .addColumn('fallback_json', dialect.json, (column) => column.notNull())
        .addColumn('is_fallback_allowed', dialect.boolean, (column) => column.notNull())
        .addColumn('assigned_session', 'text')
        .addColumn('node', 'text')
        .addColumn('response', 'text')
        .addColumn('error', 'text')
        .addColumn('error_code', 'text')
        .addColumn('retry_count', 'integer', (column) => column.notNull())
        .addColumn('max_retries', 'integer', (column) => column.notNull())
        .addColumn('refusals', 'integer', (column) => column.notNull())
        .addColumn('timeout_minutes', 'double precision', (column) => column.notNull())
        .addColumn('elapsed_ms', dialect.time, (column) => column.notNull())
        .addColumn('clock_started_at', dialect.time)
        .addColumn('idempotency_key', 'text', (column) => column.unique())
        .addColumn('metadata_json', dialect.json, (column) => column.notNull())
        .addColumn('is_archived', dialect.boolean, (column) => column.notNull())
        .addColumn('created_by', 'text')
        .addColumn('created_at', dialect.time, (column) => column.notNull())
        .addColumn('assigned_at', dialect.time)
        .addColumn('started_at', dialect.time)
        .addColumn('completed_at', dialect.time)
        .execute();
      // The queue is read in this order; finished prompts, the many, stay out of the index.
      await sql`create index prompts_queue on prompts (priority desc, created_at, id) where status = 'pending'`.execute(
        db,
      );
      await db.schema
        .createIndex('prompts_status')
        .on('prompts')
        .columns(['status', 'completed_at'])
        .execute();
      await db.schema
        .createTable('prompt_dependencies')
        .addColumn('prompt_id', dialect.id, (column) =>
          column.notNull().references('prompts.id').onDelete('cascade'),
        )
        .addColumn('depends_on_id', dialect.id, (column) =>
          column.notNull().references('prompts.id').onDelete('cascade'),
        )
        .addPrimaryKeyConstraint('prompt_dependencies_pk', ['prompt_id', 'depends_on_id'])
        .execute();
      await db.schema
        .createIndex('prompt_dependencies_on')
        .on('prompt_dependencies')
        .column('depends_on_id')
        .execute();
    },
    async down(db) {
      await db.schema.dropTable('prompt_dependencies').execute();
      await db.schema.dropTable('prompts').execute();
    },
  },
  {
    id: '0011_prompt_attempts',
    async up(db, dialect) {
      await db.schema
        .createTable('prompt_attempts')
        .addColumn('attempt_id', 'text', (column) => column.primaryKey())
        .addColumn('prompt_id', dialect.id, (column) =>
          column.notNull().references('prompts.id').onDelete('cascade'),
        )
        .addColumn('number', 'integer', (column) => column.notNull())
        .addColumn('node', 'text', (column) => column.notNull())
        .addColumn('session', 'text', (column) => column.notNull())
        .addColumn('text', 'text', (column) => column.notNull())
        .addColumn('mark_json', dialect.json, (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('is_open', dialect.boolean, (column) => column.notNull())
        .addColumn('intent_at', dialect.time, (column) => column.notNull())
        .addColumn('closed_at', dialect.time)
        .execute();
      // The database itself forbids a second open prompt on a session, and a second open attempt of a prompt.
      await sql`create unique index prompt_attempts_session on prompt_attempts (node, session) where is_open`.execute(
        db,
      );
      await sql`create unique index prompt_attempts_prompt on prompt_attempts (prompt_id) where is_open`.execute(
        db,
      );
      await db.schema
        .createIndex('prompt_attempts_of')
        .on('prompt_attempts')
        .columns(['prompt_id', 'number'])
        .execute();
      await db.schema
        .createTable('prompt_receipts')
        .addColumn('id', dialect.id, dialect.autoId)
        .addColumn('prompt_id', dialect.id, (column) =>
          column.notNull().references('prompts.id').onDelete('cascade'),
        )
        .addColumn('attempt', 'integer', (column) => column.notNull())
        .addColumn('session', 'text')
        .addColumn('step', 'text', (column) => column.notNull())
        .addColumn('evidence', 'text', (column) => column.notNull())
        .addColumn('at', dialect.time, (column) => column.notNull())
        .execute();
      await db.schema.createIndex('prompt_receipts_of').on('prompt_receipts').column('prompt_id').execute();
      await db.schema
        .createTable('prompt_history')
        .addColumn('id', dialect.id, dialect.autoId)
        .addColumn('prompt_id', dialect.id, (column) =>
          column.notNull().references('prompts.id').onDelete('cascade'),
        )
        .addColumn('action', 'text', (column) => column.notNull())
        .addColumn('session', 'text')
        .addColumn('actor', 'text')
        .addColumn('details', 'text', (column) => column.notNull())
        .addColumn('at', dialect.time, (column) => column.notNull())
        .execute();
      await db.schema.createIndex('prompt_history_of').on('prompt_history').column('prompt_id').execute();
    },
    async down(db) {
      await db.schema.dropTable('prompt_history').execute();
      await db.schema.dropTable('prompt_receipts').execute();
      await db.schema.dropTable('prompt_attempts').execute();
    },
  },
  {
    id: '0012_prompt_mode_and_usage',
    async up(db, dialect) {
      await db.schema.alterTable('prompts').addColumn('mode', 'text').execute();
      // No reference to the prompt: sums stay true when prompts are cleared.
      await db.schema
        .createTable('prompt_usage')
        .addColumn('attempt_id', 'text', (column) => column.primaryKey())
        .addColumn('prompt_id', dialect.id, (column) => column.notNull())
        .addColumn('provider', 'text', (column) => column.notNull())
        .addColumn('model', 'text')
        .addColumn('input_tokens', dialect.time)
        .addColumn('output_tokens', dialect.time)
        .addColumn('cache_read_tokens', dialect.time)
        .addColumn('cache_write_tokens', dialect.time)
        .addColumn('cost_usd', 'double precision')
        .addColumn('at', dialect.time, (column) => column.notNull())
        .execute();
      await db.schema.createIndex('prompt_usage_of').on('prompt_usage').column('prompt_id').execute();
      await db.schema.createIndex('prompt_usage_at').on('prompt_usage').column('at').execute();
    },
    async down(db) {
      await db.schema.dropTable('prompt_usage').execute();
      await db.schema.alterTable('prompts').dropColumn('mode').execute();
    },
  },
  {
    id: '0013_prompt_lanes_and_limits',
    async up(db, dialect) {
      await db.schema.alterTable('prompts').addColumn('lane', 'text').execute();
      await db.schema.alterTable('prompts').addColumn('is_directory_shared', dialect.boolean).execute();
      await sql`update prompts set lane = coalesce(created_by, '') || '/' || source`.execute(db);
      // The queue is read lane by lane: whoever sends a thousand prompts must not stand before everybody else.
      await sql`create index prompts_lanes on prompts (lane, priority desc, created_at, id) where status = 'pending'`.execute(
        db,
      );
      await sql`drop index prompts_queue`.execute(db);
      await db.schema
        .createTable('assigner_limits')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('limits_json', dialect.json, (column) => column.notNull())
        .addColumn('updated_by', 'text', (column) => column.notNull())
        .addColumn('updated_at', dialect.time, (column) => column.notNull())
        .execute();
    },
    async down(db) {
      await db.schema.dropTable('assigner_limits').execute();
      await sql`create index prompts_queue on prompts (priority desc, created_at, id) where status = 'pending'`.execute(
        db,
      );
      await sql`drop index prompts_lanes`.execute(db);
      await db.schema.alterTable('prompts').dropColumn('lane').execute();
      await db.schema.alterTable('prompts').dropColumn('is_directory_shared').execute();
    },
  },
  {
    id: '0014_attempts_left_behind',
    async up(db, dialect) {
      await db.schema.alterTable('prompt_attempts').addColumn('is_left_behind', dialect.boolean).execute();
      await db.schema
        .createIndex('prompt_attempts_left_behind')
        .on('prompt_attempts')
        .columns(['is_left_behind', 'node'])
        .execute();
    },
    async down(db) {
      await db.schema.dropIndex('prompt_attempts_left_behind').execute();
      await db.schema.alterTable('prompt_attempts').dropColumn('is_left_behind').execute();
    },
  },
  {
    id: '0015_usage_directory',
    async up(db) {
      await db.schema.alterTable('prompt_usage').addColumn('working_dir', 'text').execute();
    },
    async down(db) {
      await db.schema.alterTable('prompt_usage').dropColumn('working_dir').execute();
    },
  },
];
