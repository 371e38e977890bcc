import { writeFile } from 'node:fs/promises';
import { bugEndpoints } from '@architect/contracts/bugs';
import { projectEndpoints } from '@architect/contracts/projects';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { judgePage, watchFaults } from './judge-page.ts';
import { type Dashboard, startDashboard } from './start-dashboard.ts';

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
});
afterAll(() => dashboard?.end());

test('switched on, approved, blocked by its own tests, answered and accepted: all on the page', async () => {
  await dashboard.createAgent('shop');
  const { call } = dashboard.server();
  const source_path = `${dashboard.directory}/shop`;
  const project = await call(projectEndpoints.createProject, { body: { name: 'Shop', source_path } });
  const project_id = project.data.id;
  await call(bugEndpoints.createBug, { body: { project_id, title: 'The cart is empty', severity: 'high' } });
  const page = await dashboard.openSignedIn({ path: `/projects/${project_id}` });
  const newFaults = watchFaults(page);
  await page.getByLabel('Look for work and propose it').check({ force: true });
  await page.getByLabel('What it may do at most').selectOption('fix_forward');
  await page.getByLabel('Goal').fill('No errors. [answer RESULT: passed]');
  await page.getByLabel('Test command').fill('ls mended');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('link', { name: 'What it proposes and does' }).click();

  const milestone = page.getByRole('article', { name: 'Repair bug 1', exact: true });
  await milestone.getByText('The cart is empty').waitFor();
  expect(dashboard.agents.log()).toEqual([]);
  await milestone.getByRole('button', { name: 'Approve' }).click();
  const run = page.getByRole('article', { name: 'Run 1: Repair bug 1' });
  await run.getByText('the agent says that the tests pass, but ls mended ended with exit code').waitFor();
  await run.getByText('Prompts and answers').click();
  await run.getByText('testing: completed, says passed').click();
  await run.locator('pre').getByText('mended').waitFor();
  const faults = await judgePage(page, 'autopilot-blocked');

  await writeFile(`${source_path}/mended`, '');
  await run.getByRole('button', { name: 'Answer' }).click();
  const answer = page.getByRole('dialog', { name: 'Let it go on' });
  await answer.getByRole('textbox').fill('Look again.');
  await answer.getByRole('button', { name: 'Go on' }).click();
  await milestone.getByText('passed: ls mended').first().waitFor();
  await milestone.getByText('Look again.').waitFor();
  await milestone.getByText('testing, attempt 2: completed, says passed').waitFor();
  faults.push(...(await judgePage(page, 'autopilot-done')));
  await milestone.getByRole('button', { name: 'Accept' }).click();
  await milestone.getByText('Accepted', { exact: true }).waitFor();
  await page.getByText('Nothing waits for you.').waitFor();
  const bug = await call(bugEndpoints.getBug, { params: { id: 1 } });
  expect(bug.data.status).toBe('resolved');
  expect([...faults, ...newFaults()]).toEqual([]);
  await page.context().close();
});
