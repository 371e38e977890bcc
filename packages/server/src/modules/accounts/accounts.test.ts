import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiKey, accountEndpoints, type LoginInfo, type User } from '@architect/contracts/accounts';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Config } from '../../config.ts';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { randomWord } from '../../platform/ids.ts';
import {
  createTestServer,
  type TestClient,
  type TestServer,
  type TestServerOptions,
} from '../../test-server.ts';

async function start(options: TestServerOptions = {}): Promise<TestServer> {
  const server = await createTestServer(options);
  onTestFinished(() => server.stop());
  return server;
}
const logIn = (client: TestClient, username: string, password: string, headers = {}) =>
  client.request('/login', { method: 'POST', body: { username, password }, headers });
const cookieOf = (reply: { headers: Headers }): string =>
  (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
const session = (server: TestServer, cookie: string) =>
  server.request<{ data: LoginInfo }>('/api/session', { headers: { cookie } });
const aPassword = (): string => randomWord(16);

describe('signing in', () => {
  test('by JSON and by form, whatever the case of the name, gives a safe cookie', async () => {
    const server = await start();
    const { username, password } = await server.signIn('viewer');
    const form = new URLSearchParams({ username: username.toUpperCase(), password });
    for (const body of [JSON.stringify({ username, password }), String(form)]) {
      const type = body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded';
      const reply = await server.request('/login', {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
      expect(reply.status, reply.text).toBe(200);
      expect(reply.headers.get('set-cookie')).toMatch(
        /^session=[0-9A-Za-z]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
      );
      const login = await session(server, cookieOf(reply));
      expect(login.body.data).toMatchObject({
        username,
        role: 'viewer',
        via: 'cookie',
        timeout: 3600,
        warn_before: 300,
      });
      expect(login.body.data.csrf_token).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  test('with a wrong name, a wrong password or a disabled user fails in the same words', async () => {
    const server = await start();
    const person = await server.signIn('viewer');
    const gone = await server.signIn('viewer');
    const users = await server.local.request<{ data: User[] }>('/api/users');
    const { id } = users.body.data.find(({ username }) => username === gone.username) ?? { id: 0 };
    await server.local.request(`/api/users/${id}`, { method: 'PATCH', body: { disabled: true } });
    expect((await gone.request('/api/session')).status).toBe(401);
    const tries = [
      [person.username, 'wrong'],
      ['nobody', person.password],
      [gone.username, gone.password],
    ] as const;
    for (const [username, password] of tries) {
      const reply = await logIn(server, username, password);
      expect([reply.status, reply.body.error]).toEqual([401, 'Unknown user or wrong password.']);
      expect(reply.headers.get('set-cookie')).toBeNull();
    }
  });

  test('is slowed down after five wrong passwords, parallel ones included, and freed by waiting', async () => {
    const clock = createMovableClock();
    const server = await start({ clock });
    const { username, password } = await server.signIn('viewer');
    const replies = await Promise.all(Array.from({ length: 8 }, () => logIn(server, username, 'wrong')));
    expect(replies.map(({ status }) => status).sort()).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    const blocked = await logIn(server, username, password);
    expect([blocked.status, blocked.headers.get('retry-after')]).toEqual([429, '1']);
    clock.advance(1001);
    expect((await logIn(server, username, 'wrong')).status).toBe(401);
    expect(Number((await logIn(server, username, password)).headers.get('retry-after'))).toBe(2);
    clock.advance(2001);
    expect((await logIn(server, username, password)).status).toBe(200);
    expect((await logIn(server, username, 'wrong')).status).toBe(401);
    expect((await logIn(server, username, password)).status).toBe(200);
  });
});

describe('a login', () => {
  test('ends after an hour without activity; asking how long is left does not extend it, background reads neither', async () => {
    const clock = createMovableClock();
    const server = await start({ clock });
    const person = await server.signIn('viewer');
    const left = async () => (await session(server, person.cookie)).body.data?.expires_in;
    clock.advance(3_000_000);
    expect(await left()).toBe(600);
    await person.request('/api/activity', { headers: { 'x-background': 'true' } });
    expect(await left()).toBe(600);
    await person.request('/api/activity');
    expect(await left()).toBe(3600);
    clock.advance(3_599_000);
    const extended = await person.request(accountEndpoints.extendLogin);
    expect(extended.body.data.expires_in).toBe(3600);
    clock.advance(3_600_001);
    expect((await session(server, person.cookie)).status).toBe(401);
  });

  test('is not given back by a restart, and is ended by signing out', async () => {
    const first = await createTestServer();
    const person = await first.signIn('viewer');
    await first.stop({ keepData: true });
    const server = await start({ dataOf: first });
    expect((await session(server, person.cookie)).status).toBe(200);
    const out = await server.request('/logout', { method: 'POST', headers: { cookie: person.cookie } });
    expect(out.headers.get('set-cookie')).toMatch(/^session=;/);
    expect((await session(server, person.cookie)).status).toBe(401);
  });

  test('ends elsewhere when its user changes the password', async () => {
    const server = await start();
    const person = await server.signIn('viewer');
    const elsewhere = cookieOf(await logIn(server, person.username, person.password));
    const next = aPassword();
    const change = (current: string, wanted: string) =>
      person.request('/api/session/password', {
        method: 'POST',
        body: { current_password: current, new_password: wanted },
      });
    expect((await change('wrong', next)).status).toBe(401);
    expect((await change(person.password, 'short')).body.error).toContain('at least 12 characters');
    expect((await change(person.password, next)).status).toBe(200);
    expect((await session(server, elsewhere)).status).toBe(401);
    expect((await session(server, person.cookie)).status).toBe(200);
    expect((await logIn(server, person.username, person.password)).status).toBe(401);
    expect((await logIn(server, person.username, next)).status).toBe(200);
  });
});

describe('the first start', () => {
  const boot = async (config: Partial<Config>, dataDir: string) => {
    const server = await createTestServer({ config, dataOf: { dataDir, databaseUrl: null } });
    const users = await server.local.request<{ data: User[] }>('/api/users');
    return { server, users: users.body.data };
  };
  const scratch = (): string => {
    const directory = mkdtempSync(join(tmpdir(), 'architect-first-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    return directory;
  };

  test('makes the administrator architect once; a configured password is set on the configured user', async () => {
    const dataDir = scratch();
    const one = await boot({}, dataDir);
    expect(one.users.map(({ username, role }) => [username, role])).toEqual([['architect', 'admin']]);
    await one.server.stop({ keepData: true });
    const password = aPassword();
    const two = await boot({ user: 'Boss', password }, dataDir);
    expect(two.users).toHaveLength(2);
    expect((await logIn(two.server, 'boss', password)).body).toMatchObject({
      data: { username: 'Boss', role: 'admin' },
    });
    await two.server.stop({ keepData: true });
    const three = await boot({ user: 'boss', password: aPassword() }, dataDir);
    expect(three.users).toHaveLength(2);
    expect((await logIn(three.server, 'boss', password)).status).toBe(401);
    await three.server.stop({ keepData: true });
  });

  test('keeps no password and no token in the clear', async () => {
    const dataDir = scratch();
    const password = aPassword();
    const { server } = await boot({ password }, dataDir);
    const cookie = cookieOf(await logIn(server, 'architect', password));
    const made = await server.local.request<{ key: string }>('/api/keys', {
      method: 'POST',
      body: { name: 'k' },
    });
    await server.stop({ keepData: true });
    const stored = readFileSync(join(dataDir, 'architect.db'), 'latin1');
    for (const secret of [password, cookie.slice('session='.length), made.body.key]) {
      expect(secret.length).toBeGreaterThan(15);
      expect(stored).not.toContain(secret);
    }
    expect(stored).toContain('$argon2id$');
    expect(statSync(join(dataDir, 'local-token')).mode & 0o777).toBe(0o600);
  });
});

eachDatabase((_open, engine) => {
  test('users are made, changed and kept from locking everybody out', async () => {
    const server = await start({ engine });
    const admin = await server.signIn('admin');
    const body = { username: 'Ada', password: aPassword(), role: 'viewer' };
    const made = await admin.request<{ data: User }>('/api/users', { method: 'POST', body });
    expect([made.status, made.body.data]).toMatchObject([
      201,
      { username: 'Ada', role: 'viewer', disabled: false },
    ]);
    for (const username of ['ADA', 'local', 'System']) {
      const again = await admin.request('/api/users', { method: 'POST', body: { ...body, username } });
      expect([again.status, again.body.error_code]).toEqual([409, 'CONFLICT']);
    }
    const change = (id: number, to: object) =>
      admin.request(`/api/users/${id}`, { method: 'PATCH', body: to });
    expect((await change(made.body.data.id, { role: 'operator' })).body).toMatchObject({
      data: { role: 'operator' },
    });
    expect((await change(999, { role: 'viewer' })).status).toBe(404);
    const { data } = (await admin.request<{ data: User[] }>('/api/users')).body;
    const admins = data.filter(({ role }) => role === 'admin');
    for (const { id } of admins.slice(1)) expect((await change(id, { role: 'viewer' })).status).toBe(200);
    const last = await server.local.request(`/api/users/${admins[0]?.id}`, {
      method: 'PATCH',
      body: { disabled: true },
    });
    expect([last.status, last.body.error]).toEqual([409, expect.stringContaining('the last administrator')]);
    const audit = await server.local.request<{ data: { action: string }[] }>(
      '/api/activity?entity_type=user&action=user.updated',
    );
    expect(audit.body.data.length).toBe(admins.length);
  });

  test('a key acts with its role, is shown once, expires and is revoked', async () => {
    const clock = createMovableClock();
    const server = await start({ engine, clock });
    const person = await server.signIn('operator');
    const make = (body: object) =>
      person.request<{ data: ApiKey; key: string }>('/api/keys', { method: 'POST', body });
    expect((await make({ name: 'too strong', role: 'admin' })).status).toBe(403);
    const { body } = await make({ name: 'ci', role: 'viewer', expires_in_days: 1 });
    expect(body.key).toMatch(/^arc_[0-9A-Za-z]{43}$/);
    const asKey = (path: string, method = 'GET') =>
      server.request(path, {
        method,
        headers: { authorization: `Bearer ${body.key}`, origin: 'https://any.example' },
      });
    expect((await asKey('/api/session')).body).toMatchObject({
      data: { via: 'key', role: 'viewer', csrf_token: null },
    });
    expect((await asKey('/api/assigner/retry-all', 'POST')).status).toBe(403);
    const listed = await person.request<{ data: ApiKey[] }>('/api/keys');
    expect(listed.body.data).toMatchObject([{ name: 'ci', prefix: body.key.slice(0, 10), revoked: false }]);
    expect(listed.text).not.toContain(body.key);
    clock.advance(86_400_001);
    expect((await asKey('/api/session')).status).toBe(401);

    const back = await server.signIn('operator');
    const lasting = await back.request<{ data: ApiKey; key: string }>('/api/keys', {
      method: 'POST',
      body: { name: 'b' },
    });
    const headers = { authorization: `Bearer ${lasting.body.key}` };
    const stranger = await server.signIn('operator');
    const path = `/api/keys/${lasting.body.data.id}`;
    expect((await stranger.request(path, { method: 'DELETE' })).status).toBe(404);
    expect((await server.request('/api/session', { headers })).status).toBe(200);
    expect((await back.request(path, { method: 'DELETE' })).body).toMatchObject({ data: { revoked: true } });
    expect((await server.request('/api/session', { headers })).status).toBe(401);
  });

  test('a key loses what its owner loses', async () => {
    const server = await start({ engine });
    const person = await server.signIn('operator');
    const { body } = await person.request<{ key: string }>('/api/keys', {
      method: 'POST',
      body: { name: 'k' },
    });
    const users = await server.local.request<{ data: User[] }>('/api/users');
    const { id } = users.body.data.find(({ username }) => username === person.username) ?? { id: 0 };
    const set = (to: object) => server.local.request(`/api/users/${id}`, { method: 'PATCH', body: to });
    const asKey = () => server.request('/api/session', { headers: { authorization: `Bearer ${body.key}` } });
    await set({ role: 'viewer' });
    expect((await asKey()).body).toMatchObject({ data: { role: 'viewer' } });
    await set({ disabled: true });
    expect((await asKey()).status).toBe(401);
  });
});

describe('the local token', () => {
  test('is an administrator from loopback only', async () => {
    const server = await start();
    const { authenticate, localToken } = server.app.accounts;
    const ask = (ip: string) => authenticate({ cookie: null, bearer: localToken, ip });
    expect((await ask('::1'))?.caller).toMatchObject({ role: 'admin', via: 'local', actor: 'local' });
    expect(await ask('::ffff:127.0.0.1')).not.toBeNull();
    expect(await ask('10.0.0.7')).toBeNull();
    expect(await authenticate({ cookie: null, bearer: `${localToken}x`, ip: '::1' })).toBeNull();
  });
});
