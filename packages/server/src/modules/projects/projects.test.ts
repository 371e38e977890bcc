import { bugEndpoints } from '@architect/contracts/bugs';
import { devopsTaskEndpoints } from '@architect/contracts/devops-tasks';
import { featureEndpoints } from '@architect/contracts/features';
import { projectEndpoints } from '@architect/contracts/projects';
import { expect, it } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { startTracker } from '../records/fixture-tracker.ts';

const { createProject, changeProject, getProject, deleteProject, restoreProject, listProjects } =
  projectEndpoints;

eachDatabase((_open, engine) => {
  it('shows the open work of each project', async () => {
    const { request, aProject, aBug, aFeature, aMilestone } = await startTracker(engine);
    const { id: project_id } = await aProject();
    const { id: otherId } = await aProject();
    await aMilestone({ project_id });
    await aFeature({ project_id });
    const done = await aFeature({ project_id });
    await request(featureEndpoints.changeFeature, { params: { id: done.id }, body: { status: 'cancelled' } });
    await aBug({ project_id, severity: 'critical' });
    await aBug({ project_id });
    await aBug({ project_id, severity: 'critical', status: 'resolved' });
    const gone = await aBug({ project_id, severity: 'critical' });
    await request(bugEndpoints.deleteBug, { params: { id: gone.id } });
    const task = { title: 'Rotate keys', project_id, task_type: 'security' } as const;
    expect((await request(devopsTaskEndpoints.createDevopsTask, { body: task })).status).toBe(201);
    const figures = {
      open_milestones: 1,
      open_features: 1,
      open_bugs: 2,
      critical_bugs: 1,
      open_devops_tasks: 1,
      open_errors: 0,
    };
    expect((await request(getProject, { params: { id: project_id } })).body.data.health).toEqual(figures);
    const list = await request(listProjects, {});
    expect(list.body.data.map(({ id, health }) => [id, health.open_bugs])).toEqual([
      [project_id, 2],
      [otherId, 0],
    ]);
  });

  it('has a name of its own, whatever its case, until it is archived', async () => {
    const { request, aProject } = await startTracker(engine);
    const { id } = await aProject({ name: 'Shop' });
    const again = await request(createProject, { body: { name: 'SHOP' } });
    expect(again).toMatchObject({ status: 409, body: { details: { id } } });
    const other = await aProject({ name: 'Other' });
    const renamed = await request(changeProject, { params: { id: other.id }, body: { name: 'shop' } });
    expect(renamed.status).toBe(409);
    expect((await request(changeProject, { params: { id }, body: { name: 'shop' } })).status).toBe(200);
    await request(deleteProject, { params: { id } });
    expect((await request(createProject, { body: { name: 'Shop' } })).status).toBe(201);
    expect((await request(restoreProject, { params: { id } })).status).toBe(409);
  });

  it.each([
    [{ name: '' }, 'name: must have at least 1 characters'],
    [{ name: 'x', source_path: 'relative' }, 'source_path: must be an absolute path'],
    [{ name: 'x', colour: 'red' }, 'colour: unknown field'],
    [{ name: 'x', status: 'dead' }, 'status: must be one of active, paused, completed'],
  ])('refuses %j', async (body, error) => {
    const { server } = await startTracker(engine);
    const reply = await server.local.request('/api/projects', { method: 'POST', body });
    expect(reply.status).toBe(400);
    expect(reply.body.error).toContain(error);
  });
});
