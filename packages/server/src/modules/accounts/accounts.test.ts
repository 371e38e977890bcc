import { accountEndpoints } from '@architect/contracts/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestServer, type TestServer } from '../../test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.stop());

describe('signing in', () => {
  test('gives a cookie that is good for GET /api/session, by JSON and by form, whatever the case of the name', async () => {
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
      const setCookie = reply.headers.get('set-cookie') ?? '';
      expect(setCookie).toMatch(/^session=[0-9A-Za-z]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
      const login = await server.request(accountEndpoints.getLogin, {
        headers: { cookie: setCookie.split(';')[0] ?? '' },
      });
      expect(login.body.data).toMatchObject({ username, role: 'viewer', via: 'cookie', timeout: 3600 });
    }
  });
});
