import { execFile } from 'node:child_process';
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { errorIntakeEndpoints } from '@architect/contracts/error-intake';
import { errorKeyEndpoints } from '@architect/contracts/error-keys';
import { projectEndpoints } from '@architect/contracts/projects';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../browser/open-browser.ts';
import { servePages } from '../reporters/serve-pages.ts';
import { installPackage } from '../support/install-package.ts';
import { createScratch, type Scratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

const run = promisify(execFile);
const { listErrors, listErrorEvents } = errorGroupEndpoints;

let scratch: Scratch;
let server: RunningServer;

beforeAll(async () => {
  scratch = await createScratch();
  const dataDir = join(scratch.directory, 'data');
  server = await startServer({ dataDir, socket: `sdks-${process.pid}` });
  scratch.defer(() => server.stop());
});
afterAll(() => scratch.clean());

/** A project with a key, as an application is given it. */
async function anApplication(name: string): Promise<{ project_id: number; dsn: string }> {
  const project = await server.call(projectEndpoints.createProject, { body: { name } });
  const project_id = project.data.id;
  const key = await server.call(errorKeyEndpoints.createErrorKey, { body: { project_id } });
  return { project_id, dsn: key.data.dsn };
}

/** Runs an application to its end, with nothing of this machine in its environment. */
async function runApplication(command: string, file: string, env: Record<string, string>): Promise<void> {
  const path = process.env.PATH ?? '';
  await run(command, [file], { env: { PATH: path, HOME: scratch.directory, ...env }, timeout: 60_000 });
}

async function reportsOf(project_id: number) {
  const { data } = await server.call(listErrors, { query: { project_id, sort: 'id' } });
  return await Promise.all(
    data.map(async (group) => ({
      group,
      sample: (await server.call(listErrorEvents, { params: { id: group.id }, query: {} })).data[0],
    })),
  );
}

const told = {
  release: 'shop@2.0.0',
  environment: 'staging',
  tags: { shop: 'berlin' },
  user: { id: '7', email: 'ada@shop.example' },
};

/** Kinds of items that came with this project's key, each with how many. */
async function itemsOf(project_id: number): Promise<Record<string, number>> {
  const { items } = (await server.call(errorIntakeEndpoints.getErrorIntake, {})).data;
  return Object.fromEntries(
    items.filter((one) => one.project_id === project_id).map(({ type, count }) => [type, count]),
  );
}

test.each(['9.47.2', '10.78.0'])(
  'an application with the SDK %s for Node reports by its DSN alone',
  async (version) => {
    const sdk = await installPackage(`@sentry/node@${version}`);
    const directory = join(scratch.directory, `node-app-${version}`);
    await mkdir(directory);
    await symlink(join(sdk, 'node_modules'), join(directory, 'node_modules'));
    await copyFile(join(import.meta.dirname, 'report-from-node.template'), join(directory, 'app.mjs'));
    const { project_id, dsn } = await anApplication(`node app ${version}`);
    await runApplication('node', join(directory, 'app.mjs'), { APP_DSN: dsn });
    // The SDK looks up lines of code for exceptions, so a message may overtake them.
    const reports = await reportsOf(project_id);
    const thrown = reports.find(({ group }) => group.error_type === 'Error');
    const said = reports.filter(({ group }) => group.error_type === 'Message').map(({ group }) => group);
    expect(thrown?.group).toMatchObject({
      error_type: 'Error',
      severity: 'error',
      platform: 'node',
      occurrence_count: 2,
    });
    expect(thrown?.sample).toMatchObject({ ...told, node_id: 'shop-1' });
    expect(thrown?.sample?.sdk).toBe(`sentry.javascript.node ${version}`);
    expect(thrown?.sample?.thrown.map(({ type, value }) => [type, value])).toEqual([
      ['TypeError', 'card is undefined'],
      ['Error', 'payment failed'],
    ]);
    const frame = thrown?.sample?.thrown.at(-1)?.frames.at(-1);
    expect(frame).toMatchObject({ function: 'pay', in_app: true });
    expect(frame?.file).toMatch(/app\.mjs$/);
    expect(frame?.code).toContain('payment failed');
    expect(thrown?.sample?.breadcrumbs).toMatchObject([{ category: 'cart', message: 'card chosen' }]);
    expect(thrown?.sample?.trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(said.map(({ message, severity }) => [message, severity]).sort()).toEqual([
      ['stock is low', 'warning'],
      ['with a file', 'info'],
    ]);
    const besides = { attachment: 1, check_in: 1, client_report: 1, feedback: 1, transaction: 1 };
    await expect
      .poll(() => itemsOf(project_id))
      .toMatchObject({ event: 4, ...besides, session: expect.any(Number) });
  },
);

test('a page of another origin with the SDK for browsers reports by its DSN alone', async () => {
  const sdk = await installPackage('@sentry/browser@10.78.0');
  const directory = join(scratch.directory, 'page');
  await mkdir(directory);
  await symlink(join(sdk, 'node_modules'), join(directory, 'node_modules'));
  await copyFile(join(import.meta.dirname, 'page-with-sdk.template'), join(directory, 'main.js'));
  await writeFile(
    join(directory, 'index.html'),
    '<!doctype html><script type="module" src="/main.js"></script>',
  );
  const vite = resolve(import.meta.dirname, '../../node_modules/.bin/vite');
  await run(vite, ['build', directory, '--outDir', 'out'], { timeout: 60_000 });
  const shop = await servePages({}, join(directory, 'out'));
  scratch.defer(shop.stop);
  const browser = await openBrowser();
  scratch.defer(() => browser.close());
  const { project_id, dsn } = await anApplication('page');
  const page = await browser.newPage();
  await page.goto(`${shop.url}/index.html#${dsn}`);
  const kinds = async () => (await reportsOf(project_id)).map(({ group }) => group.message).sort();
  await expect.poll(kinds).toEqual(['RangeError: no cards left', 'TypeError: card is undefined']);
  // Sent when the page is left.
  await page.goto('about:blank');
  const besides = { feedback: 1, transaction: expect.any(Number), session: expect.any(Number) };
  await expect.poll(() => itemsOf(project_id)).toMatchObject({ event: 2, ...besides });
  const thrown = (await reportsOf(project_id)).find(({ group }) => group.error_type === 'TypeError');
  expect(thrown?.sample).toMatchObject({ ...told, url: expect.stringContaining(shop.url) });
  expect(thrown?.sample?.sdk).toMatch(/^sentry\.javascript\.browser 10\./);
  expect(thrown?.sample?.thrown[0]?.frames.length).toBeGreaterThan(0);
});

test('an application with the SDK for Python reports by its DSN alone', async () => {
  const directory = join(scratch.directory, 'python-app');
  await mkdir(directory);
  await copyFile(join(import.meta.dirname, 'report_from_python.py'), join(directory, 'app.py'));
  const { project_id, dsn } = await anApplication('python app');
  await runApplication('/usr/bin/python3', join(directory, 'app.py'), { APP_DSN: dsn });
  const [thrown, message, logged] = await reportsOf(project_id);
  expect(thrown?.group).toMatchObject({
    error_type: 'RuntimeError',
    platform: 'python',
    occurrence_count: 2,
  });
  expect(thrown?.sample).toMatchObject({ ...told, node_id: 'shop-1' });
  expect(thrown?.sample?.sdk).toMatch(/^sentry\.python/);
  expect(thrown?.sample?.thrown.map(({ type, value }) => [type, value])).toEqual([
    ['KeyError', "'card'"],
    ['RuntimeError', 'payment failed'],
  ]);
  const frame = thrown?.sample?.thrown.at(-1)?.frames.at(-1);
  expect(frame).toMatchObject({ function: 'pay', in_app: true, file: 'app.py' });
  expect(frame?.code).toContain('payment failed');
  expect(thrown?.sample?.breadcrumbs).toMatchObject([{ category: 'cart', message: 'card chosen' }]);
  expect(message?.group).toMatchObject({ message: 'stock is low', severity: 'warning' });
  // One error, whatever the values were.
  expect(logged?.group).toMatchObject({ message: 'no card of ada', occurrence_count: 2 });
});

test('none of it was refused', async () => {
  const { refused } = (await server.call(errorIntakeEndpoints.getErrorIntake, {})).data;
  expect(Object.values(refused).reduce((sum, count) => sum + count, 0)).toBe(0);
});
