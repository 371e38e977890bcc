import { patternEndpoints } from '@architect/contracts/patterns';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { send } from '../support/prompts.ts';
import { until } from '../support/until.ts';
import { type Dashboard, startDashboard } from './start-dashboard.ts';

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
  await dashboard.createAgent('builder');
});
afterAll(() => dashboard?.end());

/** Runs in the page: notifications are shown as before, and kept. */
const keepNotices = `{
  globalThis.told = [];
  globalThis.Notification = class extends Notification {
    constructor(title, options) {
      super(title, options);
      told.push(title + ': ' + options.body);
    }
  };
}`;

test('a decision counts down, is marked when it waits too long, and the browser tells it', async () => {
  const page = await dashboard.openSignedIn({ context: { permissions: ['notifications'] } });
  await page.evaluate(keepNotices);
  await page.getByRole('link', { name: 'Needs me' }).click();
  await page.getByRole('button', { name: 'Yes, tell me' }).click();
  await page.getByRole('button', { name: 'Yes, tell me' }).waitFor({ state: 'detached' });

  await send(dashboard.server(), { content: 'Go on [ask make deploy]', target_session: 'builder' });
  const card = page.getByRole('article', { name: /builder/ });
  await card.getByRole('timer').waitFor();
  await dashboard.server().call(patternEndpoints.changePolicy, { body: { escalate_after_minutes: 0.05 } });
  await card.getByText('waits too long').waitFor();
  await page.waitForFunction('told.length > 0');
  expect(await page.evaluate('told')).toEqual(['builder wants to run a command: make deploy']);
  expect(await page.title()).toBe('(1) Needs me · Architect');
});

test('a rule is tried on the past while it is written', async () => {
  const page = await dashboard.openSignedIn();
  await page.getByRole('link', { name: 'Policy', exact: true }).click();
  await page.getByRole('button', { name: 'New rule' }).first().click();
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel('Matches').fill('make deploy');
  await drawer.getByText('Would have decided 1 of 1: 1 approved, 0 denied, 0 left to a person.').waitFor();
  await drawer.getByLabel('Matches').fill('make something-else');
  await drawer.getByText('Would have decided 0 of 1').waitFor();
});

test('the tier of a session is changed on its page, in tmux itself', async () => {
  const page = await dashboard.openSignedIn({ path: '/sessions/builder' });
  await page.getByLabel('Tier').selectOption('manager');
  const tier = async () =>
    (await dashboard.server().call(sessionEndpoints.getTmuxSession, { params: { name: 'builder' } })).data
      .tier;
  await until('the tier is manager', async () => (await tier()) === 'manager');
});
