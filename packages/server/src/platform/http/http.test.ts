import { request as rawRequest } from 'node:http';
import { promptEndpoints } from '@architect/contracts/prompts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestServer, type SignedInClient, type TestServer } from '../../test-server.ts';

let server: TestServer;
let operator: SignedInClient;
beforeAll(async () => {
  server = await createTestServer({ config: { environment: 'prod' } });
  operator = await server.signIn('operator');
});
afterAll(() => server.stop());

const post = (body: unknown, headers: Record<string, string> = {}) =>
  operator.request('/api/assigner/send', { method: 'POST', body, headers });
const json = { 'content-type': 'application/json' };

describe('a body', () => {
  test.each([
    ['{"content": "x", }', 1, 18],
    ['{\n  "content": oops\n}', 2, 14],
    ['{"content": "x"', 1, 16],
    ['[1,\n2,\n3', 3, 2],
  ])('that is not JSON is refused with its position: %j', async (body, line, column) => {
    const reply = await post(body, json);
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ error_code: 'MALFORMED_JSON', details: { line, column } });
    expect(reply.body.error).toContain(`line ${line}, column ${column}`);
  });

  test('that is not UTF-8 is refused instead of altered', async () => {
    const reply = await post(Buffer.from([0x22, 0xff, 0x22]), json);
    expect(reply.body).toMatchObject({ status_code: 400, error: 'The body is not valid UTF-8.' });
  });

  test.each([
    ['text/plain', 'content=x'],
    ['application/x-www-form-urlencoded', 'content=x'],
    ['multipart/form-data; boundary=x', 'content=x'],
    ['application/csp-report', '{}'],
  ])('of type %s is refused with 415', async (type, body) => {
    const reply = await post(body, { 'content-type': type });
    expect([reply.status, reply.body.error_code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  test('over the limit is refused with 413', async () => {
    const reply = await server.request('/api/csp-report', {
      method: 'POST',
      body: { report: 'x'.repeat(70_000) },
    });
    expect(reply.status).toBe(413);
    expect(reply.body.error_code).toBe('BODY_TOO_LARGE');
  });

  test.each([
    [{}, 'content: is required.', ['content']],
    [{ content: 'x', priority: 11 }, 'priority: must be at most 10.', ['priority']],
    [{ content: 'x', priority: -1 }, 'priority: must be at least 0.', ['priority']],
    [{ content: 'x', priority: 'high' }, 'priority: must be a number.', ['priority']],
    [{ content: ' \n' }, 'content: a prompt has at least one visible character.', ['content']],
    [
      { content: 7, depends_on: ['a'] },
      'content: must be a string; depends_on.0: must be a number.',
      ['content', 'depends_on.0'],
    ],
    [[], 'body: must be an object.', ['body']],
  ])('%j is refused in clear words', async (body, error, fields) => {
    const reply = await post(body);
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ error_code: 'VALIDATION_FAILED', status_code: 400, error });
    expect((reply.body.details as { field: string }[]).map(({ field }) => field)).toEqual(fields);
  });

  test('with an unknown field or word is refused with what is allowed', async () => {
    const unknownField = await post({ content: 'x', prioritty: 1 });
    expect(unknownField.body.error).toMatch(
      /^prioritty: unknown field; allowed: content, priority, target_session/,
    );
    const unknownWord = await post({ content: 'x', mode: 'clod' });
    expect(unknownWord.body.error).toMatch(/^mode: must be one of .*terminal.*headless/);
  });

  test('that is missing counts as missing, whatever its content type says', async () => {
    for (const headers of [json, {}]) {
      const reply = await post(undefined, headers);
      expect(reply.body.error).toBe('body: is required.');
    }
  });
});

describe('an address', () => {
  test('that does not exist is a 404 in the shape of all errors', async () => {
    const reply = await operator.request('/api/nope?password=x');
    expect(reply.status).toBe(404);
    expect(reply.body).toEqual({
      error: 'There is nothing at GET /api/nope.',
      error_code: 'NOT_FOUND',
      status_code: 404,
      correlation_id: reply.headers.get('x-correlation-id'),
    });
  });

  test('asked with another method says which it takes', async () => {
    const wrong = await operator.request('/api/assigner/send');
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([404, 'POST, OPTIONS']);
    const options = await operator.request('/api/users/3', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'PATCH, PUT, OPTIONS']);
    const head = await operator.request('/api/assigner/status', { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
  });

  test('with a bad id or parameter is a 400', async () => {
    for (const path of [
      '/api/assigner/prompts/x',
      '/api/assigner/prompts/0',
      '/api/assigner/prompts?per_page=201',
    ]) {
      expect((await operator.request(path)).status, path).toBe(400);
    }
    const reply = await operator.request('/api/activity?colour=red');
    expect(reply.body.error).toMatch(/^colour: unknown field; allowed: .*page, per_page, sort/);
    const sort = await operator.request('/api/activity?sort=-colour');
    expect(sort.body.error).toMatch(/^sort: sort takes id, actor/);
    expect((await operator.request('/%zz')).body).toMatchObject({
      status_code: 400,
      error_code: 'VALIDATION_FAILED',
    });
  });

  test('with PATCH answers PUT as well', async () => {
    const admin = await server.signIn('admin');
    const { body } = await admin.request('/api/users', {
      method: 'POST',
      body: { username: 'putter', password: 'long enough 1' },
    });
    const { id } = (body as { data: { id: number } }).data;
    for (const method of ['PATCH', 'PUT']) {
      const role = method === 'PUT' ? 'viewer' : 'admin';
      const reply = await admin.request(`/api/users/${id}`, { method, body: { role } });
      expect(reply.body).toMatchObject({ success: true, data: { role } });
    }
  });
});

describe('every reply', () => {
  test('carries a correlation id: the given one when it is well-formed, else a new one', async () => {
    for (const name of ['X-Correlation-ID', 'X-Request-ID']) {
      const reply = await operator.request('/api/nope', { headers: { [name]: 'build-7.a_B' } });
      expect(reply.headers.get('x-correlation-id')).toBe('build-7.a_B');
      expect(reply.body.correlation_id).toBe('build-7.a_B');
    }
    for (const given of ['a b', 'x'.repeat(65), '<script>']) {
      const reply = await operator.request('/health', { headers: { 'X-Correlation-ID': given } });
      expect(reply.headers.get('x-correlation-id')).toMatch(/^\d{10}-[0-9a-f]{8}$/);
    }
  });

  test('of the API is not kept by caches', async () => {
    expect((await operator.request('/api/session')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('a fault inside', () => {
  test.each([
    ['prod', undefined],
    ['qa', { cause: 'secret inside' }],
    ['dev', { cause: 'secret inside', stack: expect.stringContaining('http.test.ts') }],
  ] as const)('shows in %s what that environment may show', async (environment, details) => {
    const broken = await createTestServer({ config: { environment } });
    broken.app.db.write = () => Promise.reject(new Error('secret inside'));
    const reply = await broken.local.request(promptEndpoints.sendPrompt, { body: { content: 'x' } });
    expect(reply.status).toBe(500);
    expect(reply.body.error_code).toBe('INTERNAL');
    expect(reply.body.details).toEqual(details);
    await broken.stop();
  });
});

describe('a server on loopback', () => {
  const statusFor = (host: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(server.url);
      rawRequest({ port, path: '/health', headers: { host } }, (reply) => {
        reply.resume();
        resolve(reply.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });

  test.each([
    ['localhost', 200],
    ['127.0.0.1:8080', 200],
    ['[::1]:8080', 200],
    ['LOCALHOST:1', 200],
    ['evil.example', 403],
    ['127.0.0.1.evil.example', 403],
  ])('answers under loopback names only: %s', async (host, status) => {
    expect(await statusFor(host)).toBe(status);
  });
});
