import { assignmentEndpoints } from '@architect/contracts/assignments';
import { bugEndpoints } from '@architect/contracts/bugs';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { projectStatsEndpoints } from '@architect/contracts/project-stats';
import { systemEndpoints } from '@architect/contracts/system';
import { expect, it } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { startTracker } from '../records/fixture-tracker.ts';

const { getProjectStats } = projectStatsEndpoints;

eachDatabase((_open, engine) => {
  it('tells the bugs, errors, prompts and last activity of one project alone', async () => {
    const { request, aProject, aBug } = await startTracker(engine);
    const [shop, other] = [await aProject(), await aProject()];
    const project_id = shop.id;
    await aBug({ project_id, severity: 'critical' });
    const fixed = await aBug({ project_id, severity: 'critical' });
    await request(bugEndpoints.changeBug, { params: { id: fixed.id }, body: { status: 'resolved' } });
    const work = await aBug({ project_id });
    await request(assignmentEndpoints.assignRecord, {
      params: { kind: 'bug', id: work.id },
      body: { queue: true },
    });
    const body = { project_id, message: 'no card', source: 'pay.js', severity: 'warning' };
    for (let count = 0; count < 3; count += 1) await request(errorGroupEndpoints.reportError, { body });
    await aBug({ project_id: other.id });
    const stats = async (id: number) => (await request(getProjectStats, { params: { id } })).body.data;
    const { recent_activity, ...figures } = await stats(project_id);
    expect(figures).toMatchObject({
      project_id,
      health: { open_bugs: 2, open_errors: 1 },
      open_bugs: { critical: 1, medium: 1, total: 2 },
      open_errors: { warning: 1, total: 1 },
      errors_24h: { warning: 3, total: 3 },
      prompts: { open: 1, total: 1 },
    });
    expect(recent_activity.map(({ action }) => action).slice(0, 3)).toEqual([
      'error.created',
      'bug.assigned',
      'bug.changed',
    ]);
    expect(figures.last_activity_at).toBe(recent_activity[0]?.created_at);
    expect(await stats(other.id)).toMatchObject({ open_bugs: { total: 1 }, errors_24h: { total: 0 } });
    expect((await request(getProjectStats, { params: { id: 999 } })).status).toBe(404);
    const all = (await request(systemEndpoints.getStats, {})).body.data.recent_activity;
    expect(all[0]).toMatchObject({ action: 'bug.created', entity_type: 'bug' });
  });
});
