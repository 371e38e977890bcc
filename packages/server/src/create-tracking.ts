import type { Config } from './config.ts';
import type { ActivityTrail } from './modules/activity/index.ts';
import { createBugs } from './modules/bugs/index.ts';
import { createDevopsTasks } from './modules/devops-tasks/index.ts';
import { createErrors } from './modules/errors/index.ts';
import { createFeatures } from './modules/features/index.ts';
import { createMilestones } from './modules/milestones/index.ts';
import { createProjects } from './modules/projects/index.ts';
import { createRecords } from './modules/records/index.ts';
import type { ModuleContext, Running } from './platform/context.ts';

/** The modules that people and agents keep their records in; a part of the list in `app.ts`. */
export function createTracking(
  context: ModuleContext,
  { activity, config }: { activity: ActivityTrail; config: Config },
): { name: string; module: Running }[] {
  const records = createRecords({ ...context, historyOf: activity.historyOf });
  const features = createFeatures(context);
  const bugs = createBugs(context);
  createDevopsTasks(context);
  createMilestones({
    ...context,
    counters: [features.countInMilestones, bugs.countInMilestones],
    doneIn: async (milestoneId) => ({
      features: await features.completedIn(milestoneId),
      bugs: await bugs.resolvedIn(milestoneId),
    }),
  });
  createProjects({ ...context, countCriticalBugs: bugs.countCritical });
  const errors = createErrors({ ...context, bugs, records, config });
  return [{ name: 'errors', module: errors }];
}
