import { bugEndpoints } from '@architect/contracts/bugs';
import { devopsTaskEndpoints } from '@architect/contracts/devops-tasks';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { errorKeyEndpoints } from '@architect/contracts/error-keys';
import { featureEndpoints } from '@architect/contracts/features';
import { milestoneEndpoints } from '@architect/contracts/milestones';
import { projectEndpoints } from '@architect/contracts/projects';
import { recordPartEndpoints } from '@architect/contracts/record-parts';
import type { RecordKind } from '@architect/contracts/records';
import { suggestionEndpoints } from '@architect/contracts/suggestions';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { hostileEvent, hostileEventCount } from './hostile-event.ts';
import { report } from './report-errors.ts';
import { type Dashboard, startDashboard } from './start-dashboard.ts';
import { type ScriptWatch, watchForScripts } from './watch-for-scripts.ts';
import { xssPayloads } from './xss-payloads.ts';

/** Hostile text in every field of every record and report, shown on every page: nothing of it may run. */
let dashboard: Dashboard;
let pages: Page[];
let watch: ScriptWatch;
const everything = xssPayloads.join('\n\n');

beforeAll(async () => {
  dashboard = await startDashboard();
  const page = await dashboard.openSignedIn();
  pages = [page, ...(await Promise.all([1, 2].map(() => page.context().newPage())))];
  watch = await watchForScripts(page.context(), dashboard.server().url);
});
afterAll(() => dashboard?.end());

/** Visits the paths, several at a time, each until it has settled, and tells what is wrong with them. */
async function visit(paths: string[]): Promise<string[]> {
  const left = [...paths];
  const faults = pages.map(async (page) => {
    const found: string[] = [];
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      await page.goto(dashboard.server().url + path);
      await page.locator('main h1').first().waitFor();
      await page.waitForLoadState('networkidle');
      found.push(...(await watch.faultsOf(page, path)));
    }
    return found;
  });
  return (await Promise.all(faults)).flat();
}

/** A line that a short field takes. */
const line = (text: string, most: number) => text.replaceAll(/\s+/g, ' ').trim().slice(0, most) || 'x';

test('the watch sees a page on which such text does run', async () => {
  const planted = await dashboard.openSignedIn();
  const { url } = dashboard.server();
  const watcher = await watchForScripts(planted.context(), url);
  await planted.goto(`${url}/errors`);
  await planted.locator('main h1').waitFor();
  await planted.evaluate(`(() => {
    const host = document.createElement('div');
    host.innerHTML = '<img src="https://evil.example/x" onerror="window.__xss=1"><a href="javascript:void 0">x</a>';
    document.querySelector('main').append(host);
    window.__xss = 1;
  })()`);
  const faults: string[] = [];
  const wanted = [
    'a script ran',
    'a link leads to javascript:',
    'there is <img',
    'has onerror',
    'CSP refused',
  ];
  await until('every fault is seen', async () => {
    faults.push(...(await watcher.faultsOf(planted, 'planted')));
    return wanted.every((words) => faults.some((fault) => fault.includes(words)));
  });
  await planted.context().close();
});

test('reports: every field, in the list and on the page of each error', async () => {
  const ids: number[] = [];
  for (const [index, text] of xssPayloads.entries()) {
    const hostile = {
      ...{ error_type: text, message: text, source: text, platform: text, url: text, trace_id: text },
      stack_trace: `${line(text, 400)}\n    at ${line(text, 200)} (${line(text, 200)}:1:1)\n${text}`,
      ...{ node_id: text, release: text, environment: text, fingerprint: [`xss ${index}`, text] },
      user: { name: text, [text.slice(0, 100)]: text },
      tags: { [text.slice(0, 100)]: text, plain: text },
      context: { [text.slice(0, 100)]: text, list: [text, { deep: text }] },
      [text.slice(0, 100)]: text,
    };
    ids.push(await report(dashboard.server(), hostile));
  }
  expect(new Set(ids).size).toBe(xssPayloads.length);
  const list = '/errors?status=all';
  expect(await visit([list, ...ids.map((id) => `/errors/${id}`)])).toEqual([]);
  await pages[0]?.goto(dashboard.server().url + list);
  await pages[0]
    ?.locator('li[data-id]')
    .nth(ids.length - 1)
    .waitFor();
});

test('reports of SDKs: every field of an envelope', async () => {
  const { url, call } = dashboard.server();
  const project_id = (await call(projectEndpoints.createProject, { body: { name: 'SDKs' } })).data.id;
  const { public_key } = (await call(errorKeyEndpoints.createErrorKey, { body: { project_id } })).data;
  for (let index = 0; index < hostileEventCount; index += 1) {
    const event = JSON.stringify(hostileEvent(index));
    const body = `{}\n{"type":"event","length":${Buffer.byteLength(event)}}\n${event}\n`;
    const sent = await fetch(`${url}/api/${project_id}/envelope/?sentry_key=${public_key}`, {
      method: 'POST',
      body,
    });
    expect(sent.status).toBe(200);
  }
  const groups = (await call(errorGroupEndpoints.listErrors, { query: { project_id } })).data;
  expect(groups.length).toBe(hostileEventCount);
  const list = `/errors?status=all&project_id=${project_id}`;
  expect(await visit([list, ...groups.map(({ id }) => `/errors/${id}`)])).toEqual([]);
});

test('records: every text of every kind, in lists, on their pages, in the trail and the palette', async () => {
  const made = await hostileRecords();
  const others = ['/', '/activity', '/errors/keys', '/suggestions', '/suggestions?status=pending&page=2'];
  const own = made.map(({ kind, id }) => `${pathOf[kind]}/${id}`);
  const faults = await visit([...others, ...Object.values(pathOf), ...own]);
  const [page] = pages;
  if (!page) throw new Error('the pages were opened');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  faults.push(...(await watch.faultsOf(page, 'palette')));
  expect(faults).toEqual([]);
});

const pathOf: Record<Exclude<RecordKind, 'error'>, string> = {
  project: '/projects',
  milestone: '/milestones',
  feature: '/features',
  bug: '/bugs',
  devops_task: '/devops-tasks',
};

/** One record of each kind for each text in its short fields; all texts together stand in each long one. */
async function hostileRecords(): Promise<{ kind: Exclude<RecordKind, 'error'>; id: number }[]> {
  const server = dashboard.server();
  const last: { kind: Exclude<RecordKind, 'error'>; id: number }[] = [];
  for (const [index, text] of xssPayloads.entries()) {
    const short = { labels: [line(text, 50)], assigned_to: line(text, 100) };
    const long = { description: everything };
    const title = line(text, 480);
    const body = {
      ...{ name: line(`${index} ${text}`, 200), ...long, labels: short.labels },
      ...{ repository_url: line(text, 500), language: line(text, 100), framework: line(text, 100) },
    };
    const project = (await server.call(projectEndpoints.createProject, { body })).data.id;
    const of = { project_id: project };
    const key = { ...of, name: line(text, 100) };
    await server.call(errorKeyEndpoints.createErrorKey, { body: key });
    const wish = { ...of, title, description: everything, source_session: line(text, 200) };
    await server.call(suggestionEndpoints.suggestTasks, { body: wish });
    const [milestone, feature, bug, task] = await Promise.all([
      server.call(milestoneEndpoints.createMilestone, { body: { ...of, ...long, name: title } }),
      server.call(featureEndpoints.createFeature, {
        body: { ...of, ...long, ...short, name: title, spec: everything },
      }),
      server.call(bugEndpoints.createBug, {
        body: { ...of, ...long, ...short, title, environment: line(text, 100), resolution: everything },
      }),
      server.call(devopsTaskEndpoints.createDevopsTask, {
        body: { ...of, ...long, ...short, title, task_type: 'other' },
      }),
    ]);
    last.splice(0, last.length, { kind: 'project', id: project }, { kind: 'milestone', id: milestone.id });
    last.push(
      { kind: 'feature', id: feature.id },
      { kind: 'bug', id: bug.id },
      { kind: 'devops_task', id: task.id },
    );
  }
  for (const params of last)
    await server.call(recordPartEndpoints.addComment, { params, body: { body: everything } });
  return last;
}
