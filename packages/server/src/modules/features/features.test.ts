import { type FeatureStatus, featureEndpoints, featureMoves } from '@architect/contracts/features';
import { expect, it } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { startTracker } from '../records/fixture-tracker.ts';

const { createFeature, changeFeature, listFeatures } = featureEndpoints;
const statuses = Object.keys(featureMoves) as FeatureStatus[];

/** The shortest way to each status from a draft. */
const ways: Record<FeatureStatus, FeatureStatus[]> = {
  draft: [],
  spec: ['spec'],
  in_progress: ['in_progress'],
  review: ['in_progress', 'review'],
  completed: ['in_progress', 'review', 'completed'],
  blocked: ['blocked'],
  cancelled: ['cancelled'],
};

eachDatabase((_open, engine) => {
  it('moves along its workflow and nowhere else', async () => {
    const { request, aProject, aFeature } = await startTracker(engine);
    const project_id = (await aProject()).id;
    for (const from of statuses) {
      for (const to of statuses) {
        const { id } = await aFeature({ project_id });
        const move = (status: FeatureStatus) => request(changeFeature, { params: { id }, body: { status } });
        for (const step of ways[from]) expect((await move(step)).status).toBe(200);
        const reply = await move(to);
        const isAllowed = from === to || featureMoves[from].includes(to);
        expect([from, to, reply.status]).toEqual([from, to, isAllowed ? 200 : 409]);
        if (!isAllowed) expect(reply.body.error).toContain(`${from} cannot become ${to}`);
      }
    }
  });

  it('knows when work began and ended, and forgets the end when it comes back', async () => {
    const { request, aProject, aFeature } = await startTracker(engine);
    const { id } = await aFeature({ project_id: (await aProject()).id });
    const move = async (status: FeatureStatus) =>
      (await request(changeFeature, { params: { id }, body: { status } })).body.data;
    expect(await move('spec')).toMatchObject({ started_at: null, completed_at: null });
    const { started_at } = await move('in_progress');
    expect(started_at).not.toBeNull();
    await move('review');
    expect((await move('completed')).completed_at).not.toBeNull();
    expect(await move('review')).toMatchObject({ started_at, completed_at: null });
  });

  it('belongs to a project, and to a milestone of that project only', async () => {
    const { request, aProject, aMilestone } = await startTracker(engine);
    const [one, other] = [await aProject(), await aProject()];
    const milestone_id = (await aMilestone({ project_id: other.id })).id;
    const wrong = await request(createFeature, { body: { name: 'x', project_id: one.id, milestone_id } });
    expect([wrong.status, wrong.body.error]).toEqual([
      400,
      `milestone ${milestone_id} belongs to project ${other.id}`,
    ]);
    const right = await request(createFeature, { body: { name: 'x', project_id: other.id, milestone_id } });
    expect(right.status).toBe(201);
    const params = { id: right.body.id };
    expect((await request(changeFeature, { params, body: { project_id: one.id } })).status).toBe(400);
    const body = { project_id: one.id, milestone_id: null };
    expect((await request(changeFeature, { params, body })).status).toBe(200);
    const nowhere = await request(createFeature, { body: { name: 'x', project_id: 99 } });
    expect([nowhere.status, nowhere.body.error]).toEqual([404, 'there is no project 99']);
    const list = await request(listFeatures, { query: { project_id: one.id, status_in: 'draft,spec' } });
    expect(list.body.data).toMatchObject([{ id: params.id }]);
  });
});
