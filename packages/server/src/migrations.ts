import { accountMigrations } from './modules/accounts/migrations.ts';
import { activityMigrations } from './modules/activity/migrations.ts';
import { assignerMigrations } from './modules/assigner/migrations.ts';
import { interactionMigrations } from './modules/interactions/migrations.ts';
import { patternMigrations } from './modules/patterns/migrations.ts';
import type { Migration } from './platform/database/migrate.ts';

/** Every migration of the product, in the order they run. New ones are added at the end of a module's own list. */
export const migrations: Migration[] = [
  ...activityMigrations,
  ...accountMigrations,
  ...assignerMigrations,
  ...interactionMigrations,
  ...patternMigrations,
];
