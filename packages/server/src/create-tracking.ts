import type { ActivityTrail } from './modules/activity/index.ts';
import { createBugs } from './modules/bugs/index.ts';
import { createDevopsTasks } from './modules/devops-tasks/index.ts';
import { createFeatures } from './modules/features/index.ts';
import { createMilestones } from './modules/milestones/index.ts';
import { createProjects } from './modules/projects/index.ts';
import { createRecords } from './modules/records/index.ts';
import type { ModuleContext } from './platform/context.ts';

/** The modules that people and agents keep their records in; a part of the list in `app.ts`. */
export function createTracking(context: ModuleContext, { historyOf }: ActivityTrail): void {
  createRecords({ ...context, historyOf });
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
}
