import { patternEndpoints } from '@architect/contracts/patterns';
import { promptEndpoints } from '@architect/contracts/prompts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { finished, getPrompt, send, sessionWhere } from '../support/prompts.ts';
import type { RunningServer } from '../support/start-server.ts';
import { until } from '../support/until.ts';
import { judgePage, watchFaults } from './judge-page.ts';
import { type Dashboard, startDashboard } from './start-dashboard.ts';

/** Every page in both schemes at desktop and phone width, with real data in every state that is quickly made. */
let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
  await fillWithWork(dashboard);
});
afterAll(() => dashboard?.end());

/** A small fleet in the middle of its work: done, failed, cancelled, running, waiting and asking. */
async function fillWithWork({ createAgent, terminal, server }: Dashboard): Promise<void> {
  await Promise.all(['checkout', 'billing-api', 'docs', 'search-index'].map((name) => createAgent(name)));
  await createAgent('auth', '--draft', 'also check the refresh token');
  await terminal.start('scratch', 'bash --norc');
  const on = (target_session: string, content: string) => send(server(), { content, target_session });
  const done = [
    await on('docs', 'Describe the cart module'),
    await on('search-index', 'Compare the counts per category [error]'),
    await on('docs', 'Write the release notes for 4.2'),
  ];
  for (const id of done) await finished(server(), id);
  const cancelled = await on('auth', 'Translate the onboarding mails');
  await server().call(promptEndpoints.cancelPrompt, { params: { id: cancelled } });
  await on('auth', 'Rotate the signing keys');
  await on('billing-api', 'Split invoice rendering out of BillingService [work 600000]');
  await on('checkout', 'Migrate staging, then run the whole suite [ask npm run migrate -- --env staging]');
  await sessionWhere(server(), 'checkout', 'asks', (session) => session.state === 'blocked');
  await sessionWhere(server(), 'billing-api', 'works', (session) => session.state === 'busy');
  await writeRules(server());
  await until('the draft is seen', async () => (await getPrompt(server(), cancelled + 1)).waiting_reason);
}

/** Automatic answers are on, but not for the sessions that ask. */
async function writeRules(server: RunningServer): Promise<void> {
  const rules = [
    { name: 'checks', pattern_regex: 'npm run (lint|build)', action: 'approve' as const },
    {
      ...{ name: 'staging belongs to Ada', pattern_regex: '.*--env staging.*', enabled: false },
      ...{ scope: { session: 'checkout' }, priority: 9 },
    },
    { name: 'no pushes', pattern_regex: 'git push.*', action: 'deny' as const },
  ];
  for (const body of rules) await server.call(patternEndpoints.createPattern, { body });
  const body = { mode: 'on' as const, excluded_sessions: ['checkout', 'billing-api'] };
  await server.call(patternEndpoints.changePolicy, { body });
}

const dialogs: Record<string, (page: Page) => Promise<void>> = {
  compose: (page) => page.getByRole('button', { name: 'Compose' }).first().click(),
  'compose-line': async (page) => {
    await page.getByRole('button', { name: 'Compose' }).first().click();
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('msto: which agents wait for me?');
    await page.getByRole('button', { name: 'Ask' }).click();
    await page.getByText('blocked: checkout').waitFor();
  },
  'new-session': (page) => page.getByRole('button', { name: 'New session' }).click(),
  'new-agent': async (page) => {
    await page.getByRole('button', { name: 'New session' }).click();
    await page.getByText('In a work tree of its own').click();
    await page.getByLabel('Repository').fill('/srv/shop');
    await page.getByText('works on branch agent/').waitFor();
  },
  palette: (page) => page.keyboard.press('Control+k'),
  shortcuts: (page) => page.keyboard.press('?'),
  'new-rule': async (page) => {
    await page.keyboard.press('Control+k');
    await page.getByLabel('Page, session, record or action').fill('new rule');
    await page.getByRole('button', { name: 'New rule' }).click();
    await page.getByRole('dialog', { name: 'New rule' }).waitFor();
  },
};

test('the sign-in form is accessible and fits in every look', async () => {
  const page = await dashboard.openPage();
  expect(await judgePage(page, 'sign-in')).toEqual([]);
  await page.context().close();
});

describe('every page is accessible and fits in every look', () => {
  let page: Page;
  let newFaults: () => string[];
  beforeAll(async () => {
    page = await dashboard.openSignedIn();
    newFaults = watchFaults(page);
  });
  const go = (path: string) => page.goto(dashboard.server().url + path);

  test.each([
    ['overview', '/', 'Recently finished'],
    ['sessions', '/sessions', 'billing-api'],
    ['session', '/sessions/checkout', 'Decides:'],
    ['prompts', '/prompts', 'Describe the cart module'],
    ['prompt-done', '/prompts/1', 'Ended'],
    ['prompt-failed', '/prompts/2', 'Ended'],
    ['interactions', '/interactions', 'The screen when it asked'],
    ['policy', '/policy', 'npm run (lint|build)'],
    ['activity', '/activity', 'Newest first'],
    ['usage', '/usage', 'No agent told what its work took.'],
    ['settings', '/settings', 'Create key'],
    ['not-found', '/nowhere', 'There is nothing at this address.'],
  ])('%s', async (label, path, shows) => {
    await go(path);
    await page.getByText(shows).first().waitFor();
    if (label === 'session')
      await page.getByTestId('terminal').getByText('npm run migrate').first().waitFor();
    const faults = await judgePage(page, label);
    expect([...faults, ...newFaults()]).toEqual([]);
  });

  test.each(Object.entries(dialogs))('%s', async (label, open) => {
    await go('/sessions');
    await page.getByRole('button', { name: 'New session' }).waitFor();
    await open(page);
    await page.getByRole('dialog').waitFor();
    const faults = await judgePage(page, label);
    expect([...faults, ...newFaults()]).toEqual([]);
  });
});
