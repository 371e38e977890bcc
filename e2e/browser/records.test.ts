import { readFile } from 'node:fs/promises';
import { bugEndpoints } from '@architect/contracts/bugs';
import { featureEndpoints } from '@architect/contracts/features';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { fillWithRecords } from './fill-with-records.ts';
import { judgePage, watchFaults } from './judge-page.ts';
import { type Dashboard, startDashboard } from './start-dashboard.ts';

/** The pages of records: made, found, changed and moved, alone and against others, with and without a pointer. */
let dashboard: Dashboard;
let projectId: number;

beforeAll(async () => {
  dashboard = await startDashboard();
  projectId = (await fillWithRecords(dashboard.server())).projectIds[0]!;
});
afterAll(() => dashboard?.end());

const open = (path: string) => dashboard.openSignedIn({ path });
const aBug = async (title: string, body = {}) =>
  (await dashboard.server().call(bugEndpoints.createBug, { body: { title, ...body } })).id;
const readBug = async (id: number) =>
  (await dashboard.server().call(bugEndpoints.getBug, { params: { id } })).data;
const aFeature = async (name: string) =>
  (
    await dashboard
      .server()
      .call(featureEndpoints.createFeature, { body: { name, project_id: projectId, priority: 'critical' } })
  ).id;
const readFeature = async (id: number) =>
  (await dashboard.server().call(featureEndpoints.getFeature, { params: { id } })).data;

test('a bug is made, sorted out, found again and worked on without a pointer', async () => {
  const page = await open('/bugs');
  await page.getByRole('table').waitFor();
  await page.keyboard.press('c');
  const form = page.getByRole('dialog', { name: 'New bug' });
  await form.getByLabel('Title').waitFor();
  await page.keyboard.type('The printer prints upside down');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: /printer prints upside down/ }).waitFor();
  const id = Number(page.url().match(/\d+$/)?.[0]);
  expect(await readBug(id)).toMatchObject({ title: 'The printer prints upside down', status: 'open' });

  await page.keyboard.press('g');
  await page.keyboard.press('b');
  await page.getByRole('table').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('printer');
  await page.waitForURL(/q=printer$/);
  await page.keyboard.type(' upside');
  await page.waitForURL(/q=printer\+upside/);
  await page.getByRole('row').nth(1).getByText('upside down').waitFor();
  await until('one row is left', async () => (await page.getByRole('row').count()) === 2);
  await page.keyboard.press('Enter');
  await page.keyboard.press('j');
  await page.keyboard.press('s');
  const picker = page.getByRole('dialog', { name: 'Status' });
  await picker.getByRole('combobox').waitFor();
  await page.keyboard.type('progress');
  await page.keyboard.press('Enter');
  await picker.waitFor({ state: 'detached' });
  await until('the status is saved', async () => (await readBug(id)).status === 'in_progress');
  await page.keyboard.press('p');
  await page.getByRole('dialog', { name: 'Priority' }).getByRole('combobox').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await until('the priority is saved', async () => (await readBug(id)).priority === 'high');
  await page.getByRole('link', { name: 'The printer prints upside down' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /printer prints upside down/ }).waitFor();
  await page.context().close();
});

test('many rows change at once, and undo brings each one back', async () => {
  const ids = [
    await aBug('bulk one'),
    await aBug('bulk two', { assigned_to: 'ada' }),
    await aBug('bulk three'),
  ];
  const page = await open('/bugs?q=bulk');
  await page.getByRole('link', { name: 'bulk three' }).waitFor();
  const people = async () => (await Promise.all(ids.map(readBug))).map((one) => one.assigned_to);
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('X');
  await page.getByRole('toolbar').getByText('3 bugs').waitFor();
  await page.keyboard.press('a');
  await page.getByRole('dialog').getByRole('combobox').fill('grace');
  await page.keyboard.press('Enter');
  await until('all are assigned', async () => (await people()).every((one) => one === 'grace'));
  await page.getByRole('button', { name: 'Undo' }).click();
  await until('each is as it was', async () => (await people()).join() === ',ada,');
  await page.context().close();
});

test('a row is changed in place with the pointer; what the server refuses rolls back and says why', async () => {
  const id = await aBug('inline edit');
  const page = await open('/bugs?q=inline');
  const row = page.getByRole('row', { name: /inline edit/ });
  await row.getByRole('button', { name: /^Status: Open/ }).click();
  await page.getByRole('option', { name: 'Resolved' }).click();
  await until('it is resolved', async () => (await readBug(id)).status === 'resolved');
  await page.getByRole('button', { name: 'Undo' }).click();
  await until('it is open again', async () => (await readBug(id)).status === 'open');
  await row.getByRole('button', { name: /^Status: Open/ }).waitFor();
  await page.route('**/api/bugs/bulk', (route) => route.abort());
  await row.getByRole('button', { name: /^Priority/ }).click();
  await page.getByRole('option', { name: 'Critical' }).click();
  await page.getByText('Everything is as it was.').waitFor();
  await row.getByRole('button', { name: 'Priority: Medium. Change' }).waitFor();
  expect((await readBug(id)).priority).toBe('medium');
  await page.context().close();
});

test('on the board a card goes where its workflow lets it, by key and by drag, and nowhere else', async () => {
  const id = await aFeature('Cards that move');
  const page = await open('/features/board?q=cards+move');
  const column = (name: string) => page.getByRole('region', { name, exact: true });
  const card = (name: string) => column(name).getByRole('link', { name: /Cards that move/ });
  await card('Draft').focus();
  await page.keyboard.press('Shift+ArrowRight');
  await card('Spec').waitFor();
  await until('the move is saved', async () => (await readFeature(id)).status === 'spec');
  await card('Spec').dragTo(column('Completed'));
  await page.getByText('Spec cannot become Completed.').first().waitFor();
  await card('Spec').waitFor();
  expect((await readFeature(id)).status).toBe('spec');
  await card('Spec').dragTo(column('In progress'));
  await card('In progress').waitFor();
  await until('the move is saved', async () => (await readFeature(id)).status === 'in_progress');
  await dashboard
    .server()
    .call(featureEndpoints.changeFeature, { params: { id }, body: { status: 'blocked' } });
  await card('Blocked').waitFor();
  await page.context().close();
});

test('two people write the same text: both versions are shown, and no text is lost', async () => {
  const id = await aBug('Two writers', { description: 'as it was' });
  const [one, two] = [await open(`/bugs/${id}`), await open(`/bugs/${id}`)];
  for (const [page, text] of [
    [one, 'from the first'],
    [two, 'from the second'],
  ] as const) {
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Description').fill(text);
  }
  await one.getByRole('button', { name: 'Save' }).click();
  await until('the first is saved', async () => (await readBug(id)).description === 'from the first');
  await two.getByText(/Nothing of yours is lost/).waitFor();
  await two.getByRole('button', { name: 'Save' }).click();
  const conflict = two.getByRole('region', { name: 'Two versions' });
  await conflict.getByText('from the first').waitFor();
  await conflict.getByText('from the second').waitFor();
  expect((await readBug(id)).description).toBe('from the first');
  await conflict.getByRole('button', { name: /Merge/ }).click();
  await conflict.getByRole('button', { name: 'Save this' }).click();
  await until('both are kept', async () => {
    const { description } = await readBug(id);
    return description === 'from the first\n\nfrom the second';
  });
  await conflict.waitFor({ state: 'detached' });
  for (const page of [one, two]) await page.context().close();
});

test('what one person writes and another one changes elsewhere goes together without a question', async () => {
  const id = await aBug('Title of one', { description: 'text of the other' });
  const page = await open(`/bugs/${id}`);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByLabel('Description').fill('written meanwhile');
  await dashboard
    .server()
    .call(bugEndpoints.changeBug, { params: { id }, body: { title: 'Title of another', priority: 'low' } });
  await page.getByText(/Nothing of yours is lost/).waitFor();
  await page.reload();
  await page.getByLabel('Description').and(page.getByText('written meanwhile')).waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: /Title of another/ }).waitFor();
  await until('both changes are there', async () => {
    const { title, description, priority } = await readBug(id);
    return [title, description, priority].join() === 'Title of another,written meanwhile,low';
  });
  await page.context().close();
});

test('comments, relations found while typing, links, and the history of all that', async () => {
  const [id, other] = [await aBug('Has parts'), await aBug('Quokka needs a home')];
  const page = await open(`/bugs/${id}`);
  await page.getByLabel('Write a comment').fill('See **this** <img src=x onerror=alert(1)>');
  await page.keyboard.press('Control+Enter');
  await page.locator('strong', { hasText: 'this' }).waitFor();
  await page.getByLabel('Find a record to relate to').fill('quokk');
  await page.getByRole('button', { name: /Quokka needs a home/ }).click();
  await page.getByRole('link', { name: /Quokka needs a home/ }).waitFor();
  await page.getByLabel('Link', { exact: true }).fill('fix..it');
  await page.getByText('must be the name of a branch').waitFor();
  await page.getByLabel('Link', { exact: true }).fill('fix/it');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('region', { name: 'Links' }).getByText('fix/it').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: /Quokka needs a home/ }).click();
  await page.waitForURL(new RegExp(`/bugs/${other}$`));
  await page.context().close();
});

test('a list is looked through before it is imported, and its faults name the rows', async () => {
  const page = await open('/bugs');
  await page.getByRole('button', { name: 'Export and import bugs' }).click();
  await page.getByRole('menuitem', { name: 'Import…' }).click();
  const drawer = page.getByRole('dialog', { name: 'Import bugs' });
  await drawer.getByLabel('Rows').fill('title,severity\nimported one,high\nimported two,awful\n');
  await drawer.getByRole('button', { name: 'Check' }).click();
  await drawer.getByRole('cell', { name: 'severity' }).waitFor();
  await drawer.getByRole('cell', { name: '2', exact: true }).waitFor();
  expect(await drawer.getByRole('button', { name: 'Import' }).isDisabled()).toBe(true);
  await drawer.getByLabel('Rows').fill('title,severity\nimported one,high\nimported two,low\n');
  await drawer.getByRole('button', { name: 'Check' }).click();
  await drawer.getByText('2 bugs would be created.').waitFor();
  await drawer.getByRole('button', { name: 'Import 2' }).click();
  await drawer.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'imported two' }).waitFor();
  await page.context().close();
});

test('the palette finds records by their texts', async () => {
  const id = await aBug('Nothing to see', { description: 'the word xylophone' });
  const page = await open('/');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByLabel('Page, session, record or action').fill('xyloph');
  await page.getByRole('button', { name: /Nothing to see/ }).click();
  await page.waitForURL(new RegExp(`/bugs/${id}$`));
  await page.context().close();
});

describe('every page of records is accessible and fits in every look', () => {
  let page: Page;
  let newFaults: () => string[];
  beforeAll(async () => {
    page = await dashboard.openSignedIn();
    newFaults = watchFaults(page);
  });

  test.each([
    ['projects', '/projects', 'Search index'],
    ['project', '/projects/1', 'Everything about'],
    ['milestones', '/milestones', 'overdue'],
    ['milestone', '/milestones/1', 'Release notes'],
    ['features', '/features', 'Guest checkout'],
    ['features-board', '/features/board', 'Guest checkout'],
    ['feature', '/features/1', 'What it must do'],
    ['bugs', '/bugs', 'Cart total'],
    ['bugs-none', '/bugs?q=nothinghasthis', 'No bug matches.'],
    ['bugs-board', '/bugs/board', 'Cart total'],
    ['bug', '/bugs/1', 'two'],
    ['devops-tasks', '/devops-tasks', 'Rotate the signing keys'],
    ['devops-task', '/devops-tasks/1', 'Rotate the signing keys'],
  ])('%s', async (label, path, shows) => {
    await page.goto(dashboard.server().url + path);
    await page.getByText(shows).first().waitFor();
    const faults = await judgePage(page, `records-${label}`);
    expect([...faults, ...newFaults()]).toEqual([]);
  });

  test('the form of a new bug', async () => {
    await page.goto(`${dashboard.server().url}/bugs`);
    await page.getByRole('button', { name: 'New bug' }).click();
    await page.getByRole('dialog').getByLabel('Title').waitFor();
    const faults = await judgePage(page, 'records-new-bug');
    expect([...faults, ...newFaults()]).toEqual([]);
  });
});

test('a file is attached to a bug, downloaded as it was, and a page in disguise is refused', async () => {
  const id = await aBug('The logo is cut off');
  const page = await open(`/bugs/${id}`);
  const files = page.getByRole('region', { name: 'Attachments' });
  const content = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const choose = (name: string, buffer: Buffer) =>
    files.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/png', buffer });
  await choose('logo.png', content);
  const link = files.getByRole('link', { name: 'logo.png' });
  await link.waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toBe('logo.png');
  expect(await readFile(await download.path())).toEqual(content);
  await choose('other.png', Buffer.from('<script>alert(1)</script>'));
  await page.getByText('it is not what the name says').waitFor();
  // By keyboard: the refusal lies over the button.
  await files.getByRole('button', { name: 'Delete the attachment logo.png' }).press('Enter');
  await link.waitFor({ state: 'detached' });
});
