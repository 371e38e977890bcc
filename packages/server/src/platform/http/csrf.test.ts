import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestServer, type SignedInClient, type TestServer } from '../../test-server.ts';

let server: TestServer;
let person: SignedInClient;
beforeAll(async () => {
  server = await createTestServer();
  person = await server.signIn('viewer');
});
afterAll(() => server.stop());

const extend = (headers: Record<string, string>, client = person) =>
  client.request('/api/session/extend', { method: 'POST', headers });

describe('a change asked for with a cookie', () => {
  test('needs no token from a program that shows no sign of a browser', async () => {
    expect((await extend({})).status).toBe(200);
  });

  test.each([
    ['same origin and token', () => ({ origin: server.url, 'x-csrf-token': person.csrfToken }), 200],
    [
      'referer and token',
      () => ({ referer: `${server.url}/prompts`, 'x-csrf-token': person.csrfToken }),
      200,
    ],
    [
      'sec-fetch-site and token',
      () => ({ 'sec-fetch-site': 'same-origin', 'x-csrf-token': person.csrfToken }),
      200,
    ],
    ['same origin without a token', () => ({ origin: server.url }), 403],
    ['same origin and a wrong token', () => ({ origin: server.url, 'x-csrf-token': 'f'.repeat(64) }), 403],
    [
      'another origin with the token',
      () => ({ origin: 'https://evil.example', 'x-csrf-token': person.csrfToken }),
      403,
    ],
    [
      'another port with the token',
      () => ({ origin: 'http://127.0.0.1:1', 'x-csrf-token': person.csrfToken }),
      403,
    ],
    ['origin null with the token', () => ({ origin: 'null', 'x-csrf-token': person.csrfToken }), 403],
    [
      'cross-site fetch with the token',
      () => ({ 'sec-fetch-site': 'cross-site', 'x-csrf-token': person.csrfToken }),
      403,
    ],
  ])('from a browser: %s', async (_name, headers, status) => {
    const reply = await extend(headers());
    expect(reply.status).toBe(status);
    if (status === 403)
      expect(reply.body).toMatchObject({ error_code: 'CSRF_INVALID', code: 'CSRF_INVALID' });
  });

  test("cannot use another login's token", async () => {
    const other = await server.signIn('viewer');
    expect((await extend({ origin: server.url, 'x-csrf-token': other.csrfToken })).status).toBe(403);
  });

  test('always needs the token when CSRF_STRICT is set', async () => {
    const strict = await createTestServer({ config: { csrfStrict: true } });
    const client = await strict.signIn('viewer');
    expect((await extend({}, client)).status).toBe(403);
    expect((await extend({ 'x-csrf-token': client.csrfToken }, client)).status).toBe(200);
    await strict.stop();
  });
});

test('reading, exempt endpoints and bearer tokens need no token', async () => {
  const browser = { origin: server.url, 'sec-fetch-site': 'same-origin' };
  expect((await person.request('/api/session', { headers: browser })).status).toBe(200);
  const report = await person.request('/api/csp-report', { method: 'POST', body: {}, headers: browser });
  expect(report.status).toBe(200);
  const byKey = await server.local.request('/api/session/extend', { method: 'POST', headers: browser });
  expect(byKey.status).toBe(200);
});

test('the page of a signed-in browser carries the token; a stranger gets an empty one', async () => {
  const html = { accept: 'text/html' };
  const mine = await person.request('/prompts', { headers: html });
  const theirs = await server.request('/prompts', { headers: html });
  if (mine.status === 503) return expect(mine.text).toContain('npm run build');
  expect(mine.text).toContain(`<meta name="csrf-token" content="${person.csrfToken}"`);
  expect(theirs.text).toContain('<meta name="csrf-token" content=""');
});
