import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEndpoints } from '@architect/contracts/system';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findPostgres, startPostgres } from '../../platform/database/postgres-for-tests.ts';
import { createTestServer } from '../../test-server.ts';
import { createFakeLink } from '../nodes/fake-link.ts';

describe('health', () => {
  test('is flat, needs no sign-in and tells database, load and tmux', async () => {
    const link = createFakeLink();
    link.setSession({ name: 'one' });
    const server = await createTestServer({ nodeLink: link });
    onTestFinished(() => server.stop());
    const { status, body } = await server.request(systemEndpoints.getHealth);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'healthy',
      lifecycle: 'RUNNING',
      database: 'connected',
      tmux: 'up',
      tmux_sessions: 1,
      cpu: body.cpu_percent,
      memory: body.memory_percent,
    });
    expect(body.memory_percent).toBeGreaterThan(0);
    expect(body.memory_percent).toBeLessThanOrEqual(100);
    expect(body.memory_mb).toBeGreaterThan(10);
    expect(body.db_response_ms).toBeGreaterThanOrEqual(0);
  });

  test('is well where no tmux server runs yet, and degraded where tmux is broken, on any machine', async () => {
    const link = createFakeLink('local', { tmux: 'down' });
    const server = await createTestServer({ nodeLink: link });
    onTestFinished(() => server.stop());
    const read = async () => {
      const { status, body } = await server.request(systemEndpoints.getHealth);
      const { nodes } = (await server.local.request(systemEndpoints.getStats)).body.data;
      return [status, body.status, body.tmux, body.tmux_note, nodes[0]?.status, nodes[0]?.note];
    };
    const none = 'no tmux server runs: the first session starts one';
    expect(await read()).toEqual([200, 'healthy', 'ready', none, 'ready', none]);
    const reason = 'protocol version mismatch (client 8, server 7)';
    link.emit('tmux.down', { reason, is_fault: true });
    expect(await read()).toEqual([200, 'degraded', 'down', `local: ${reason}`, 'down', reason]);
    link.emit('tmux.up', { version: '3.4' });
    expect((await read()).slice(0, 5)).toEqual([200, 'healthy', 'up', '', 'up']);
    link.connection('the cable was cut');
    expect((await read()).slice(1, 5)).toEqual(['degraded', 'down', 'local: the cable was cut', 'away']);
  });

  test('is degraded with no machine at all', async () => {
    const server = await createTestServer();
    onTestFinished(() => server.stop());
    const { body } = await server.request(systemEndpoints.getHealth);
    expect([body.status, body.tmux, body.tmux_note]).toEqual(['degraded', 'down', 'no machine is connected']);
  });

  test('is a 503 while the database is away, requests are too, and all is well when it is back', async () => {
    if (!findPostgres()) return console.warn('!! PostgreSQL is not installed: the outage test is SKIPPED');
    const directory = mkdtempSync(join(tmpdir(), 'architect-pg-'));
    const postgres = await startPostgres(directory, { isDurable: true });
    const server = await createTestServer({ config: { databaseUrl: `${postgres.address}/postgres` } });
    onTestFinished(async () => {
      await server.stop();
      await postgres.stop();
      rmSync(directory, { recursive: true });
    });
    const log = () => server.local.request('/api/activity', { method: 'POST', body: { action: 'a' } });
    expect((await log()).status).toBe(201);
    await postgres.stop();
    const away = await server.request(systemEndpoints.getHealth);
    expect([away.status, away.body.status, away.body.database]).toEqual([503, 'unhealthy', 'disconnected']);
    const refused = await log();
    expect([refused.status, refused.body.error_code, refused.headers.get('retry-after')]).toEqual([
      503,
      'UNAVAILABLE',
      '5',
    ]);
    await postgres.start();
    expect((await log()).status).toBe(201);
    expect((await server.request(systemEndpoints.getHealth)).body.database).toBe('connected');
  });
});

test('stats count sessions by state and provider', async () => {
  const link = createFakeLink();
  link.setSession({ name: 'one' });
  link.setSession({ name: 'two', state: 'busy' });
  const server = await createTestServer({ nodeLink: link });
  onTestFinished(() => server.stop());
  const { body } = await server.local.request(systemEndpoints.getStats);
  expect(body.data.sessions.total).toBe(2);
  expect(Object.values(body.data.sessions.by_state).reduce((sum, count) => sum + count, 0)).toBe(2);
  expect(body.data.sessions.by_state.busy).toBe(1);
  expect(body.data.nodes).toMatchObject([{ status: 'up', sessions: 2 }]);
  expect(body.data.prompts.total).toBe(0);
});

test('metrics are for who signed in and name routes, not addresses', async () => {
  const server = await createTestServer();
  onTestFinished(() => server.stop());
  expect((await server.request('/metrics')).status).toBe(401);
  await server.local.request('/api/assigner/prompts/123456');
  const { text, headers } = await server.local.request('/metrics');
  expect(headers.get('content-type')).toContain('text/plain');
  expect(text).toMatch(
    /http_request_duration_seconds_count\{method="GET",route="\/api\/assigner\/prompts\/:id",status="404"\} 1/,
  );
  expect(text).toContain('nodejs_eventloop_lag_seconds');
  expect(text).not.toContain('123456');
});
