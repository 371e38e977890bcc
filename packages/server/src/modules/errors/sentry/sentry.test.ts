import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { errorIntakeEndpoints } from '@architect/contracts/error-intake';
import { describe, expect, it } from 'vitest';
import { eachDatabase } from '../../../platform/database/exercise-databases.ts';
import { startTracker, type Tracker } from '../../records/fixture-tracker.ts';
import { anEnvelope, anEvent, createSdkFixture } from './fixture-sdk.ts';

const { listErrors, listErrorEvents, getError } = errorGroupEndpoints;

const newestOf = async ({ request }: Tracker) => {
  const [group] = (await request(listErrors, {})).body.data;
  const events = await request(listErrorEvents, { params: { id: group?.id ?? 0 }, query: {} });
  return { group, sample: events.body.data[0] };
};

eachDatabase((_open, engine) => {
  it('takes an event with all that SDKs tell, once', async () => {
    const tracker = await startTracker(engine);
    const { send, project } = await createSdkFixture(tracker);
    const envelope = anEnvelope([{ type: 'event', payload: anEvent }], {
      header: { event_id: anEvent.event_id },
    });
    const reply = await send(envelope);
    expect([reply.status, reply.body]).toEqual([200, { id: anEvent.event_id }]);
    expect((await send(envelope)).status).toBe(200);
    const { group, sample } = await newestOf(tracker);
    expect(group).toMatchObject({
      project_id: project,
      error_type: 'Error',
      message: 'Error: payment failed',
      severity: 'critical',
      platform: 'node',
      node_id: 'shop-prod-01',
      environment: 'production',
      last_release: 'shop@1.2.0',
      source: '/srv/shop/pay.js',
      occurrence_count: 1,
    });
    expect(sample).toMatchObject({
      event_id: anEvent.event_id,
      thrown: [
        {
          type: 'TypeError',
          frames: [{ function: 'charge', line: 7, in_app: true, code: 'throw new Error()' }],
        },
        { type: 'Error', frames: [{ in_app: false }, { function: 'pay', line: 3 }] },
      ],
      tags: { shop: 'berlin' },
      user: { name: 'Ada' },
      breadcrumbs: [{ category: 'http', message: 'POST /pay' }],
      context: { os: { name: 'Linux' }, modules: { express: '5.0.0' }, extra: { cart: { items: 3 } } },
      trace_id: 'a'.repeat(32),
      sdk: 'sentry.javascript.node 9.0.0',
    });
  });

  it('keeps what a database cannot hold as it is: NUL, halves of characters, depth, odd names', async () => {
    const tracker = await startTracker(engine);
    const { send } = await createSdkFixture(tracker);
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const event = `{"message":"a\\u0000b \\ud800","extra":{"x\\u0000":"\\ud800","deep":${deep},"__proto__":{"a":1}},"tags":{"__proto__":"x"},"breadcrumbs":[{"data":${deep}}],"user":{"id":1e400},"exception":{"values":[{"type":"E\\u0000","stacktrace":{"frames":[{"context_line":"\\ud800","pre_context":["\\u0000"]}]}}]}}`;
    expect((await send(anEnvelope([{ type: 'event', payload: event }]))).status).toBe(200);
    const { group, sample } = await newestOf(tracker);
    expect(group).toMatchObject({ error_type: 'E', message: 'ab \ufffd' });
    expect(sample?.context).toMatchObject({ extra: { x: '\ufffd' } });
  });

  it('counts what is no event, by key, day and kind, and keeps none of it', async () => {
    const tracker = await startTracker(engine);
    const { send, project } = await createSdkFixture(tracker);
    const items = [
      { type: 'session', payload: {} },
      { type: 'session', payload: {} },
      { type: 'client_report', payload: {} },
      { type: 'never heard of', payload: 'no json' },
      { type: 'event', payload: { type: 'transaction', transaction: 'GET /' } },
    ];
    expect(await send(anEnvelope(items, { withLength: true }))).toMatchObject({ status: 200, body: {} });
    const counts = async () =>
      (await tracker.request(errorIntakeEndpoints.getErrorIntake, {})).body.data.items.map(
        ({ type, count, project_id }) => [type, count, project_id],
      );
    await expect.poll(counts).toEqual([
      ['client_report', 1, project],
      ['other', 1, project],
      ['session', 2, project],
      ['transaction', 1, project],
    ]);
    expect((await tracker.request(listErrors, {})).body.data).toEqual([]);
  });
});

describe('an envelope', () => {
  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['identity', (body: Buffer) => body],
  ])('may be compressed with %s, and have any content type', async (encoding, compress) => {
    const tracker = await startTracker();
    const { send } = await createSdkFixture(tracker);
    const body = compress(
      Buffer.from(anEnvelope([{ type: 'event', payload: anEvent }], { withLength: true })),
    );
    const headers = { 'content-encoding': encoding, 'content-type': 'text/plain;charset=UTF-8' };
    expect((await send(body, { headers })).status).toBe(200);
    expect((await newestOf(tracker)).group?.occurrence_count).toBe(1);
  });

  it('may name its key in the header, in its own dsn, or not end with a new line', async () => {
    const tracker = await startTracker();
    const { send, key, project } = await createSdkFixture(tracker);
    const path = `/api/${project}/envelope`;
    const event = (word: string) => [{ type: 'event', payload: { message: word } }];
    const auth = { 'x-sentry-auth': `Sentry sentry_version=7, sentry_client=a/1, sentry_key=${key}` };
    expect((await send(anEnvelope(event('a')).trimEnd(), { path, headers: auth })).status).toBe(200);
    const dsn = `https://${key}@errors.example/base/${project}`;
    expect((await send(anEnvelope(event('b'), { header: { dsn } }), { path: `${path}/` })).status).toBe(200);
    const stored = await send(JSON.stringify({ message: 'c' }), {
      path: `/api/${project}/store/`,
      headers: auth,
    });
    expect(stored).toMatchObject({ status: 200, body: { id: expect.stringMatching(/^[0-9a-f]{32}$/) } });
    const list = await tracker.request(listErrors, { query: { sort: 'id' } });
    expect(list.body.data.map(({ message }) => message)).toEqual(['a', 'b', 'c']);
  });

  it('says that pages of every origin may send it', async () => {
    const { server } = await startTracker();
    const headers = { origin: 'http://shop.example', 'access-control-request-method': 'POST' };
    const reply = await server.request('/api/1/envelope/', { method: 'OPTIONS', headers });
    expect(reply.status).toBe(204);
    expect(reply.headers.get('access-control-allow-origin')).toBe('*');
    expect(reply.headers.get('access-control-allow-headers')).toContain('x-sentry-auth');
    const refused = await server.request('/api/1/envelope/', { method: 'POST', body: '{}', headers });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, '*']);
  });

  it('of a message is grouped by its template, and shown with its values', async () => {
    const tracker = await startTracker();
    const { send } = await createSdkFixture(tracker);
    for (const name of ['ada', 'bob']) {
      const payload = { logentry: { message: 'no card of %s', params: [name] }, logger: 'pay' };
      expect((await send(anEnvelope([{ type: 'event', payload }]))).status).toBe(200);
    }
    const { group, sample } = await newestOf(tracker);
    expect(group).toMatchObject({ occurrence_count: 2, message: 'no card of ada', source: 'pay' });
    expect(sample?.message).toBe('no card of bob');
  });
});

describe('a key with a limit', () => {
  it('is told when to come back, and sessions do not use it up', async () => {
    const tracker = await startTracker();
    const { send } = await createSdkFixture(tracker, { hourly_limit: 1 });
    const session = anEnvelope([{ type: 'session', payload: {} }]);
    expect([(await send(session)).status, (await send(session)).status]).toEqual([200, 200]);
    const event = anEnvelope([{ type: 'event', payload: anEvent }]);
    expect((await send(event)).status).toBe(200);
    const refused = await send(event);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('x-sentry-rate-limits')).toMatch(/^\d+:default;error:key$/);
    const { id } = (await newestOf(tracker)).group ?? { id: 0 };
    expect((await tracker.request(getError, { params: { id } })).body.data.occurrence_count).toBe(1);
  });
});
