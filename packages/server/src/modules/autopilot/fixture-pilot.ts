import type { AutopilotRunDetail } from '@architect/contracts/autopilot';
import { autopilotEndpoints as pilot } from '@architect/contracts/autopilot-endpoints';
import { bugEndpoints } from '@architect/contracts/bugs';
import { projectEndpoints } from '@architect/contracts/projects';
import { expect, vi } from 'vitest';
import { startQueue } from '../assigner/fixture-queue.ts';

export const source_path = '/srv/shop';

/** A server, a project with source, and an idle agent that works there. */
export async function startPilot(engine: 'sqlite' | 'postgres' = 'sqlite') {
  const queue = await startQueue({ engine });
  const { link, server, step, delivered } = queue;
  link.setSession({ name: 'elsewhere', working_dir: '/srv/other' });
  link.setSession({ name: 'shop', working_dir: source_path });
  const { request } = server.local;
  const project = { name: 'Shop', source_path };
  const project_id = (await request(projectEndpoints.createProject, { body: project })).body.data.id;
  const configure = (body: object) =>
    request<{ data: object; error_code: string }>(`/api/projects/${project_id}/autopilot`, {
      method: 'POST',
      body,
    });
  const run = async (id: number) => (await request(pilot.getAutopilotRun, { params: { id } })).body.data;
  const runIs = (id: number, wanted: Partial<AutopilotRunDetail>) =>
    vi.waitFor(async () => {
      const read = await run(id);
      expect(read).toMatchObject(wanted);
      return read;
    }, 10_000);
  return {
    ...queue,
    ...{ request, project_id, configure, runIs },
    /** One proposal per bug, by their titles. */
    async proposed(...titles: string[]) {
      for (const title of titles)
        await request(bugEndpoints.createBug, { body: { project_id, title, severity: 'high' } });
      await request(pilot.proposeAutopilotMilestones, { body: { project_id } });
      // It looks by itself, too: who was first does not matter.
      const query = { project_id, status: 'proposed', sort: 'id' };
      return (await request(pilot.listAutopilotMilestones, { query })).body.data;
    },
    async approve(id: number) {
      const reply = await request(pilot.approveAutopilotMilestone, { params: { id } });
      return { status: reply.status, data: reply.body.data, run_id: reply.body.run_id ?? 0 };
    },
    /** Waits for the prompt of a phase and lets the agent get it. */
    async prompted(runId: number, phase: string, attempt = 1) {
      const { steps } = await vi.waitFor(async () => {
        const read = await run(runId);
        expect(read.steps.at(-1)).toMatchObject({ phase, attempt, outcome: null });
        return read;
      }, 10_000);
      const id = steps.at(-1)?.prompt_id ?? 0;
      await delivered(id);
      for (const one of ['typed', 'submitted', 'started'] as const) step(id, { step: one });
      return id;
    },
    answer: (id: number, response: string) => step(id, { step: 'ended', outcome: 'completed', response }),
    textOf: (id: number) => link.requestsOf('deliver').find(({ prompt_id }) => prompt_id === id)?.text ?? '',
  };
}
