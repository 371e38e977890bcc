import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dashboard, startDashboard } from './start-dashboard.ts';

let dashboard: Dashboard;

beforeAll(async () => {
  // The warning comes five minutes before the end: here after six seconds.
  dashboard = await startDashboard({ SESSION_TIMEOUT: '306' });
});
afterAll(() => dashboard?.end());

test('a login that ends soon is announced and can be kept', async () => {
  const page = await dashboard.openSignedIn();
  const warning = page.getByText('You are signed out soon');
  expect(await warning.count()).toBe(0);
  await warning.waitFor();
  await page.getByRole('button', { name: 'Stay signed in' }).click();
  await warning.waitFor({ state: 'detached' });
  await page.getByText('You stay signed in.').waitFor();
  await page.context().close();
});

test('signing out ends the login on the server too', async () => {
  const page = await dashboard.openSignedIn();
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  await page.getByRole('button', { name: /Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByLabel('User', { exact: true }).waitFor();
  const reply = await fetch(`${dashboard.server().url}/api/session`, { headers: { cookie: cookies } });
  expect(reply.status).toBe(401);
  await page.context().close();
});
