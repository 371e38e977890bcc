import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../browser/open-browser.ts';
import { createScratch, type Scratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { servePages } from './serve-pages.ts';

/** Programs that people have, as they are printed: they run unmodified, but for host and port. */
const run = promisify(execFile);
let scratch: Scratch;
let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  scratch = await createScratch('architect-examples-');
  server = await startServer({ dataDir: join(scratch.directory, 'data'), socket: `examples-${process.pid}` });
  scratch.defer(() => server.stop());
  browser = await openBrowser();
  scratch.defer(() => browser.close());
});
afterAll(() => scratch?.clean());

async function example(name: string): Promise<string> {
  const text = await readFile(join(import.meta.dirname, 'examples', `${name}.template`), 'utf8');
  return text.replaceAll(/http:\/\/(?:dashboard:8080|localhost:8086)/g, server.url);
}

async function reported(message: string) {
  const { data } = await server.call(errorGroupEndpoints.listErrors, { query: { q: message } });
  const group = data.find((one) => one.message === message);
  if (!group) return null;
  const events = await server.call(errorGroupEndpoints.listErrorEvents, {
    params: { id: group.id },
    query: {},
  });
  return { group, sample: events.data[0]! };
}

const python = async (script: string) => {
  const env = { PATH: process.env.PATH ?? '', HOME: scratch.directory, PYTHONDONTWRITEBYTECODE: '1' };
  return await run('/usr/bin/python3', ['-c', script], { env }).catch((ended: { stderr: string }) => ended);
};

test('Python scripts with requests', async () => {
  // Its own hook finds no stack to read once nothing is being handled; where it is caught, it does.
  const caught =
    "try:\n    raise ValueError('no more orders')\nexcept ValueError as error:\n    report_error(error)";
  await Promise.all([
    python(await example('log-from-any-node.py')),
    python(`import os\n${await example('log-error.py')}\nlog_error('critical', 'disk full', 'backup.py')`),
    python(`${await example('report-error.py')}\n${caught}`),
  ]);
  expect((await reported('Something went wrong'))?.group).toMatchObject({
    node_id: 'my-node',
    source: 'my_module.py',
  });
  expect((await reported('disk full'))?.group).toMatchObject({ severity: 'critical', source: 'backup.py' });
  expect((await reported('no more orders'))?.group.node_id).toBe('myapp-prod-01');
});

test('a Python application with hook, decorator, database and Flask', async () => {
  // What the examples use without importing it, and an application around them.
  const imports =
    'import sqlite3, uuid\nfrom flask import jsonify\nfrom werkzeug.exceptions import HTTPException\n';
  const parts = ['trap-exceptions.py', 'trap-function.py', 'trap-database.py', 'flask-handlers.py'];
  const use = `
@trap_errors
def book(order):
    raise RuntimeError("booking failed")

def get_db_connection():
    return sqlite3.connect(":memory:")

@app.route("/pay")
def pay():
    raise TypeError("paying failed")

client = app.test_client()
print(client.get("/pay").status_code, client.get("/nowhere").status_code)
try:
    book(7)
except RuntimeError:
    pass
with safe_db_connection() as connection:
    connection.execute("nonsense")
`;
  const { stderr, ...rest } = await python(
    [imports, ...(await Promise.all(parts.map(example))), use].join('\n'),
  );
  expect(rest).toMatchObject({ stdout: '500 404\n' });
  expect(stderr).toContain('sqlite3.OperationalError');
  expect((await reported('booking failed'))?.sample.context).toMatchObject({ args: '(7,)' });
  expect((await reported('paying failed'))?.sample.context).toMatchObject({ request_path: '/pay' });
  const { data } = await server.call(errorGroupEndpoints.listErrors, { query: { q: 'nonsense' } });
  // Also reported by the hook, when it ends the program.
  expect(data.map(({ source }) => source)).toContain('database');
});

test('the step of a pipeline', async () => {
  const env = { PATH: process.env.PATH ?? '', DASHBOARD_URL: server.url, APP_NODE_ID: 'shop-ci-1' };
  await run('sh', ['-c', await example('verify-integration.sh')], { env });
  expect((await reported('CI deployment verification'))?.group).toMatchObject({
    node_id: 'shop-ci-1',
    source: 'ci-pipeline',
  });
});

test('pages of another origin, with handlers for errors and rejections, and a wrapper of fetch', async () => {
  const simple = `<script>${await example('report-error.js')}</script>`;
  const address = `'${server.url}/api/errors'`;
  const whole =
    (await example('trap-page.js')).replace("'/api/errors'", address) + (await example('trap-fetch.js'));
  const pages = await servePages({ '/simple': simple, '/whole': `<script>${whole}</script>` });
  scratch.defer(pages.stop);
  const page = await browser.newPage();
  // Kinds differ, or errors with the same stack would be the same error.
  for (const [name, [thrown, rejected]] of [
    ['simple', ['TypeError', 'RangeError']],
    ['whole', ['EvalError', 'URIError']],
  ] as const) {
    await page.goto(`${pages.url}/${name}`);
    await page.evaluate(`setTimeout(() => { throw new ${thrown}('thrown in ${name}'); });
      Promise.reject(new ${rejected}('rejected in ${name}')); undefined`);
    for (const way of ['thrown', 'rejected'])
      await expect.poll(async () => (await reported(`${way} in ${name}`))?.group.occurrence_count).toBe(1);
  }
  await page.evaluate("fetch('/broken').then(({ status }) => status)");
  await expect
    .poll(async () => (await reported('API Error: 500 Internal Server Error'))?.group.severity)
    .toBe('error');
  await page.close();
});

test('a page of the dashboard itself, in the short form', async () => {
  const page = await browser.newPage();
  await page.goto(`${server.url}/login`);
  const catching = await example('log-error.js');
  await page.evaluate(`(async () => { const showUserError = () => undefined; ${catching} })()`);
  await expect.poll(async () => (await reported('HTTP 404'))?.group.source).toBe('client');
  await page.close();
});
