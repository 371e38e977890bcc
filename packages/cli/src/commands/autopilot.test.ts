import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bugEndpoints } from '@architect/contracts/bugs';
import { projectEndpoints } from '@architect/contracts/projects';
import { createTestServer } from '@architect/server/test-server';
import { expect, it, onTestFinished } from 'vitest';
import { architectHere } from '../run-architect.ts';

it('switches a project on, shows what waits, and decides about it', async () => {
  const server = await createTestServer();
  onTestFinished(() => server.stop());
  const { request } = server.local;
  const project_id = (await request(projectEndpoints.createProject, { body: { name: 'shop' } })).body.data.id;
  await request(bugEndpoints.createBug, {
    body: { project_id, title: 'The cart is empty', severity: 'high' },
  });
  const token = readFileSync(join(server.dataDir, 'local-token'), 'utf8').trim();
  const env = { ARCHITECT_URL: server.url, ARCHITECT_TOKEN: token };
  const autopilot = (...words: string[]) => architectHere(['autopilot', ...words], env);

  expect((await autopilot('status')).stdout).toContain('The autopilot is off');
  expect((await autopilot('set', 'shop')).code).toBe(2);
  const refused = await autopilot('set', 'shop', '--mode', 'auto_prod');
  expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining('Choose fix_forward') });
  const set = await autopilot('set', 'shop', '--mode', 'fix_forward', '--pause', '--cost-per-day', '2.5');
  expect(set.stdout).toBe('The autopilot of shop is paused, mode fix_forward.\n');
  await autopilot('propose', 'shop');
  expect((await autopilot('queue')).stdout).toMatch(/\tapproval\t30\t.*\tRepair bug 1\tThe cart is empty\n/);
  expect((await autopilot('approve', '1')).stdout).toBe('Milestone 1 is approved: run 1.\n');
  await expect.poll(async () => (await autopilot('runs')).stdout).toMatch(/\n1\tcreated\t.*is paused\n/);
  expect((await autopilot('resume', '1')).code).toBe(5);
  expect((await autopilot('end', '1', '--reason', 'no time')).stdout).toBe('Run 1 is cancelled.\n');
  expect((await autopilot('reject', '1', '--reason', 'no')).stdout).toBe('Milestone 1 is rejected.\n');
  const settings = JSON.parse((await autopilot('status', 'shop', '--json')).stdout);
  expect(settings).toMatchObject({ paused: true, budget: { cost_per_day_usd: 2.5, prompts_per_day: 20 } });
});
