import { join, resolve } from 'node:path';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { errorKeyEndpoints } from '@architect/contracts/error-keys';
import { projectEndpoints } from '@architect/contracts/projects';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installPackage } from '../support/install-package.ts';
import { createScratch, type Scratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { type OddDashboard, startDead, startHanging, startRefusing } from './odd-dashboards.ts';
import { type Applications, installApplications } from './run-application.ts';

/** Applications with the reporters, against the real dashboard, and against dashboards on bad days. */
const { listErrors, listErrorEvents } = errorGroupEndpoints;
const root = resolve(import.meta.dirname, '../..');
const python = '/usr/bin/python3';

let scratch: Scratch;
let server: RunningServer;
let applications: Applications;
let odd: OddDashboard[];

beforeAll(async () => {
  scratch = await createScratch('architect-reporters-');
  server = await startServer({
    dataDir: join(scratch.directory, 'data'),
    socket: `reporters-${process.pid}`,
  });
  scratch.defer(() => server.stop());
  const express = await installPackage('express@5.3.0');
  applications = await installApplications(join(scratch.directory, 'shop'), { express, fastify: root });
  scratch.defer(async () => applications.stop());
  odd = await Promise.all([startHanging(), startRefusing(), startDead()]);
  for (const { stop } of odd) scratch.defer(stop);
});
afterAll(() => scratch?.clean());

/** A project with a key, as an application is given it. */
async function aProject(name: string): Promise<{ project_id: number; dsn: string }> {
  const project_id = (await server.call(projectEndpoints.createProject, { body: { name } })).data.id;
  const { dsn } = (await server.call(errorKeyEndpoints.createErrorKey, { body: { project_id } })).data;
  return { project_id, dsn };
}

async function reportsOf(query: { project_id: number } | { q: string }) {
  const { data } = await server.call(listErrors, { query: { ...query, sort: 'id' } });
  return await Promise.all(
    data.map(async (group) => {
      const events = await server.call(listErrorEvents, { params: { id: group.id }, query: {} });
      return { group, sample: events.data[0]! };
    }),
  );
}

interface Way {
  code: number | string;
  context?: object;
  [told: string]: unknown;
}

const languages: { language: string; command: string[]; file: RegExp; ways: Record<string, Way> }[] = [
  {
    language: 'Node',
    command: ['node', 'crash-node.mjs'],
    file: /crash-node\.mjs$/,
    ways: {
      throw: {
        code: 1,
        error_type: 'TypeError',
        severity: 'critical',
        context: { type: 'uncaught_exception' },
      },
      reject: {
        code: 1,
        error_type: 'RangeError',
        severity: 'critical',
        context: { type: 'unhandled_rejection' },
      },
      exit: { code: 3, message: 'giving up', context: { password: '[redacted]' } },
      term: { code: 'SIGTERM', message: 'asked to go' },
      end: { code: 0, message: 'almost done' },
      survive: { code: 0, message: 'survived', severity: 'critical' },
      listen: { code: 0, message: 'heard of', context: { type: 'unhandled_rejection' } },
    },
  },
  {
    language: 'Python',
    command: [python, 'crash_python.py'],
    file: /crash_python\.py$/,
    ways: {
      throw: {
        code: 1,
        error_type: 'RuntimeError',
        severity: 'critical',
        message: 'no card, token=[redacted]',
      },
      exit: { code: 3, message: 'giving up', context: { password: '[redacted]' } },
      term: { code: 'SIGTERM', message: 'asked to go' },
      end: { code: 0, message: 'almost done' },
      thread: { code: 0, error_type: 'RuntimeError', context: { thread: 'worker' } },
      task: { code: 0, error_type: 'LookupError', context: { type: 'asyncio' } },
    },
  },
];

describe.each(languages)('an application in $language', ({ language, command, file, ways }) => {
  test.each(Object.entries(ways))(
    'that ends by "%s" reports it once, and ends as it would have',
    async (way, { code, context = {}, ...told }) => {
      const { project_id, dsn } = await aProject(`${language} ${way}`);
      const [plain, watched] = await Promise.all([
        applications.run([...command, way]),
        applications.run([...command, way], { APP_DSN: dsn }),
      ]);
      expect(watched).toEqual(plain);
      expect(watched.code).toBe(code);
      const reports = await reportsOf({ project_id });
      expect(reports.length).toBe(1);
      const { group, sample } = reports[0]!;
      expect(group).toMatchObject({
        occurrence_count: 1,
        severity: 'error',
        environment: 'staging',
        ...told,
      });
      expect(sample).toMatchObject({ release: 'shop@2.0.0', context });
      if (sample.thrown.length > 0) expect(group.source).toMatch(file);
    },
  );

  test('is not harmed by a dashboard that hangs, refuses or is not there', async () => {
    for (const way of ['throw', 'end']) {
      const plain = await applications.run([...command, way]);
      const before = odd.map(({ count }) => count());
      const ended = await Promise.all(
        odd.map(({ url }) => applications.run([...command, way], { APP_URL: url })),
      );
      expect(ended).toEqual(odd.map(() => plain));
      expect(odd.map(({ count }, index) => count() - before[index]!)).toEqual([1, 1, 0]);
    }
  });
});

test.each([
  { kind: 'express', command: ['node', 'serve-node.mjs', 'express'] },
  { kind: 'fastify', command: ['node', 'serve-node.mjs', 'fastify'] },
  { kind: 'flask', command: [python, 'serve_python.py', 'flask'] },
  { kind: 'wsgi', command: [python, 'serve_python.py', 'wsgi'] },
])(
  'a web application on $kind reports what fails, not what it refuses, and answers as it would have',
  async ({ command }) => {
    const { project_id, dsn } = await aProject(command.join(' '));
    const answersOf = async (url: string): Promise<unknown[]> =>
      await Promise.all(
        ['/order', '/pay?token=hush', '/mine'].map(async (path) => {
          const headers = { 'x-request-id': 'r-7', authorization: 'Bearer hush' };
          const reply = await fetch(url + path, { headers });
          return [reply.status, await reply.text()];
        }),
      );
    const plain = await applications.serve(command, {});
    const watched = await applications.serve(command, { APP_DSN: dsn });
    expect(await answersOf(watched.url)).toEqual(await answersOf(plain.url));
    await expect.poll(async () => (await reportsOf({ project_id })).length).toBe(1);
    for (const { stop } of [plain, watched]) stop();
    const { group, sample } = (await reportsOf({ project_id }))[0]!;
    expect(group).toMatchObject({ error_type: 'TypeError', node_id: 'shop-web-1' });
    expect(sample.context).toMatchObject({ request_method: 'GET', request_path: '/pay', request_id: 'r-7' });
    expect(JSON.stringify(sample)).not.toContain('hush');
  },
);
