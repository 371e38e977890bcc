import { bugEndpoints } from '@architect/contracts/bugs';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { projectEndpoints } from '@architect/contracts/projects';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { judgePage, watchFaults } from './judge-page.ts';
import { report, reportErrors } from './report-errors.ts';
import { type Dashboard, startDashboard } from './start-dashboard.ts';

let dashboard: Dashboard;
let projectId: number;
let dsn: string;

beforeAll(async () => {
  dashboard = await startDashboard();
});
afterAll(() => dashboard?.end());

const at = (path: string) => dashboard.server().url + path;
const read = async (id: number) =>
  (await dashboard.server().call(errorGroupEndpoints.getError, { params: { id } })).data;
const rows = (page: Page) => page.getByRole('list', { name: 'Errors', exact: true }).getByRole('listitem');

test('an empty page says how to report, and shows the first error by itself', async () => {
  const page = await dashboard.openSignedIn();
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  await page.getByText('Waiting for the first error').waitFor();
  const shown = await page.locator('pre').textContent();
  expect(shown).toContain(`${dashboard.server().url}/api/errors`);
  await report(dashboard.server(), { error_type: 'FirstError', message: 'it works', source: 'curl' });
  await rows(page).getByText('FirstError').waitFor();
  await page.context().close();
});

test('counts tick in place, and what is new waits until it is asked for', async () => {
  const server = dashboard.server();
  const older = { error_type: 'OlderError', message: 'one', source: 'a' };
  const newer = { error_type: 'NewerError', message: 'two', source: 'b' };
  const olderId = await report(server, older);
  const newerId = await report(server, newer);
  const page = await dashboard.openSignedIn({ path: '/errors' });
  await rows(page).getByText('NewerError').waitFor();
  const order = () => rows(page).evaluateAll((all) => all.map((one) => one.getAttribute('data-id')));
  const before = await order();
  expect(before.indexOf(String(newerId))).toBeLessThan(before.indexOf(String(olderId)));
  for (let times = 0; times < 3; times += 1) await report(server, older);
  await page.locator(`li[data-id="${olderId}"]`).getByTitle('4 reports').waitFor();
  expect(await order()).toEqual(before);
  await report(server, { error_type: 'LatestError', message: 'three', source: 'c' });
  await page.getByRole('button', { name: '1 new error: show' }).waitFor();
  expect(await order()).toEqual(before);
  await page.keyboard.press('.');
  await rows(page).first().getByText('LatestError').waitFor();
  await page.context().close();
});

test('errors are selected and resolved by keyboard, undone, and opened with Enter', async () => {
  const server = dashboard.server();
  const ids = [
    await report(server, { error_type: 'KeyOne', message: 'one', source: 'keys' }),
    await report(server, { error_type: 'KeyTwo', message: 'two', source: 'keys' }),
  ];
  const page = await dashboard.openSignedIn({ path: '/errors?q=keys' });
  await rows(page).nth(1).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('X');
  await page.getByText('2 selected').waitFor();
  await page.keyboard.press('r');
  await page.getByText('2 resolved.').waitFor();
  expect((await Promise.all(ids.map(read))).map(({ status }) => status)).toEqual(['resolved', 'resolved']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await until('both are open again', async () =>
    (await Promise.all(ids.map(read))).every(({ status }) => status === 'open'),
  );
  await rows(page).nth(1).waitFor();
  await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
  await page.keyboard.press('a');
  await page.getByRole('combobox', { name: 'Assign 2 errors to' }).fill('grace');
  await page.keyboard.press('Enter');
  await page.getByText('2 assigned to grace.').waitFor();
  expect((await Promise.all(ids.map(read))).map((one) => one.assigned_to)).toEqual(['grace', 'grace']);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'KeyTwo' }).waitFor();
  await page.context().close();
});

test('errors are merged, the evidence shows both, and one is split out again', async () => {
  const server = dashboard.server();
  const into = await report(server, { error_type: 'MergeInto', message: 'one', source: 'merging' });
  const other = await report(server, { error_type: 'MergeOther', message: 'two', source: 'merging' });
  const page = await dashboard.openSignedIn({ path: `/errors/${into}` });
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Merge others into it…' }).click();
  await page.getByLabel('Find errors').fill('MergeOther');
  await page.getByRole('checkbox', { name: /MergeOther/ }).check();
  await page.getByRole('button', { name: `Merge 1 into #${into}` }).click();
  const evidence = page.getByRole('region', { name: 'Why these are one' });
  await evidence.getByText('MergeOther').waitFor();
  expect(await read(into)).toMatchObject({ occurrence_count: 2 });
  await evidence.getByRole('button', { name: 'Split out' }).nth(1).click();
  await page.waitForURL((url) => /\/errors\/\d+$/.test(url.pathname) && !url.pathname.endsWith(`/${into}`));
  expect(await read(into)).toMatchObject({ occurrence_count: 1 });
  expect(other).not.toBe(into);
  await page.context().close();
});

test('an error is linked to a bug that exists, and unlinked again', async () => {
  const server = dashboard.server();
  const id = await report(server, { error_type: 'LinkMe', message: 'one', source: 'linking' });
  const body = { title: 'The pool runs dry' };
  const bugId = (await server.call(bugEndpoints.createBug, { body })).id;
  const page = await dashboard.openSignedIn({ path: `/errors/${id}` });
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Link a bug that exists…' }).click();
  await page.getByLabel('Find a bug').fill('pool');
  await page.getByRole('button', { name: /The pool runs dry/ }).click();
  await page.getByRole('link', { name: `Bug #${bugId}` }).waitFor();
  expect((await read(id)).bug_id).toBe(bugId);
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: `Unlink bug ${bugId}` }).click();
  await page.getByRole('button', { name: 'Create bug' }).waitFor();
  expect((await read(id)).bug_id).toBeNull();
  await page.context().close();
});

test('a key is made, given a limit, and switched off', async () => {
  ({ projectId, dsn } = await reportErrors(dashboard.server()));
  const page = await dashboard.openSignedIn({ path: '/errors/keys' });
  await page.getByText(dsn).waitFor();
  await page.getByLabel('Application').fill('mobile app');
  await page.getByLabel('Project').selectOption(String(projectId));
  await page.getByLabel('Reports an hour').fill('500');
  await page.getByRole('button', { name: 'Create key' }).click();
  const row = page.getByRole('listitem').filter({ hasText: 'mobile app' });
  await row.getByText('500 reports an hour').waitFor();
  await row.getByRole('switch').press('Space');
  await row.getByText('Off', { exact: true }).waitFor();
  await page.context().close();
});

test('the pages of errors are accessible and fit in every look', async () => {
  const server = dashboard.server();
  const rich = (
    await server.call(errorGroupEndpoints.listErrors, { query: { error_type: 'ReservationFailed' } })
  ).data[0]?.id;
  const page = await dashboard.openSignedIn();
  const newFaults = watchFaults(page);
  const faults: string[] = [];
  for (const [label, path, shows] of [
    ['errors', '/errors', 'ReservationFailed'],
    ['errors-narrowed', `/errors?project=${projectId}&severity=critical`, 'ConnectionError'],
    ['errors-none', '/errors?q=nothing-has-these-words', 'No error matches.'],
    ['error-keys', '/errors/keys', dsn],
    ['error', `/errors/${rich}`, 'basket'],
  ] as const) {
    await page.goto(at(path));
    await page.getByText(shows).first().waitFor();
    faults.push(...(await judgePage(page, label)));
  }
  const more = (item: string) => async () => {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  for (const [label, open] of [
    ['error-bug', () => page.getByRole('button', { name: 'Create bug' }).click()],
    ['error-merge', more('Merge others into it…')],
    ['error-link', more('Link a bug that exists…')],
  ] as const) {
    await open();
    await page.getByRole('dialog').waitFor();
    faults.push(...(await judgePage(page, label)));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  expect([...faults, ...newFaults()]).toEqual([]);
  await page.context().close();
});

test('an error is made less severe and moved on its page, and a critical one is told on every other', async () => {
  const server = dashboard.server();
  const id = await report(server, { error_type: 'MoveMe', message: 'one', source: 'moving' });
  const name = 'Shop of moved errors';
  const project_id = (await server.call(projectEndpoints.createProject, { body: { name } })).id;
  const page = await dashboard.openSignedIn();
  await page.goto(at(`/errors/${id}`));
  await page.getByRole('button', { name: 'Severity: Error. Change' }).click();
  await page.getByRole('combobox', { name: 'Severity' }).fill('warn');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Severity: Warning. Change' }).waitFor();
  await page.getByRole('button', { name: 'Project: None. Change' }).click();
  await page.getByRole('option', { name }).click();
  await page.getByRole('link', { name, exact: true }).waitFor();
  expect(await read(id)).toMatchObject({ severity: 'warning', project_id });
  await page.goto(at('/settings'));
  await page.getByText('Told when one is new').waitFor();
  await report(server, { error_type: 'JustAnError', message: 'quiet', source: 'alerts' });
  await report(server, {
    error_type: 'TillBurns',
    message: 'no more orders',
    source: 'alerts',
    severity: 'critical',
  });
  await page.getByText('New: a critical error').waitFor();
  expect(await page.getByText('JustAnError').count()).toBe(0);
  await page.getByRole('button', { name: 'TillBurns: no more orders' }).click();
  await page.getByRole('heading', { level: 1, name: /TillBurns/ }).waitFor();
  await page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await page.getByText('Resolved. A new report opens it again.').waitFor();
  await page.goto(at('/errors'));
  await page.getByText('Live', { exact: true }).waitFor();
  await report(server, {
    error_type: 'TillBurns',
    message: 'no more orders',
    source: 'alerts',
    severity: 'critical',
  });
  await page.getByText('Back again: a critical error').waitFor();
  await page.context().close();
});
