import { randomBytes } from 'node:crypto';
import { accountEndpoints } from '@architect/contracts/accounts';
import { interactionEndpoints } from '@architect/contracts/interactions';
import { patternEndpoints } from '@architect/contracts/patterns';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finished, send, sessionWhere } from '../support/prompts.ts';
import { until } from '../support/until.ts';
import { type Dashboard, startDashboard } from './start-dashboard.ts';

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
  await dashboard.createAgent('builder');
});
afterAll(() => dashboard?.end());

async function openPolicy(as?: { username: string; password: string }): Promise<Page> {
  const page = await dashboard.openSignedIn({ path: '/policy', as });
  await page.getByRole('heading', { name: 'Policy', exact: true }).waitFor();
  return page;
}

const ask = (command: string) =>
  send(dashboard.server(), { content: `Go on [ask ${command}]`, target_session: 'builder' });

async function mode(): Promise<string> {
  return (await dashboard.server().call(patternEndpoints.getPolicy, {})).data.mode;
}

async function lastInteraction() {
  const query = { sort: '-id', per_page: 1 };
  return (await dashboard.server().call(interactionEndpoints.listInteractions, { query })).data[0];
}

const isOff = () => until('automatic answers are off', async () => (await mode()) === 'off');

test('a rule is written, tried out, switched on, and answers; the kill switch ends it', async () => {
  const page = await openPolicy();
  await page.getByText('No rule of your own yet.').waitFor();
  await page.getByRole('button', { name: 'New rule' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel('Name').fill('ship to staging');
  await drawer.getByLabel('Matches').fill('make [ship');
  await drawer.getByRole('button', { name: 'Create rule' }).click();
  await drawer.getByText(/not a regular expression/).waitFor();
  await drawer.getByLabel('Matches').fill('make ship-(staging|test)');
  await drawer.getByText('Approves commands that match make ship-(staging|test), everywhere.').waitFor();
  await drawer.getByRole('button', { name: 'Create rule' }).click();
  await drawer.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'ship to staging', exact: true }).waitFor();

  const trial = page.getByRole('region', { name: 'Try it' });
  await tryOut(page, 'make ship-staging');
  await trial.getByText('the pattern "ship to staging" says so').waitFor();
  await trial.getByText('Automatic answers are off').waitFor();
  await tryOut(page, 'make ship-staging && rm -rf /');
  await trial.getByText('Ask a person').waitFor();

  expect(await page.getByRole('link', { name: 'Auto answers are on' }).count()).toBe(0);
  const modes = page.getByRole('group', { name: 'Automatic answers' });
  await modes.getByRole('button', { name: /^On/ }).click();
  expect(await mode()).toBe('off');
  await page.getByRole('dialog').getByRole('button', { name: 'Switch on' }).click();
  await page.getByRole('link', { name: 'Auto answers are on' }).waitFor();

  expect(await finished(dashboard.server(), await ask('make ship-staging'))).toMatchObject({
    status: 'completed',
  });
  expect(await lastInteraction()).toMatchObject({ status: 'approved', decided_by: 'pattern' });
  await page
    .getByRole('row', { name: /ship to staging/ })
    .getByRole('cell', { name: '1', exact: true })
    .waitFor();
  await page.getByRole('link', { name: 'Needs me' }).click();
  await page.getByText('by the rule “ship to staging”').waitFor();

  await page.getByRole('button', { name: 'Stop automatic answers' }).click();
  await page.getByRole('link', { name: 'Auto answers are on' }).waitFor({ state: 'detached' });
  await isOff();
  const asked = await ask('make ship-test');
  await sessionWhere(dashboard.server(), 'builder', 'asks', ({ state }) => state === 'blocked');
  await page.getByRole('button', { name: 'Approve once' }).click();
  expect(await finished(dashboard.server(), asked)).toMatchObject({ status: 'completed' });
  expect(await lastInteraction()).toMatchObject({ status: 'approved', decided_by: 'user' });
  await page.context().close();
});

async function tryOut(page: Page, subject: string): Promise<void> {
  await page.getByLabel('What exactly').fill(subject);
  await page.getByRole('button', { name: 'What would happen?' }).click();
}

test('the command palette stops automatic answers too, and another page sees it', async () => {
  await dashboard.server().call(patternEndpoints.changePolicy, { body: { mode: 'on' } });
  const [page, other] = [await dashboard.openSignedIn(), await openPolicy()];
  await other.getByRole('button', { name: 'Stop all now' }).waitFor();
  await page.getByRole('link', { name: 'Auto answers are on' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByLabel('Page, session, record or action').fill('kill switch');
  await page.getByRole('button', { name: 'Stop automatic answers' }).last().waitFor();
  await page.keyboard.press('Enter');
  await isOff();
  await other.getByRole('button', { name: 'Stop all now' }).waitFor({ state: 'detached' });
  await other.getByRole('button', { name: /^Off/, pressed: true }).waitFor();
  await page.context().close();
  await other.context().close();
});

test('a rule is made of what waits, changed, deleted and brought back', async () => {
  const asked = await ask('./deploy.sh --now');
  const page = await dashboard.openSignedIn({ path: '/interactions' });
  await page.getByRole('button', { name: 'Make a rule of this' }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText(/exactly like this one, in the session local:builder/).waitFor();
  await drawer.getByText('Deny', { exact: true }).click();
  await drawer.getByRole('button', { name: 'Create rule' }).click();
  await drawer.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Deny' }).click();
  await finished(dashboard.server(), asked);

  await page.getByRole('link', { name: 'Policy', exact: true }).click();
  await tryOut(page, './deploy.sh --now');
  const trial = page.getByRole('region', { name: 'Try it' });
  await trial.getByText('No rule decides').waitFor();
  const row = page.getByRole('row', { name: /deploy\.sh --now/ });
  await row.getByRole('button', { name: './deploy.sh --now', exact: true }).click();
  await drawer.getByLabel('Only in the session').fill('');
  await drawer.getByRole('button', { name: 'Save' }).click();
  await drawer.waitFor({ state: 'detached' });
  await row.getByText('everywhere').waitFor();
  await tryOut(page, './deploy.sh --now');
  await trial.getByText('the pattern "./deploy.sh --now" says so').waitFor();

  await page.getByRole('button', { name: 'Delete ./deploy.sh --now' }).click();
  await row.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await row.getByText('everywhere').waitFor();
  const switchOf = row.getByRole('switch', { name: './deploy.sh --now is enabled' });
  await switchOf.press('Space');
  await page.getByText('The rule “./deploy.sh --now” is disabled.').waitFor();
  expect(await switchOf.isChecked()).toBe(false);
  await page.context().close();
});

test('excluded sessions are kept', async () => {
  const page = await openPolicy();
  const names = page.getByRole('combobox', { name: 'Never answered automatically' });
  await names.fill('prod');
  await names.press('Enter');
  await page.getByText('Excluded sessions are saved.').waitFor();
  const { data } = await dashboard.server().call(patternEndpoints.getPolicy, {});
  expect(data).toMatchObject({ excluded_sessions: ['prod'] });
  await page.context().close();
});

test('a viewer sees the rules and tries them out, but changes nothing', async () => {
  const password = randomBytes(12).toString('hex');
  const body = { username: 'looker', password, role: 'viewer' as const };
  await dashboard.server().call(accountEndpoints.createUser, { body });
  await dashboard.server().call(patternEndpoints.changePolicy, { body: { mode: 'on' } });
  const page = await openPolicy({ username: 'looker', password });
  await page.getByRole('link', { name: 'Auto answers are on' }).waitFor();
  await page.getByText('ship to staging').waitFor();
  for (const name of [/^Stop/, 'New rule', /^Delete/]) {
    expect(await page.getByRole('button', { name }).count()).toBe(0);
  }
  expect(await page.getByRole('button', { name: /^Dry run/ }).isDisabled()).toBe(true);
  await tryOut(page, 'git status');
  await page.getByText('built-in: git status').waitFor();
  await page.context().close();
});
