import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerTo } from '../fake-agent/turns.ts';
import { report } from './report-errors.ts';
import { type Dashboard, startDashboard } from './start-dashboard.ts';

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
  await dashboard.createAgent('mender');
});
afterAll(() => dashboard?.end());

test('an error comes in live, becomes a bug, goes to an agent, is answered, resolved, and comes back', async () => {
  const server = dashboard.server();
  const failure = { error_type: 'StockError', message: 'no stock for item 17', source: 'src/stock.ts' };
  const page = await dashboard.openSignedIn();
  await page.goto(`${server.url}/errors`);
  await page.getByText('Waiting for the first error').waitFor();
  const id = await report(server, failure);
  await page.getByRole('link', { name: /StockError/ }).click();
  await page.getByRole('button', { name: 'Create bug' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Create bug' }).click();
  await page.getByRole('link', { name: /^Bug #\d+$/ }).waitFor();

  await page.getByRole('button', { name: 'Assign to an agent' }).click();
  const drawer = page.getByRole('dialog', { name: 'Assign to an agent' });
  await drawer.getByLabel('Who').selectOption('mender');
  const message = drawer.getByRole('textbox', { name: 'What the agent gets' });
  await message.waitFor();
  expect(await message.inputValue()).toContain('no stock for item 17');
  const edited = 'Mend the stock of item 17 and say how';
  await message.fill(edited);
  await drawer.getByRole('button', { name: 'Assign', exact: true }).click();
  await page.getByRole('region', { name: "The agent's answer" }).getByText(answerTo(edited)).waitFor();
  expect(dashboard.agents.timesReceived(edited)).toBe(1);
  await page.getByRole('heading', { level: 1 }).getByText('In progress').waitFor();

  await page.getByRole('button', { name: 'Resolve' }).click();
  await page.getByRole('heading', { level: 1 }).getByText('Resolved').waitFor();
  expect(await report(server, failure)).toBe(id);
  await page.getByRole('heading', { level: 1 }).getByText('Open', { exact: true }).waitFor();
  await page.getByText('Came back').waitFor();
  const { data } = await server.call(errorGroupEndpoints.getError, { params: { id } });
  expect(data).toMatchObject({ status: 'open', regressions: 1, occurrence_count: 2 });
  await page.context().close();
});
