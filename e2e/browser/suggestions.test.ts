import { bugEndpoints } from '@architect/contracts/bugs';
import { suggestionEndpoints } from '@architect/contracts/suggestions';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { judgePage, watchFaults } from './judge-page.ts';
import { type Dashboard, startDashboard } from './start-dashboard.ts';

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
});
afterAll(() => dashboard?.end());

const at = (path: string) => dashboard.server().url + path;
const card = (page: Page, name: string) => page.getByRole('article', { name });

async function suggest(title: string, more: object = {}): Promise<number> {
  const body = { title, ...more };
  return Number((await dashboard.server().call(suggestionEndpoints.suggestTasks, { body })).id);
}

test('work is suggested, agreed to, skipped and done by keyboard; whoever proposed it reads what was said', async () => {
  const server = dashboard.server();
  const page = await dashboard.openSignedIn();
  await page.keyboard.press('g');
  await page.keyboard.press('u');
  await page.getByText('Nothing is proposed.').waitFor();
  await page.keyboard.press('n');
  const drawer = page.getByRole('dialog', { name: 'Suggest work' });
  await drawer.getByLabel('Title').fill('Check the checkout on a phone');
  await drawer.getByLabel('What it becomes').selectOption('nothing');
  await page.keyboard.press('Control+Enter');
  await card(page, 'Check the checkout on a phone').getByText(`by ${dashboard.username}`).waitFor();
  // What an agent proposes meanwhile shows up by itself; it is more urgent.
  const id = await suggest('Round to cents', {
    becomes: 'bug',
    priority: 'critical',
    source_session: 'auth',
  });
  await card(page, 'Round to cents').getByText('from auth').waitFor();

  await page.keyboard.press('k');
  await page.keyboard.press('a');
  const agree = page.getByRole('dialog', { name: 'Agree' });
  await agree.getByLabel('Notes').fill('before 4.3');
  await page.keyboard.press('Control+Enter');
  await agree.waitFor({ state: 'detached' });
  await card(page, 'Round to cents').waitFor({ state: 'detached' });
  const read = async () =>
    (await server.call(suggestionEndpoints.getSuggestionStatus, { params: { id } })).data;
  const agreed = await read();
  expect(agreed).toMatchObject({ status: 'confirmed', reason: 'before 4.3', record: { kind: 'bug' } });
  const bug = await server.call(bugEndpoints.getBug, { params: { id: Number(agreed.record?.id) } });
  expect(bug.data.title).toBe('Round to cents');

  await page.keyboard.press('s');
  await page.getByLabel('Why not?').fill('no phone here');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Nothing is proposed.').waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('Agreed', { exact: true }).click();
  await page.getByRole('link', { name: `Became bug #${agreed.record?.id}` }).waitFor();
  await page.keyboard.press('d');
  await page.getByLabel('What came of it').fill('rounded');
  await page.keyboard.press('Control+Enter');
  await page.getByText('None with this status.').waitFor();
  expect(await read()).toMatchObject({ status: 'completed', result: 'rounded' });
  await page.goto(at('/suggestions?status=skipped'));
  await card(page, 'Check the checkout on a phone').getByText('no phone here').waitFor();
  await page.context().close();
});

test('activity is narrowed in the address, read without an end, and goes on live', async () => {
  const server = dashboard.server();
  const many = Array.from({ length: 60 }, (_, index) => `Bug of many ${index}`);
  for (const title of many) await server.call(bugEndpoints.createBug, { body: { title } });
  const page = await dashboard.openSignedIn();
  await page.goto(at('/activity?kind=bug&action=bug.created&who=local'));
  const rows = page.getByRole('list', { name: 'Activity' }).getByRole('listitem');
  await rows.getByText('Bug of many 59').waitFor();
  expect(await rows.getByText('Bug of many 0').count()).toBe(0);
  await page.getByRole('button', { name: 'Show older ones' }).scrollIntoViewIfNeeded();
  await rows.getByText('Bug of many 0').waitFor();
  await page.getByRole('button', { name: 'Show older ones' }).waitFor({ state: 'detached' });
  const before = await rows.count();

  const { id } = await server.call(bugEndpoints.createBug, { body: { title: 'Came in live' } });
  await rows.first().getByText('Came in live').waitFor();
  expect(await rows.count()).toBe(before + 1);
  await page.getByRole('combobox', { name: 'Who' }).click();
  await page.getByRole('option', { name: 'Agents' }).click();
  await page.getByText('Nothing matches.').waitFor();
  expect(new URL(page.url()).searchParams.get('by')).toBe('agent');
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await rows.getByRole('link', { name: `bug #${id}` }).click();
  await page.waitForURL(new RegExp(`/bugs/${id}$`));
  await page.context().close();
});

test('suggestions and activity are accessible and fit in every look', async () => {
  const description = 'Three fixes touched the **layout**.\n\n1. Open the shop\n2. Buy something';
  await suggest(`Review the cart ${'w'.repeat(120)}`, { description, becomes: 'prompt', priority: 'high' });
  const page = await dashboard.openSignedIn();
  const newFaults = watchFaults(page);
  const faults: string[] = [];
  for (const [label, path, shows] of [
    ['suggestions-all', '/suggestions?status=all', 'no phone here'],
    ['activity-narrowed', '/activity?kind=suggestion&id=1', 'Check the checkout'],
    ['activity-none', '/activity?who=nobody', 'Nothing matches.'],
    ['suggestions', '/suggestions', 'Review the cart'],
  ] as const) {
    await page.goto(at(path));
    await page.getByText(shows).first().waitFor();
    faults.push(...(await judgePage(page, label)));
  }
  await page
    .getByRole('button', { name: /Send it to an agent/ })
    .first()
    .click();
  await page.getByRole('dialog').getByLabel('Who gets it').waitFor();
  faults.push(...(await judgePage(page, 'suggestion-agree')));
  expect([...faults, ...newFaults()]).toEqual([]);
  await page.context().close();
});
