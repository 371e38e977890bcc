import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { accountEndpoints } from '@architect/contracts/accounts';
import { type Session, sessionEndpoints } from '@architect/contracts/sessions';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerTo } from '../fake-agent/turns.ts';
import { finished, send, sessionWhere } from '../support/prompts.ts';
import { until } from '../support/until.ts';
import { type Dashboard, startDashboard } from './start-dashboard.ts';

let dashboard: Dashboard;

beforeAll(async () => {
  dashboard = await startDashboard();
  await dashboard.createAgent('docs');
});
afterAll(() => dashboard?.end());

/** Something no other test says. */
const unique = (text: string) => `${text} ${randomBytes(4).toString('hex')}`;

async function compose(page: Page, content: string): Promise<number> {
  await page.keyboard.press('c');
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill(content);
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/\/prompts\/\d+$/);
  return Number(page.url().split('/').at(-1));
}

test('a wrong password is refused in words; the right one leads to the page that was asked for', async () => {
  const page = await dashboard.openPage();
  await page.goto(`${dashboard.server().url}/prompts?status=failed`);
  await page.getByLabel('User', { exact: true }).fill(dashboard.username);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expectText(page.getByRole('alert'), /wrong password/);
  await page.getByLabel('Password', { exact: true }).fill(dashboard.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Prompts', exact: true }).waitFor();
  expect(page.url()).toContain('/prompts?status=failed');
  await page.context().close();
});

test('a prompt is composed by keyboard and seen to complete live, once', async () => {
  const page = await dashboard.openSignedIn();
  const content = unique('count the pages [work 700]');
  const id = await compose(page, content);
  await page.getByText('Running').first().waitFor();
  await page.getByText('Completed').first().waitFor();
  await page.getByText(answerTo(content)).waitFor();
  for (const step of ['Queued', 'Sending', 'Typed', 'Submitted', 'Started', 'Ended'])
    await page.getByText(step, { exact: true }).waitFor();
  expect(dashboard.agents.timesReceived(content)).toBe(1);
  expect(await finished(dashboard.server(), id)).toMatchObject({ status: 'completed', source: 'web' });
  await page.context().close();
});

test('a draft outlives a reload and is gone after it was sent', async () => {
  const page = await dashboard.openSignedIn();
  const content = unique('remember me');
  await page.keyboard.press('c');
  const box = page.getByRole('textbox', { name: 'Prompt', exact: true });
  await box.fill(content);
  await page.reload();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.keyboard.press('c');
  expect(await box.inputValue()).toBe(content);
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/\/prompts\/\d+$/);
  await noDialog(page);
  await page.keyboard.press('c');
  await box.waitFor();
  expect(await box.inputValue()).toBe('');
  await page.context().close();
});

test('a permission prompt calls in the title and is approved by keyboard', async () => {
  const page = await dashboard.openSignedIn();
  const id = await send(dashboard.server(), { content: unique('ship it [ask npm run release]') });
  await titleIs(page, '(1) Overview · Architect');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('banner').getByRole('link', { name: '1 needs you' }).waitFor();
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await page.getByRole('heading', { name: 'Needs me' }).waitFor();
  await page.getByRole('article').getByText('npm run release').first().waitFor();
  await page.keyboard.press('a');
  await page.getByText('Nothing needs you.').waitFor();
  await page.getByText('Approved', { exact: true }).waitFor();
  expect(await finished(dashboard.server(), id)).toMatchObject({ status: 'completed' });
  await titleIs(page, 'Needs me · Architect');
  await page.context().close();
});

test('a widening answer asks once more; denying by keyboard ends the turn', async () => {
  const page = await dashboard.openSignedIn();
  const id = await send(dashboard.server(), { content: unique('clean up [ask rm -rf build]') });
  await page.goto(`${dashboard.server().url}/interactions`);
  await page.getByRole('article').getByText('rm -rf build').first().waitFor();
  await page.keyboard.press('2');
  await page.getByRole('dialog').getByText('Allow this from now on?').waitFor();
  await page.getByRole('button', { name: 'Go back' }).click();
  await noDialog(page);
  await page.keyboard.press('d');
  await page.getByText('Denied', { exact: true }).waitFor();
  const prompt = await finished(dashboard.server(), id);
  expect(['failed', 'completed']).toContain(prompt.status);
  await page.context().close();
});

test('nothing is typed into a terminal before typing is turned on; then the agent gets every key', async () => {
  await dashboard.createAgent('typed');
  const page = await dashboard.openSignedIn({ path: '/sessions/typed' });
  const terminal = page.getByTestId('terminal');
  await terminal.getByText('Claude Code').waitFor();
  await terminal.click();
  await page.keyboard.type('ignored');
  await page.getByRole('switch', { name: 'Type' }).check();
  await page.getByText('You are typing into the agent').waitFor();
  const words = unique('hällo [work 100]');
  await page.keyboard.type(words);
  await terminal.getByText(words).waitFor();
  await page.keyboard.press('Enter');
  await until('the agent has got what was typed', () => dashboard.agents.timesReceived(words) === 1);
  expect(dashboard.agents.promptsOf('typed')).toEqual([words]);
  await page.context().close();
});

test('an agent gets a work tree by form, and is ended against its unsaved work only when that is said', async () => {
  const repository = `${dashboard.directory}/shop`;
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', ...words], {
      encoding: 'utf8',
    });
  git('init', '--quiet', repository);
  git('-C', repository, 'commit', '--quiet', '--allow-empty', '-m', 'first');
  const page = await dashboard.openSignedIn({ path: '/sessions' });
  await page.getByRole('button', { name: 'New session' }).click();
  await page.getByLabel('Name').fill('ada');
  await page.getByText('In a work tree of its own').click();
  await page.getByLabel('Repository').fill(`${repository}/nowhere`);
  await page.getByLabel('Command').fill(dashboard.agents.command('ada'));
  await page.getByRole('button', { name: 'Create session' }).click();
  await page.getByRole('alert').getByText('there is no directory').waitFor();
  await page.getByLabel('Repository').fill(repository);
  await page.getByRole('button', { name: 'Create session' }).click();
  await page.getByText('Why this state').waitFor();
  const isIdle = (session: Session) => session.state === 'idle';
  const { working_dir } = await sessionWhere(dashboard.server(), 'ada', 'is idle', isIdle);
  expect(git('-C', working_dir, 'branch', '--show-current')).toBe('agent/ada\n');
  writeFileSync(`${working_dir}/unsaved.ts`, '');
  const confirm = async (action: string) => {
    await page.getByLabel('Type ada to confirm').fill('ada');
    await page.getByRole('button', { name: action }).click();
  };
  await page.getByRole('button', { name: 'End agent' }).click();
  await confirm('End it');
  await page.getByText('1 changed file').waitFor();
  expect(existsSync(`${working_dir}/unsaved.ts`)).toBe(true);
  await confirm('End it and lose that');
  await page.waitForURL(/\/sessions$/);
  await page.getByText('Its branch agent/ada is kept.').waitFor();
  expect(existsSync(working_dir)).toBe(false);
  await page.context().close();
});

test('lines of the terminal are completed, sent and answered in the compose drawer', async () => {
  const page = await dashboard.openSignedIn();
  const content = unique('by a prefix');
  await page.keyboard.press('c');
  const box = page.getByRole('textbox', { name: 'Prompt', exact: true });
  await box.pressSequentially('os:@do');
  await page.keyboard.press('Tab');
  expect(await box.inputValue()).toBe('os:@docs: ');
  await page.keyboard.type(content);
  await page.getByText('A prompt for session docs, without its prefix.').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/\/prompts\/\d+$/);
  const id = Number(page.url().split('/').at(-1));
  expect(await finished(dashboard.server(), id)).toMatchObject({
    content,
    target_session: 'docs',
    source: 'web',
  });
  await noDialog(page);
  await page.keyboard.press('c');
  await box.fill('msto: and docs?');
  await page.keyboard.press('Control+Enter');
  await page.getByText(/^docs idle for /).waitFor();
  await box.fill('os: as it stands');
  await page.getByRole('button', { name: 'Take it as plain text' }).click();
  await page.keyboard.press('Control+Enter');
  await page.waitForURL((url) => /\/prompts\/\d+$/.test(url.pathname) && !url.pathname.endsWith(`/${id}`));
  const plain = await finished(dashboard.server(), Number(page.url().split('/').at(-1)));
  expect(plain.content).toBe('os: as it stands');
  await page.context().close();
});

test('limits are set on the settings page, which names what they hold back', async () => {
  const page = await dashboard.openSignedIn();
  await dashboard.createAgent('second');
  await page.goto(`${dashboard.server().url}/settings`);
  const panel = page.getByRole('region', { name: 'Limits of the queue' });
  await panel.getByLabel('At work in all').fill('1');
  await panel.getByRole('button', { name: 'Save limits' }).click();
  await page.getByText('The limits hold from now on.').waitFor();
  const busy = await send(dashboard.server(), { content: unique('[work 600000]'), target_session: 'second' });
  await panel.getByText('at work in second').waitFor();
  const held = await send(dashboard.server(), { content: unique('held'), target_session: 'docs' });
  await panel.getByText(`at most 1 prompt is worked on in all: prompt ${busy} in second`).waitFor();
  await panel.getByLabel('At work in all').fill('');
  await panel.getByRole('button', { name: 'Save limits' }).click();
  expect(await finished(dashboard.server(), held)).toMatchObject({ status: 'completed' });
  await page.context().close();
});

test('a session is created by form, explained, and ended only by its name', async () => {
  const page = await dashboard.openSignedIn({ path: '/sessions' });
  await page.getByRole('button', { name: 'New session' }).click();
  await page.getByLabel('Name').fill('made-here');
  await page.getByLabel('Command').fill(dashboard.agents.command('made-here'));
  await page.getByRole('button', { name: 'Create session' }).click();
  await page.getByText('Why this state').waitFor();
  await page.getByText('Decides:', { exact: true }).waitFor();
  await sessionWhere(dashboard.server(), 'made-here', 'is idle', (session) => session.state === 'idle');
  await page.getByRole('heading', { level: 1 }).getByText('Idle').waitFor();
  await page.getByRole('button', { name: 'End agent' }).click();
  const kill = page.getByRole('button', { name: 'End it' });
  expect(await kill.isDisabled()).toBe(true);
  await page.getByLabel('Type made-here to confirm').fill('made-here');
  await kill.click();
  await page.waitForURL(/\/sessions$/);
  const names = async () =>
    (await dashboard.server().call(sessionEndpoints.listTmuxSessions, {})).data.map((one) => one.name);
  await until('the session is gone', async () => !(await names()).includes('made-here'));
  await page.context().close();
});

test('a cancelled prompt comes back by undo', async () => {
  const page = await dashboard.openSignedIn();
  const content = unique('later');
  const id = await send(dashboard.server(), { content, target_session: 'not-there-yet' });
  await page.goto(`${dashboard.server().url}/prompts/${id}`);
  await page.getByText(/Waits:/).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Cancelled').first().waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText(/Waits:/).waitFor();
  await page.context().close();
});

test('palette, shortcut sheet and go-to keys', async () => {
  const page = await dashboard.openSignedIn();
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Page, session, record or action').fill('docs');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/sessions\/docs$/);
  await noDialog(page);
  await page.keyboard.press('?');
  await page.getByText('Compose a prompt', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await noDialog(page);
  for (const [key, path] of [
    ['p', '/prompts'],
    ['s', '/sessions'],
    ['o', '/'],
  ] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await page.waitForURL(`${dashboard.server().url}${path}`);
  }
  await page.context().close();
});

test('a new API key is shown once', async () => {
  const page = await dashboard.openSignedIn({ path: '/settings' });
  await page.getByLabel('New key').fill('ci');
  await page.getByRole('button', { name: 'Create key' }).click();
  const key = await page.getByText(/^arc_\w{32,}$/).textContent();
  const reply = await fetch(`${dashboard.server().url}/api/tmux/sessions`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(reply.status).toBe(200);
  await page.reload();
  await page.getByText('ci', { exact: true }).waitFor();
  expect(await page.getByText(String(key)).count()).toBe(0);
  await page.context().close();
});

test('a login that ended elsewhere leads back to the sign-in form', async () => {
  const page = await dashboard.openSignedIn();
  // What still loads would find out before the link is clicked.
  await page.waitForLoadState('networkidle');
  await page.context().clearCookies();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByLabel('User', { exact: true }).waitFor();
  await page.context().close();
});

test('a viewer sees everything and is offered nothing that acts', async () => {
  const password = randomBytes(12).toString('hex');
  const body = { username: 'guest', password, role: 'viewer' as const };
  await dashboard.server().call(accountEndpoints.createUser, { body });
  const page = await dashboard.openSignedIn({ path: '/', as: { username: 'guest', password } });
  expect(await page.getByRole('button', { name: 'Compose' }).count()).toBe(0);
  await page.goto(`${dashboard.server().url}/sessions/docs`);
  await page.getByTestId('terminal').getByText('for shortcuts').waitFor();
  expect(await page.getByRole('switch', { name: 'Type' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Scrollback' }).click();
  await page.getByRole('dialog').getByText('for shortcuts').waitFor();
  await page.keyboard.press('Escape');
  expect(await page.getByRole('button', { name: /^(End agent|Kill)$/ }).count()).toBe(0);
  await page.getByText('Decides:', { exact: true }).waitFor();
  await page.context().close();
});

test('a restarted server is announced, and the page catches up by itself', async () => {
  const page = await dashboard.openSignedIn();
  await dashboard.stopServer();
  await page.getByText('Reconnecting').waitFor();
  await dashboard.startServer();
  const content = unique('sent while the page was away');
  const id = await send(dashboard.server(), { content });
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByText(content).first().waitFor();
  await finished(dashboard.server(), id);
  await page.context().close();
});

/** Keys belong to a dialog until it has closed. */
async function noDialog(page: Page): Promise<void> {
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

async function titleIs(page: Page, title: string): Promise<void> {
  await until(`the title is ${title}`, async () => (await page.title()) === title, {
    seen: () => page.title(),
  });
}

async function expectText(locator: ReturnType<Page['getByRole']>, text: RegExp): Promise<void> {
  await locator.waitFor();
  expect(await locator.textContent()).toMatch(text);
}
