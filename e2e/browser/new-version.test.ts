import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dashboard, startDashboard } from './start-dashboard.ts';

/** A page that was loaded from the server before an upgrade. */
let dashboard: Dashboard;
beforeAll(async () => {
  dashboard = await startDashboard();
});
afterAll(() => dashboard?.end());

test('a page from before an upgrade says so, breaks nowhere, and keeps what was being written', async () => {
  const page = await dashboard.openSignedIn();
  const sign = page.getByRole('button', { name: 'Reload: a new version runs' });
  const navigation = page.getByRole('navigation', { name: 'Main' });
  const draft = page.getByRole('dialog', { name: 'Compose a prompt' }).getByRole('textbox').first();
  await page.keyboard.press('c');
  await draft.fill('half a thought');
  await page.keyboard.press('Escape');

  // The same version again is no reason to load anything.
  await dashboard.stopServer();
  const isPage = (reply: { url(): string }) => new URL(reply.url()).pathname === '/';
  const asked = page.waitForResponse(isPage, { timeout: 120_000 });
  await dashboard.startServer();
  await (await asked).finished();
  await page.evaluate('undefined');
  expect(await sign.count()).toBe(0);

  // Another build: other names for all its files, and those of before are gone.
  await page.route('**/assets/**', (route) => route.fulfill({ status: 404, body: '{}' }));
  await page.route(
    ({ pathname }) => pathname === '/',
    async (route) => {
      const reply = await route.fetch();
      const html = (await reply.text()).replace(/\/assets\/index-[\w-]+\.js/, '/assets/index-NextBild.js');
      await route.fulfill({ response: reply, body: html });
    },
  );
  await dashboard.stopServer();
  await dashboard.startServer();
  await sign.waitFor();

  // A page and a part of the frame that were never loaded.
  await navigation.getByRole('link', { name: 'Milestones' }).click();
  await page.getByRole('heading', { name: 'This page needs to be loaded again' }).waitFor();
  await page.keyboard.press('?');
  await sign.waitFor();
  expect(await navigation.isVisible()).toBe(true);

  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await sign.click();
  await page.getByRole('heading', { name: 'Milestones', level: 1 }).waitFor();
  expect(await sign.count()).toBe(0);
  await navigation.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await page.keyboard.press('c');
  await expect.poll(() => draft.inputValue()).toBe('half a thought');
});
