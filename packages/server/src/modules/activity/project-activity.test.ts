import { activityEndpoints } from '@architect/contracts/activity';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { systemEndpoints } from '@architect/contracts/system';
import { expect, test } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { startTracker } from '../records/fixture-tracker.ts';

eachDatabase((_open, engine) => {
  test('what happened to a project is what happened to it and to its records', async () => {
    const { request, aProject, aBug, aFeature } = await startTracker(engine);
    const shop = await aProject();
    const other = await aProject();
    const bug = await aBug({ project_id: shop.id });
    await aBug({ project_id: other.id });
    await aFeature({ project_id: shop.id });
    const params = { id: shop.id };
    const actions = async (query: string) => {
      const reply = await request<{ data: { action: string }[] }>(
        `/api/projects/${shop.id}/activity?${query}`,
      );
      return reply.body.data.map(({ action }) => action);
    };
    expect(await actions('')).toEqual(['feature.created', 'bug.created', 'project.created']);
    expect(await actions('entity_type=bug&actor=local')).toEqual(['bug.created']);
    const filtered = await request<{ data: { entity_id: string }[] }>(
      `/api/activity?project_id=${shop.id}&action=bug.created`,
    );
    expect(filtered.body.data.map(({ entity_id }) => entity_id)).toEqual([String(bug.id)]);
    const gone = await request(activityEndpoints.listProjectActivity, { params: { ...params, id: 999 } });
    expect(gone.status).toBe(404);
  });

  test('the timeline has every day, and the figures of the overview count what is there', async () => {
    let now = Date.parse('2026-03-01T12:00:00Z');
    const clock = { now: () => now, after: () => () => undefined };
    const { request, aProject, aBug } = await startTracker(engine, { clock });
    const { id: project_id } = await aProject();
    await aBug({ project_id });
    now += 2 * 86_400_000;
    const resolved = await aBug({ project_id });
    await request(`/api/bugs/${resolved.id}`, { method: 'PATCH', body: { status: 'resolved' } });
    const body = { error_type: 'Error', message: 'x', source: 'y', severity: 'warning' };
    for (let count = 0; count < 3; count += 1) await request(errorGroupEndpoints.reportError, { body });
    const days = await request(activityEndpoints.activityTimeline, { query: { days: 4, project_id } });
    expect(days.body.data).toEqual([
      { day: '2026-02-28', total: 0, by_entity: {} },
      { day: '2026-03-01', total: 2, by_entity: { bug: 1, project: 1 } },
      { day: '2026-03-02', total: 0, by_entity: {} },
      { day: '2026-03-03', total: 2, by_entity: { bug: 2 } },
    ]);
    const { data } = (await request(systemEndpoints.getStats)).body;
    expect(data).toMatchObject({
      projects: { total: 1, active: 1 },
      bugs: { total: 2, open: 1, resolved: 1 },
      features: { total: 0 },
      errors: { total: 1, open: 1 },
      errors_24h: { warning: 3 },
    });
  });
});
