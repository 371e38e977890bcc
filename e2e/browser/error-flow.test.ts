import { bugEndpoints } from '@architect/contracts/bugs';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installCli } from '../real-clis/install-cli.ts';
import { type CliStage, startStage } from '../real-clis/start-stage.ts';
import { stubAnswer } from '../stubs/script.ts';
import { openBrowser } from './open-browser.ts';
import { report } from './report-errors.ts';
import { openPage, signIn } from './sign-in.ts';

const cli = await installCli('claude');
const account = { username: 'ada', password: 'a password of this test alone' };
const failure = { error_type: 'StockError', message: 'no stock for item 17', source: 'src/stock.ts' };

describe('an error in the browser', () => {
  if (!cli) {
    test.skip('claude is not in the registry: nothing was proven', () => expect(cli).not.toBeNull());
    return;
  }
  let stage: CliStage;
  let browser: Browser;
  beforeAll(async () => {
    const serverEnv = { ARCHITECT_USER: account.username, ARCHITECT_PASSWORD: account.password };
    [stage, browser] = await Promise.all([startStage(cli, { serverEnv }), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.end();
  });

  test('comes in live, becomes a bug, goes to a real agent, is answered at the bug, resolved, and comes back', async () => {
    const { server, stub } = stage;
    const page = await openPage(browser, server.url);
    await signIn(page, account);
    await page.goto(`${server.url}/errors`);
    await page.getByText('Waiting for the first error').waitFor();
    const id = await report(server, failure);
    await page.getByRole('link', { name: /StockError/ }).click();
    await page.getByRole('button', { name: 'Create bug' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Create bug' }).click();
    await page.getByRole('link', { name: /^Bug #\d+$/ }).click();
    await page.getByRole('heading', { level: 1 }).getByText('StockError: no stock for item 17').waitFor();

    await page.getByRole('button', { name: 'Assign to an agent' }).click();
    const drawer = page.getByRole('dialog', { name: 'Assign to an agent' });
    await drawer.getByRole('combobox', { name: 'Who gets it' }).click();
    await page.getByRole('option', { name: /^claude ·/ }).click();
    const message = drawer.getByRole('textbox', { name: 'Message' });
    await message.getByText('no stock for item 17').waitFor();
    const edited = `${await message.inputValue()}\nSay what you did in one line.`;
    await message.fill(edited);
    const before = stub.prompts.received().length;
    await drawer.getByRole('button', { name: 'Assign', exact: true }).click();
    const answer = page.getByRole('region', { name: 'Answer of the agent' });
    await answer.getByText(/^Stub answer [0-9a-f]{12}\.$/).waitFor({ timeout: 90_000 });
    const received = stub.prompts.received().slice(before);
    expect(received.map(({ text }) => text.trim())).toEqual([edited.trim()]);
    expect((await answer.textContent())?.trim()).toBe(stubAnswer(received[0]?.text ?? ''));

    await page.keyboard.press('s');
    await page.getByRole('option', { name: 'Resolved' }).click();
    await page.getByRole('button', { name: 'Status: Resolved' }).waitFor();
    await page.getByRole('link', { name: `error ${id}`, exact: true }).click();
    await page.getByRole('button', { name: 'Resolve' }).click();
    await page.getByRole('heading', { level: 1 }).getByText('Resolved').waitFor();
    const { bug_id: bugId } = (await server.call(errorGroupEndpoints.getError, { params: { id } })).data;
    const bug = await server.call(bugEndpoints.getBug, { params: { id: Number(bugId) } });
    expect(bug.data.status).toBe('resolved');

    expect(await report(server, failure)).toBe(id);
    await page.getByRole('heading', { level: 1 }).getByText('Open', { exact: true }).waitFor();
    await page.getByText('Came back').waitFor();
    const { data } = await server.call(errorGroupEndpoints.getError, { params: { id } });
    expect(data).toMatchObject({ status: 'open', regressions: 1, occurrence_count: 2 });
  });
});
