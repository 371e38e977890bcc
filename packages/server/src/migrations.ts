import { accountMigrations } from './modules/accounts/migrations.ts';
import { activityMigrations } from './modules/activity/migrations.ts';
import { agentMigrations } from './modules/agents/migrations.ts';
import { assignerMigrations } from './modules/assigner/migrations.ts';
import { assignmentMigrations } from './modules/assignments/migrations.ts';
import { attachmentMigrations } from './modules/attachments/migrations.ts';
import { autopilotMigrations } from './modules/autopilot/migrations.ts';
import { bugMigrations } from './modules/bugs/migrations.ts';
import { devopsTaskMigrations } from './modules/devops-tasks/migrations.ts';
import { errorMigrations } from './modules/errors/migrations.ts';
import { featureMigrations } from './modules/features/migrations.ts';
import { interactionMigrations } from './modules/interactions/migrations.ts';
import { milestonePlanMigrations } from './modules/milestone-plans/migrations.ts';
import { milestoneMigrations } from './modules/milestones/migrations.ts';
import { patternMigrations } from './modules/patterns/migrations.ts';
import { projectMigrations } from './modules/projects/migrations.ts';
import { recordMigrations } from './modules/records/migrations.ts';
import { sessionMigrations } from './modules/sessions/migrations.ts';
import { suggestionMigrations } from './modules/suggestions/migrations.ts';
import type { Migration } from './platform/database/migrate.ts';

/** Every migration of the product, in the order they run. New ones are added at the end of a module's own list. */
export const migrations: Migration[] = [
  ...activityMigrations,
  ...accountMigrations,
  ...assignerMigrations,
  ...agentMigrations,
  ...interactionMigrations,
  ...patternMigrations,
  ...recordMigrations,
  ...projectMigrations,
  ...milestoneMigrations,
  ...featureMigrations,
  ...bugMigrations,
  ...devopsTaskMigrations,
  ...errorMigrations,
  ...assignmentMigrations,
  ...sessionMigrations,
  ...suggestionMigrations,
  ...attachmentMigrations,
  ...milestonePlanMigrations,
  ...autopilotMigrations,
];
