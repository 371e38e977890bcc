import { featureEndpoints } from '@architect/contracts/features';
import { milestoneEndpoints } from '@architect/contracts/milestones';
import { expect, it } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { startTracker } from '../records/fixture-tracker.ts';

const { getMilestone, listMilestones, changeMilestone, milestoneReleaseNotes } = milestoneEndpoints;

eachDatabase((_open, engine) => {
  it('shows how far it is, and writes its release notes', async () => {
    const { request, aProject, aMilestone, aFeature, aBug } = await startTracker(engine);
    const project_id = (await aProject()).id;
    const { id: milestone_id } = await aMilestone({ project_id, name: 'Version *1*' });
    const here = { project_id, milestone_id };
    const params = { id: milestone_id };
    expect((await request(getMilestone, { params })).body.data.progress).toEqual({
      total: 0,
      done: 0,
      percent: 0,
    });
    expect((await request(milestoneReleaseNotes, { params })).body.data.markdown).toContain(
      'Nothing is completed yet.',
    );
    const feature = await aFeature({ ...here, name: 'Search <script>' });
    await aFeature({ ...here, name: 'Later' });
    await aFeature({ ...here, name: 'Never', status: 'cancelled' });
    const bug = await aBug({ ...here, title: 'Crash', status: 'resolved', severity: 'high' });
    for (const status of ['in_progress', 'review', 'completed'] as const)
      await request(featureEndpoints.changeFeature, { params: { id: feature.id }, body: { status } });
    const list = await request(listMilestones, { query: { project_id } });
    expect(list.body.data[0]?.progress).toEqual({ total: 3, done: 2, percent: 66 });
    const body = { status: 'completed', description: 'All that was promised.' } as const;
    const completed = await request(changeMilestone, { params, body });
    const day = completed.body.data.completed_at?.slice(0, 10);
    expect((await request(milestoneReleaseNotes, { params })).body.data.markdown).toBe(
      `# Version \\*1\\*

Completed on ${day}.

All that was promised.

## New

- Search \\<script\\> (feature ${feature.id})

## Repaired

- Crash (bug ${bug.id}, high)
`,
    );
  });

  it('stays with its project while there is something in it', async () => {
    const { request, aProject, aMilestone, aFeature } = await startTracker(engine);
    const project_id = (await aProject()).id;
    const other = (await aProject()).id;
    const { id } = await aMilestone({ project_id });
    const move = (to: number) => request(changeMilestone, { params: { id }, body: { project_id: to } });
    await aFeature({ project_id, milestone_id: id });
    expect(await move(other)).toMatchObject({
      status: 409,
      body: { error: `it holds features or bugs of project ${project_id}: move them first` },
    });
    expect((await move(project_id)).status).toBe(200);
  });
});
