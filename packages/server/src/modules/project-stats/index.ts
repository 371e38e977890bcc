import { projectStatsEndpoints } from '@architect/contracts/project-stats';
import type { ModuleContext } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import type { ActivityTrail } from '../activity/index.ts';
import { countOfProject } from '../assignments/index.ts';
import type { Bugs } from '../bugs/index.ts';
import { countOpenErrors, countReports } from '../errors/index.ts';
import type { Projects } from '../projects/index.ts';
import { withTotal } from '../system/index.ts';

export interface ProjectStatsOptions extends Pick<ModuleContext, 'db' | 'bind' | 'clock'> {
  projects: Pick<Projects, 'read'>;
  bugs: Pick<Bugs, 'countOpenBySeverity'>;
  activity: Pick<ActivityTrail, 'latest'>;
}

const shownActivities = 20;

/** How one project does, from the modules that know. */
export function createProjectStats({ db, bind, clock, projects, bugs, activity }: ProjectStatsOptions): void {
  bind(projectStatsEndpoints.getProjectStats, async ({ params: { id } }) => {
    const { health } = await projects.read(id);
    const [open_bugs, open_errors, errors_24h, prompts, recent_activity] = await Promise.all([
      bugs.countOpenBySeverity(id),
      countOpenErrors(db, id),
      countReports({ db, clock }, id),
      countOfProject(db, id),
      activity.latest(shownActivities, id),
    ]);
    return success({
      project_id: id,
      health,
      open_bugs: withTotal(open_bugs),
      open_errors: withTotal(open_errors),
      errors_24h: withTotal(errors_24h),
      prompts: withTotal(prompts),
      last_activity_at: recent_activity[0]?.created_at ?? null,
      recent_activity,
    });
  });
}
