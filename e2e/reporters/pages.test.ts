import { mkdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { errorKeyEndpoints } from '@architect/contracts/error-keys';
import { projectEndpoints } from '@architect/contracts/projects';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dashboard, startDashboard } from '../browser/start-dashboard.ts';
import { installPackage } from '../support/install-package.ts';
import { startDead, startHanging, startRefusing } from './odd-dashboards.ts';
import { installApplications } from './run-application.ts';
import { type Pages, servePages } from './serve-pages.ts';

/** Pages of other origins in a real browser, and those of the dashboard itself. */
const { listErrors, listErrorEvents } = errorGroupEndpoints;
const root = resolve(import.meta.dirname, '../..');

let dashboard: Dashboard;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  dashboard = await startDashboard();
});
afterAll(async () => {
  for (const stop of stops) await stop();
  await dashboard?.end();
});

async function aShop(pages: (script: string) => Record<string, string>, directory?: string) {
  const { call, url } = dashboard.server();
  const project_id = (await call(projectEndpoints.createProject, { body: { name: `shop ${stops.length}` } }))
    .data.id;
  const { dsn } = (await call(errorKeyEndpoints.createErrorKey, { body: { project_id } })).data;
  const script = `<script src="${url}/reporter.js" data-dsn="${dsn}" data-node-id="shop-web" data-release="9.1" data-environment="qa"></script>`;
  const shop: Pages = await servePages(pages(script), directory);
  stops.push(shop.stop);
  const groups = async () => (await call(listErrors, { query: { project_id, sort: 'id' } })).data;
  return { shop, groups, dsn };
}

const newPage = async (): Promise<Page> => await (await dashboard.browser.newContext()).newPage();

test('a page with the script reports what goes wrong in it, and works as it would have', async () => {
  const { shop, groups } = await aShop((script) => ({ '/': `${script}<h1>Shop</h1>` }));
  const page = await newPage();
  await page.goto(`${shop.url}/?token=hush`);
  const seen = await page.evaluate(`(async () => {
    setTimeout(() => { throw new TypeError('cart is undefined'); });
    Promise.reject(new RangeError('no cards left'));
    document.body.append(Object.assign(new Image(), { src: '/missing.png?v=1' }));
    setTimeout(() => { throw 'just a text'; });
    const gone = (await fetch('/gone', { method: 'POST', headers: { authorization: 'Bearer hush' } })).status;
    const broken = (await fetch(new Request('/broken?token=hush'))).status;
    const dead = await fetch('http://127.0.0.1:1/x').catch((error) => error.name);
    await fetch('/slow', { signal: AbortSignal.abort() }).catch(() => undefined);
    const byXhr = (url) => new Promise((done) => {
      const request = Object.assign(new XMLHttpRequest(), { onloadend: () => done(request.status) });
      request.open('PUT', url);
      request.send('token=hush');
    });
    return [gone, broken, dead, (await fetch('/')).status, await byXhr('/lost?token=hush'), await byXhr('http://127.0.0.1:1/y')];
  })()`);
  expect(seen).toEqual([404, 500, 'TypeError', 200, 404, 0]);
  const told = async () =>
    (await groups()).map((one) => `${one.severity} ${one.error_type}: ${one.message}`).sort();
  await expect
    .poll(told)
    .toEqual([
      `error HttpError: HTTP 500 from GET ${shop.url}/broken`,
      'error RangeError: no cards left',
      'error TypeError: Failed to fetch: GET http://127.0.0.1:1/x',
      'error TypeError: Request failed: PUT http://127.0.0.1:1/y',
      'error TypeError: cart is undefined',
      'error uncaught_error: just a text',
      `warning HttpError: HTTP 404 from POST ${shop.url}/gone`,
      `warning HttpError: HTTP 404 from PUT ${shop.url}/lost`,
      `warning ResourceError: Failed to load ${shop.url}/missing.png`,
    ]);
  const thrown = (await groups()).find(({ message }) => message === 'cart is undefined');
  const events = await dashboard
    .server()
    .call(listErrorEvents, { params: { id: thrown?.id ?? 0 }, query: {} });
  expect(events.data[0]).toMatchObject({
    ...{ node_id: 'shop-web', release: '9.1', environment: 'qa', url: `${shop.url}/?token=[redacted]` },
    context: { type: 'uncaught_error', user_agent: expect.stringContaining('Chrome') },
  });
});

test('what happens while a page is left arrives', async () => {
  const { shop, groups } = await aShop((script) => ({ '/': script }));
  const page = await newPage();
  await page.goto(shop.url);
  await page.evaluate(
    `addEventListener('pagehide', () => { throw new Error('while leaving'); }); location.href = 'about:blank'`,
  );
  await expect.poll(async () => (await groups()).map(({ message }) => message)).toEqual(['while leaving']);
});

test('a page whose dashboard hangs, refuses or is not there goes on, and asks once', async () => {
  const odd = await Promise.all([startHanging(), startRefusing(), startDead()]);
  const script = (url: string) =>
    `<script src="${dashboard.server().url}/reporter.js" data-url="${url}" data-node-id="x"></script>`;
  const { shop } = await aShop(() =>
    Object.fromEntries(odd.map(({ url }, index) => [`/${index}`, script(url)])),
  );
  for (const [index, { count, stop }] of odd.entries()) {
    const page = await newPage();
    await page.goto(`${shop.url}/${index}`);
    for (let times = 0; times < 5; times += 1)
      await page.evaluate(`setTimeout(() => { throw new Error('again ${times}'); })`);
    if (index < 2) await expect.poll(count).toBe(1);
    expect(await page.evaluate("fetch('/gone').then(({ status }) => status)")).toBe(404);
    expect(count()).toBe(index < 2 ? 1 : 0);
    await page.context().close();
    await stop();
  }
});

test('parts of React and Vue that break are reported with their names, and replaced or left', async () => {
  const directory = join(dashboard.directory, 'parts');
  const vue = await installPackage('vue@3.5.45');
  const application = await installApplications(directory, { react: root, 'react-dom': root, vue });
  await writeFile(
    join(directory, 'index.html'),
    '<!doctype html><div id="react"></div><div id="vue"></div><script type="module" src="/main.js"></script>',
  );
  await writeFile(join(directory, 'main.js'), partsOf);
  await mkdir(join(directory, 'out'));
  const built = await application.run([join(root, 'node_modules/.bin/vite'), 'build', '--outDir', 'out']);
  expect(built).toMatchObject({ code: 0 });
  const { shop, groups, dsn } = await aShop(() => ({}), join(directory, 'out'));
  const page = await newPage();
  await page.goto(`${shop.url}/index.html#${dsn}`);
  expect(await page.getByText('Sorry: row is undefined').textContent()).toBe('Sorry: row is undefined');
  await expect
    .poll(async () => (await groups()).map(({ message }) => message).sort())
    .toEqual(['price is undefined', 'row is undefined']);
  for (const group of await groups()) {
    const events = await dashboard.server().call(listErrorEvents, { params: { id: group.id }, query: {} });
    const inReact = {
      type: 'react_error',
      component: 'TaskList',
      component_stack: expect.stringContaining('at '),
    };
    const inVue = { type: 'vue_error', component: 'PriceTag' };
    expect(events.data[0]?.context).toMatchObject(group.message === 'row is undefined' ? inReact : inVue);
    expect(group.severity).toBe(group.message === 'row is undefined' ? 'critical' : 'error');
  }
});

const partsOf = `
import { watchBrowser } from 'architect-reporter/browser';
import { createErrorBoundary } from 'architect-reporter/react';
import { watchVue } from 'architect-reporter/vue';
import React, { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { createApp, h } from 'vue';
const reporter = watchBrowser({ dsn: location.hash.slice(1), nodeId: 'shop-web' });
const ErrorBoundary = createErrorBoundary(React, reporter);
const TaskList = () => { throw new TypeError('row is undefined'); };
const fallback = ({ error }) => createElement('p', null, 'Sorry: ' + error.message);
createRoot(document.getElementById('react')).render(createElement(ErrorBoundary, { name: 'TaskList', fallback }, createElement(TaskList)));
const app = createApp({ name: 'PriceTag', render: () => { throw new TypeError('price is undefined'); } });
watchVue(app, reporter);
app.mount('#vue');
`;

test('the dashboard reports its own pages, but not those that show errors', async () => {
  const page = await dashboard.openSignedIn();
  const { url, call } = dashboard.server();
  const node_id = `architect-dashboard-${hostname()}`;
  const own = async () =>
    (await call(listErrors, { query: { node_id, sort: 'id' } })).data.map(({ message, severity }) => [
      severity,
      message,
    ]);
  await page.evaluate("setTimeout(() => { throw new Error('in a page'); })");
  await expect.poll(own).toEqual([['error', 'in a page']]);
  await page.goto(`${url}/errors`);
  await page.locator('main h1').waitFor();
  const logged = page.waitForEvent('pageerror');
  await page.evaluate("setTimeout(() => { throw new Error('where errors are shown'); })");
  expect((await logged).message).toBe('where errors are shown');
  // A page that breaks while it is drawn: what the server sends is not what the page was made for.
  await page.route('**/api/bugs?*', (route) =>
    route.fulfill({
      json: { success: true, data: [null], pagination: { page: 1, per_page: 20, total: 1, total_pages: 1 } },
    }),
  );
  await page.goto(`${url}/bugs`);
  await page.getByRole('heading', { name: 'This page broke' }).waitFor();
  await expect.poll(own).toEqual([
    ['error', 'in a page'],
    ['critical', expect.any(String)],
  ]);
});
