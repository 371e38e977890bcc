import { hostname } from 'node:os';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Config } from '../../config.ts';
import { createTestServer } from '../../test-server.ts';

const { listErrors, listErrorEvents, reportError } = errorGroupEndpoints;

async function startServer(config: Partial<Config> = {}) {
  const server = await createTestServer({ config: { environment: 'qa', ...config } });
  onTestFinished(() => server.stop());
  const errors = async () => (await server.local.request(listErrors, {})).body.data;
  /** A table that is gone breaks whatever needs it. */
  const breakTable = (name: string) => server.db.write((tx) => tx.tables().schema.dropTable(name).execute());
  return { server, errors, breakTable };
}

describe('the errors of the dashboard itself', () => {
  it('are listed among the others: what was answered 500, once for each request, and what nobody caught', async () => {
    const { server, errors, breakTable } = await startServer();
    await breakTable('devops_tasks');
    const message = 'at postgres://me:hush@db';
    // Thrown elsewhere: this file stands among the errors' own.
    const stack = `RangeError: ${message}\n    at send (/srv/dashboard/send.ts:3:4)`;
    const uncaught = Object.assign(new RangeError(message), { stack });
    for (const query of ['', '?page=1'])
      expect((await server.local.request(`/api/devops-tasks${query}`)).status).toBe(500);
    await server.app.reportFault(uncaught);
    await expect
      .poll(async () => (await errors()).map(({ occurrence_count }) => occurrence_count))
      .toEqual([1, 2]);
    const [fault, failed] = await errors();
    expect(fault).toMatchObject({
      ...{ error_type: 'RangeError', severity: 'critical', message: 'at postgres://[redacted]@db' },
      ...{ node_id: `architect-dashboard-${hostname()}`, environment: 'qa', source: 'process' },
    });
    expect(failed).toMatchObject({ source: 'GET /api/devops-tasks', severity: 'error' });
    const events = await server.local.request(listErrorEvents, {
      params: { id: failed?.id ?? 0 },
      query: {},
    });
    expect(events.body.data[0]?.context).toMatchObject({ request_path: '/api/devops-tasks' });
  });

  it('are only logged where they come from the errors themselves, so that nothing goes round', async () => {
    const { server, errors, breakTable } = await startServer();
    await breakTable('error_keys');
    expect((await server.local.request('/api/error-keys')).status).toBe(500);
    await breakTable('milestones');
    expect((await server.local.request('/api/milestones')).status).toBe(500);
    await expect.poll(async () => (await errors()).length).toBe(1);
    expect((await errors())[0]?.source).toBe('GET /api/milestones');
    await breakTable('error_events');
    await breakTable('devops_tasks');
    const refused = await server.request(reportError.path, { method: 'POST', body: { message: 'a' } });
    expect(refused.status).toBe(500);
    expect((await server.local.request('/api/devops-tasks')).status).toBe(500);
    // The server goes on, and has told nothing of what it could not save.
    expect((await server.request('/health')).status).toBe(200);
    expect((await errors()).length).toBe(1);
  });

  it('are few, however often something fails', async () => {
    const { server, errors, breakTable } = await startServer();
    await breakTable('devops_tasks');
    await Promise.all(Array.from({ length: 40 }, () => server.local.request('/api/devops-tasks')));
    await expect.poll(async () => (await errors())[0]?.occurrence_count).toBe(30);
  });

  it('are not listed with the setting off', async () => {
    const { server, errors, breakTable } = await startServer({ reportOwnErrors: false });
    await breakTable('devops_tasks');
    expect((await server.local.request('/api/devops-tasks')).status).toBe(500);
    await server.app.reportFault('nobody caught it');
    expect(await errors()).toEqual([]);
    const page = await server.request('/', { headers: { accept: 'text/html' } });
    expect(page.text).not.toContain('reporter.js');
  });
});

describe('pages of other origins', () => {
  const origin = 'http://shop.example';

  it('may ask for leave to report, and for nothing else', async () => {
    const { server } = await startServer();
    const ask = (path: string, method: string) =>
      server.request(path, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': method },
      });
    const allowed = await ask('/api/errors', 'POST');
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('content-type');
    for (const [path, method] of [
      ['/api/errors', 'GET'],
      ['/api/errors/1/resolve', 'POST'],
      ['/api/prompts', 'POST'],
    ] as const)
      expect((await ask(path, method)).headers.get('access-control-allow-origin')).toBe(null);
    const read = await server.local.request('/api/errors', { headers: { origin } });
    expect([read.status, read.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });

  it('read the reply to a report', async () => {
    const { server } = await startServer();
    const headers = { origin };
    const reply = await server.request('/api/log_error', { method: 'POST', body: { error: 'x' }, headers });
    expect([reply.status, reply.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  });
});
