import type { AutopilotHealth, AutopilotQueue } from '@architect/contracts/autopilot-endpoints';
import type { Database } from '../../platform/context.ts';
import { toTimeOrNull } from '../../platform/time.ts';
import type { Driver } from './driver.ts';
import { listMilestones } from './milestone-store.ts';
import { openRuns, toRun } from './run-store.ts';
import { enabledSettings } from './settings-store.ts';
import type { RunRow } from './tables.ts';

const mostListed = 200;
const isBlocked = ({ status }: RunRow): boolean => status === 'blocked';
const isWaiting = (run: RunRow): boolean => !isBlocked(run) && run.waiting_because !== null;

/** What waits for a person and what runs, of one project or of all. */
export async function readQueue(db: Database, projectId: number | undefined): Promise<AutopilotQueue> {
  const list = (status: string) =>
    listMilestones(db, {
      ...{ status, page: 1, per_page: mostListed, sort: 'id' },
      ...(projectId !== undefined && { project_id: projectId }),
    });
  const [proposed, validation, runs] = await Promise.all([
    list('proposed'),
    list('validation'),
    openRuns(db, projectId),
  ]);
  const blocked = runs.filter(isBlocked);
  const waiting = runs.filter(isWaiting);
  const going = runs.filter((run) => !isBlocked(run) && !isWaiting(run));
  const some = (rows: RunRow[]) => rows.slice(0, mostListed).map(toRun);
  return {
    summary: {
      ready_for_approval: proposed.pagination.total,
      validation: validation.pagination.total,
      blocked: blocked.length,
      waiting: waiting.length,
      in_progress: going.length,
    },
    ready_for_approval: proposed.data,
    validation: validation.data,
    ...{ blocked: some(blocked), waiting: some(waiting), in_progress: some(going) },
  };
}

export async function readHealth(db: Database, driver: Pick<Driver, 'figures'>): Promise<AutopilotHealth> {
  const [settings, runs] = await Promise.all([enabledSettings(db), openRuns(db)]);
  const { lastLookAt, lastFault } = driver.figures();
  const blocked = runs.filter(isBlocked);
  const waiting = runs.filter(isWaiting);
  const issues = [
    ...blocked.map((run) => ({ run, text: run.blocked_because ?? 'it is blocked' })),
    ...waiting.map((run) => ({ run, text: run.waiting_because ?? 'it waits' })),
  ];
  const isOff = settings.length === 0 && runs.length === 0;
  return {
    status: lastFault !== null ? 'critical' : isOff ? 'off' : issues.length > 0 ? 'issues' : 'healthy',
    projects_enabled: settings.length,
    open_runs: runs.length,
    blocked_runs: blocked.length,
    waiting_runs: waiting.length,
    last_look_at: toTimeOrNull(lastLookAt),
    last_fault: lastFault,
    issues: issues
      .slice(0, mostListed)
      .map(({ run: { id, project_id }, text }) => ({ project_id, run_id: id, text: `run ${id}: ${text}` })),
  };
}
