import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { featureEndpoints } from '@architect/contracts/features';
import { milestoneEndpoints } from '@architect/contracts/milestones';
import { projectEndpoints } from '@architect/contracts/projects';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScratch, type Scratch } from '../support/scratch.ts';
import { desktop, judgePage } from './judge-page.ts';
import { type Dashboard, startDashboard } from './start-dashboard.ts';

/** Projects are found on the disk and imported; their documents are read and searched. */
let dashboard: Dashboard;
let scratch: Scratch;
let code: string;

const files: Record<string, string> = {
  'shop/package.json': '{"dependencies": {"react": "19"}}',
  'shop/tsconfig.json': '{}',
  'shop/README.md':
    '# Shop\n\nSells things to people.\n\n## Start\n\nSee [deploying](docs/deploying.md#twice).\n',
  'shop/docs/deploying.md': `# Deploying\n\n${'Wait. '.repeat(4_000)}\n\n## Once\n\nFine.\n\n## Twice\n\nOn **Tuesdays** only. <script>document.title = 'owned'</script>\n\n| Stage | Host |\n| --- | --- |\n| staging | a.example |\n`,
  'shop/features/cart.json': '{"features": [{"name": "Cart"}, {"name": "Search"}]}',
  'shop/errors.md': '### [ ] Cart is empty\n',
  'shop/.git/HEAD': 'ref: refs/heads/main\n',
  'billing/pyproject.toml': '[project]\ndependencies = ["fastapi"]\n',
  'billing/README.md': '# Billing\n\nWrites invoices and sends them by mail.\n',
  'tools/search-index/Cargo.toml': '[dependencies]\naxum = "1"\n',
};

beforeAll(async () => {
  scratch = await createScratch('architect-discovery-');
  code = join(scratch.directory, 'code');
  await write(files);
  dashboard = await startDashboard({ CODE_SOURCES: code });
});
afterAll(async () => {
  await dashboard?.end();
  await scratch?.clean();
});

async function write(wanted: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(wanted)) {
    await mkdir(dirname(join(code, name)), { recursive: true });
    await writeFile(join(code, name), text);
  }
}

const open = (path: string) => dashboard.openSignedIn({ path });
const drawerOf = (page: Page) => page.getByRole('dialog', { name: 'Find projects' });
const find = async (page: Page) => {
  await page.getByRole('button', { name: 'Find projects' }).click();
  await drawerOf(page).getByRole('button', { name: 'Look for projects' }).click();
  await drawerOf(page).getByRole('listitem').first().waitFor();
};

test('projects are found, chosen and imported; a second look shows what differs and takes it over', async () => {
  const page = await open('/projects');
  await find(page);
  const drawer = drawerOf(page);
  const rowOf = (name: string) => drawer.getByRole('listitem').filter({ hasText: name });
  expect(await drawer.getByRole('listitem').count()).toBe(3);
  await rowOf('shop').getByText('TypeScript, React · main · 2 features · 1 error').waitFor();
  await drawer.getByRole('checkbox', { name: 'Import shop' }).check();
  await drawer.getByRole('button', { name: 'Import 1 project' }).click();
  await rowOf('shop').getByText('Imported with 2 features and 1 error.').waitFor();
  await rowOf('shop').getByRole('link', { name: 'Imported' }).waitFor();
  const server = dashboard.server();
  const [shop] = (await server.call(projectEndpoints.listProjects, {})).data;
  expect(shop).toMatchObject({ name: 'shop', source_path: join(code, 'shop'), framework: 'React' });
  expect((await server.call(featureEndpoints.listFeatures, {})).data).toHaveLength(2);

  await rowOf('shop')
    .getByRole('button', { name: /^Compare/ })
    .click();
  await rowOf('shop').getByText('Nothing differs from its files.').waitFor();
  await write({ 'shop/README.md': files['shop/README.md']!.replace('things', 'everything') });
  await rowOf('shop')
    .getByRole('button', { name: /^Compare/ })
    .click();
  const differs = rowOf('shop').getByRole('region', { name: 'What differs' });
  await differs.getByText('Sells everything to people.').waitFor();
  await differs.getByRole('button', { name: 'Take this over' }).click();
  await differs.getByText('Taken over.').waitFor();
  const after = (await server.call(projectEndpoints.listProjects, {})).data;
  expect(after[0]?.description).toBe('Sells everything to people.');

  await drawer.getByLabel('Directories').fill(join(scratch.directory, 'none'));
  await drawer.getByRole('button', { name: 'Look again' }).click();
  await drawer.getByText('cannot be read').waitFor();
  await page.context().close();
});

test('documents are listed, searched and read, and their links stay in the dashboard', async () => {
  const page = await open('/documentation');
  await page.getByRole('link', { name: /Deploying/ }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('tuesdays');
  await page.waitForURL(/q=tuesdays/);
  await page.getByText('Twice: On **Tuesdays** only.').click();
  await page.getByRole('heading', { name: 'Deploying', exact: true }).waitFor();
  expect(
    await page
      .getByText('Tuesdays', { exact: true })
      .last()
      .evaluate((node) => node.tagName),
  ).toBe('STRONG');
  expect(await page.title()).not.toBe('owned');

  await page.goto(`${dashboard.server().url}/documentation/1/README.md`);
  await page.getByRole('link', { name: 'deploying', exact: true }).click();
  await page.waitForURL(/\/documentation\/1\/docs\/deploying\.md#at-twice$/);
  const twice = page.getByRole('heading', { name: 'Twice' });
  await expect.poll(() => twice.evaluate((node) => node.getBoundingClientRect().top < 850)).toBe(true);
  await page.getByRole('navigation', { name: 'On this page' }).getByRole('link', { name: 'Once' }).click();
  await page.waitForURL(/#at-once$/);
  await page.goto(`${dashboard.server().url}/documentation/1/docs/none.md`);
  await page.getByText('there is no such file').waitFor();
  await page.context().close();
});

test('a file is edited, and what changed on the disk meanwhile is shown, not overwritten', async () => {
  const page = await open('/projects/1');
  const listed = page.getByRole('list', { name: 'Files' });
  expect(await listed.getByRole('button', { name: /^\.git\// }).isDisabled()).toBe(true);
  await listed.getByRole('button', { name: /^docs\// }).click();
  await listed.getByRole('button', { name: /^deploying\.md/ }).click();
  const drawer = page.getByRole('dialog', { name: 'docs/deploying.md' });
  await drawer.getByRole('button', { name: 'Edit' }).click();
  await drawer.getByLabel('Text of the file').fill('# Mine\n');
  await write({ 'shop/docs/deploying.md': '# Theirs\n' });
  await drawer.getByRole('button', { name: 'Save' }).click();
  await drawer.getByRole('region', { name: 'As it is on the disk' }).getByText('# Theirs').waitFor();
  await drawer.getByRole('region', { name: 'As you wrote it' }).getByText('# Mine').waitFor();
  expect(await readFile(join(code, 'shop/docs/deploying.md'), 'utf8')).toBe('# Theirs\n');
  expect(await judgePage(page, 'file-two-versions', desktop)).toEqual([]);
  await drawer.getByRole('button', { name: 'Save mine over it' }).click();
  await page.getByText(/^Saved\. The version before is kept in file-backups/).waitFor();
  await drawer.getByText('# Mine').waitFor();
  expect(await readFile(join(code, 'shop/docs/deploying.md'), 'utf8')).toBe('# Mine\n');
  await page.context().close();
});

test('what files say is to be done becomes milestones, and is completed when it is ticked there', async () => {
  await write({ 'shop/TODO.md': '- [ ] Add gift cards\n- [ ] Fix the <b>total</b>\n' });
  const page = await open('/milestones');
  await page.getByRole('button', { name: 'Plan from files' }).click();
  const drawer = page.getByRole('dialog', { name: 'Plan from files' });
  await drawer.getByRole('button', { name: 'Look for work' }).click();
  await drawer.getByText('Fix the <b>total</b>').waitFor();
  await drawer.getByRole('button', { name: 'Import 2 new' }).click();
  await drawer.getByRole('button', { name: 'All of it is imported' }).waitFor();
  const server = dashboard.server();
  const names = (await server.call(milestoneEndpoints.listMilestones, {})).data.map(({ name }) => name);
  expect(names.sort()).toEqual(['Bug fixes', 'Development']);
  await write({ 'shop/TODO.md': '- [x] Add gift cards\n- [ ] Fix the <b>total</b>\n' });
  await drawer.getByRole('button', { name: 'Look for work' }).click();
  const offered = drawer.getByRole('region', { name: 'Done by their files' });
  await offered.getByText('ticked in TODO.md').waitFor();
  expect(await judgePage(page, 'plan-from-files', desktop)).toEqual([]);
  await offered.getByRole('button', { name: 'Complete it' }).click();
  await offered.waitFor({ state: 'detached' });
  const query = { status: 'completed', name: 'Add gift cards' };
  expect((await server.call(featureEndpoints.listFeatures, { query })).data).toHaveLength(1);
  await page.context().close();
});

test('these pages are accessible and fit in every look', async () => {
  const faults: string[] = [];
  const page = await open('/documentation');
  await page
    .getByRole('link', { name: /Operating/ })
    .first()
    .waitFor();
  faults.push(...(await judgePage(page, 'documentation')));
  await page.goto(`${dashboard.server().url}/documentation/product/docs/operating.md`);
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  faults.push(...(await judgePage(page, 'document')));
  await page.goto(`${dashboard.server().url}/projects/1`);
  await page.getByRole('list', { name: 'Files' }).getByText('README.md').waitFor();
  faults.push(...(await judgePage(page, 'project-files')));
  await page.goto(`${dashboard.server().url}/projects`);
  await find(page);
  await write({ 'shop/README.md': '# Shop\n\nSells nothing to people.\n' });
  await drawerOf(page)
    .getByRole('button', { name: /^Compare/ })
    .click();
  await drawerOf(page).getByRole('button', { name: 'Take this over' }).waitFor();
  faults.push(...(await judgePage(page, 'find-projects')));
  expect(faults).toEqual([]);
  await page.context().close();
});
