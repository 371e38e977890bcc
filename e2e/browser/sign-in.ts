import type { Browser, Page } from 'playwright-core';

/** A page that shows the sign-in form. */
export async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel('User', { exact: true }).waitFor();
  return page;
}

/** Fills in the sign-in form and waits for the overview. */
export async function signIn(page: Page, account: { username: string; password: string }): Promise<void> {
  await page.getByLabel('User', { exact: true }).fill(account.username);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}
