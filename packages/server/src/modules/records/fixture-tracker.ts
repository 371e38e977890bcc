import { activityEndpoints } from '@architect/contracts/activity';
import { type Bug, bugEndpoints, type NewBug } from '@architect/contracts/bugs';
import { type Feature, featureEndpoints, type NewFeature } from '@architect/contracts/features';
import { type Milestone, milestoneEndpoints } from '@architect/contracts/milestones';
import { type Project, projectEndpoints } from '@architect/contracts/projects';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../platform/context.ts';
import { createTestServer, type TestServer } from '../../test-server.ts';

type Input<Wanted> = Partial<Wanted>;

/** A server with records in it, and short ways to make more; for tests. */
export interface Tracker {
  server: TestServer;
  request: TestServer['local']['request'];
  aProject(wanted?: { name?: string; source_path?: string }): Promise<Project>;
  aMilestone(wanted: { project_id: number; name?: string }): Promise<Milestone>;
  aFeature(wanted: Input<NewFeature> & { project_id: number }): Promise<Feature>;
  aBug(wanted?: Input<NewBug>): Promise<Bug>;
  /** The newest entry of the audit trail with this action. */
  audited(action: string): Promise<Record<string, unknown> | undefined>;
}

export async function startTracker(
  engine: 'sqlite' | 'postgres' = 'sqlite',
  options: { clock?: Clock } = {},
): Promise<Tracker> {
  const server = await createTestServer({ engine, ...options });
  onTestFinished(() => server.stop());
  const { request } = server.local;
  let projects = 0;
  return {
    server,
    request,
    async aProject(wanted) {
      projects += 1;
      const body = { name: `project ${projects}`, ...wanted };
      return (await request(projectEndpoints.createProject, { body })).body.data;
    },
    aMilestone: async (wanted) =>
      (await request(milestoneEndpoints.createMilestone, { body: { name: 'First', ...wanted } })).body.data,
    aFeature: async (wanted) =>
      (await request(featureEndpoints.createFeature, { body: { name: 'Search', ...wanted } })).body.data,
    aBug: async (wanted) =>
      (await request(bugEndpoints.createBug, { body: { title: 'It breaks', ...wanted } })).body.data,
    audited: async (action) =>
      (await request(activityEndpoints.listActivity, { query: { action, sort: '-id' } })).body.data[0]
        ?.details,
  };
}
