import { execFile } from 'node:child_process';
import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { errorIntakeEndpoints } from '@architect/contracts/error-intake';
import { errorKeyEndpoints } from '@architect/contracts/error-keys';
import { projectEndpoints } from '@architect/contracts/projects';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScratch, type Scratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { installNodeSdk } from './install-node-sdk.ts';

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

test('an application with the SDK for Node reports by its DSN alone', async () => {
  const sdk = await installNodeSdk();
  const directory = join(scratch.directory, 'node-app');
  await mkdir(directory);
  await symlink(join(sdk, 'node_modules'), join(directory, 'node_modules'));
  await copyFile(join(import.meta.dirname, 'report-from-node.template'), join(directory, 'app.mjs'));
  const { project_id, dsn } = await anApplication('node app');
  await runApplication('node', join(directory, 'app.mjs'), { APP_DSN: dsn });
  // The SDK looks up lines of code for exceptions, so a message may overtake them.
  const reports = await reportsOf(project_id);
  const thrown = reports.find(({ group }) => group.error_type === 'Error');
  const message = reports.find(({ group }) => group.error_type === 'Message');
  expect(thrown?.group).toMatchObject({
    error_type: 'Error',
    severity: 'error',
    platform: 'node',
    occurrence_count: 2,
  });
  expect(thrown?.sample).toMatchObject({ ...told, node_id: 'shop-1' });
  expect(thrown?.sample?.sdk).toMatch(/^sentry\.javascript\.node 9\./);
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
  expect(message?.group).toMatchObject({ message: 'stock is low', severity: 'warning' });
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

test('what the SDKs send besides is counted', async () => {
  const items = async () => (await server.call(errorIntakeEndpoints.getErrorIntake, {})).data.items;
  await expect.poll(async () => (await items()).map(({ type }) => type)).toContain('event');
  const intake = (await server.call(errorIntakeEndpoints.getErrorIntake, {})).data;
  expect(Object.values(intake.refused).reduce((sum, count) => sum + count, 0)).toBe(0);
});
