import { sql } from 'kysely';
import type { Migration } from '../../platform/database/migrate.ts';

/** Times are epoch ms. */
export const autopilotMigrations: Migration[] = [
  {
    id: '0090_autopilot',
    async up(db, dialect) {
      await db.schema
        .createTable('autopilot_settings')
        .addColumn('project_id', dialect.id, (column) => column.primaryKey().references('projects.id'))
        .addColumn('mode', 'text', (column) => column.notNull())
        .addColumn('is_enabled', dialect.boolean, (column) => column.notNull())
        .addColumn('is_paused', dialect.boolean, (column) => column.notNull())
        .addColumn('goal', 'text', (column) => column.notNull())
        .addColumn('constraints_json', dialect.json, (column) => column.notNull())
        .addColumn('prompts_at_a_time', 'integer', (column) => column.notNull())
        .addColumn('prompts_per_day', 'integer', (column) => column.notNull())
        .addColumn('cost_per_day_usd', 'double precision')
        .addColumn('looked_at', dialect.time)
        .addColumn('updated_by', 'text', (column) => column.notNull())
        .addColumn('updated_at', dialect.time, (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('autopilot_milestones')
        .addColumn('id', dialect.id, dialect.autoId)
        .addColumn('project_id', dialect.id, (column) => column.notNull().references('projects.id'))
        // What is the same work has the same key.
        .addColumn('work_key', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('goal', 'text', (column) => column.notNull())
        .addColumn('scope_json', dialect.json, (column) => column.notNull())
        .addColumn('done_when_json', dialect.json, (column) => column.notNull())
        .addColumn('risk_score', 'integer', (column) => column.notNull())
        .addColumn('risk_factors_json', dialect.json, (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('reason', 'text')
        .addColumn('decided_by', 'text')
        .addColumn('decided_at', dialect.time)
        .addColumn('evidence_json', dialect.json)
        .addColumn('created_at', dialect.time, (column) => column.notNull())
        .addColumn('started_at', dialect.time)
        .addColumn('completed_at', dialect.time)
        .execute();
      await sql`create unique index autopilot_milestones_live on autopilot_milestones (work_key)
        where status not in ('accepted', 'rejected')`.execute(db);
      await db.schema
        .createIndex('autopilot_milestones_project')
        .on('autopilot_milestones')
        .columns(['project_id', 'status'])
        .execute();
      await createRuns(db, dialect);
    },
    async down(db) {
      for (const table of ['steps', 'runs', 'milestones', 'settings'])
        await db.schema.dropTable(`autopilot_${table}`).execute();
    },
  },
  {
    id: '0091_autopilot_test_runs',
    async up(db, dialect) {
      await db.schema.alterTable('autopilot_steps').addColumn('test_run_json', dialect.json).execute();
    },
    async down(db) {
      await db.schema.alterTable('autopilot_steps').dropColumn('test_run_json').execute();
    },
  },
];

async function createRuns(...[db, dialect]: Parameters<Migration['up']>): Promise<void> {
  await db.schema
    .createTable('autopilot_runs')
    .addColumn('id', dialect.id, dialect.autoId)
    .addColumn('milestone_id', dialect.id, (column) => column.notNull().references('autopilot_milestones.id'))
    .addColumn('project_id', dialect.id, (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('run_number', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('phase', 'text', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    // Counts its changes: who decided by an older one decides again.
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('branch', 'text', (column) => column.notNull())
    .addColumn('session', 'text')
    // What a person said last: it stands in the next prompt.
    .addColumn('remark', 'text')
    .addColumn('remarks_json', dialect.json, (column) => column.notNull())
    .addColumn('blocked_because', 'text')
    .addColumn('question', 'text')
    .addColumn('interaction_id', dialect.id)
    .addColumn('waiting_because', 'text')
    .addColumn('waits_until', dialect.time)
    .addColumn('created_at', dialect.time, (column) => column.notNull())
    .addColumn('started_at', dialect.time)
    .addColumn('completed_at', dialect.time)
    .execute();
  await db.schema.createIndex('autopilot_runs_status').on('autopilot_runs').column('status').execute();
  await sql`create unique index autopilot_runs_open on autopilot_runs (milestone_id)
    where status not in ('complete', 'failed', 'cancelled')`.execute(db);
  await db.schema
    .createTable('autopilot_steps')
    .addColumn('id', dialect.id, dialect.autoId)
    .addColumn('run_id', dialect.id, (column) => column.notNull().references('autopilot_runs.id'))
    .addColumn('project_id', dialect.id, (column) => column.notNull())
    .addColumn('phase', 'text', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    // No reference to the prompt: the answer stays when prompts are cleared.
    .addColumn('prompt_id', dialect.id, (column) => column.notNull())
    .addColumn('session', 'text')
    .addColumn('outcome', 'text')
    .addColumn('verdict', 'text')
    .addColumn('answer', 'text')
    .addColumn('error', 'text')
    .addColumn('cost_usd', 'double precision')
    .addColumn('created_at', dialect.time, (column) => column.notNull())
    .addColumn('ended_at', dialect.time)
    .addUniqueConstraint('autopilot_steps_once', ['run_id', 'phase', 'attempt'])
    .execute();
  await db.schema.createIndex('autopilot_steps_prompt').on('autopilot_steps').column('prompt_id').execute();
  await db.schema
    .createIndex('autopilot_steps_spent')
    .on('autopilot_steps')
    .columns(['project_id', 'created_at'])
    .execute();
}
