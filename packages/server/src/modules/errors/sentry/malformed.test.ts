import { request as sendHttp } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { startTracker } from '../../records/fixture-tracker.ts';
import { anEnvelope, anEvent, createSdkFixture, type SdkFixture } from './fixture-sdk.ts';

interface Malformed {
  name: string;
  status: number;
  body: string | Uint8Array;
  path?: (sdk: SdkFixture) => string;
  headers?: Record<string, string>;
}

const good = anEnvelope([{ type: 'event', payload: anEvent }]);
const eventOf = (text: string) => `{}\n{"type":"event"}\n${text}\n`;
const gzip = { 'content-encoding': 'gzip' };
const store = ({ project, key }: SdkFixture) => `/api/${project}/store/?sentry_key=${key}`;
const wrongKey = '0'.repeat(32);

/** Made before a server starts: it takes seconds, in which nothing else runs. */
const bomb = gzipSync(Buffer.alloc(500_000_000));

const corpus: Malformed[] = [
  { name: 'nothing', status: 400, body: '' },
  { name: 'a new line', status: 400, body: '\n' },
  { name: 'no JSON', status: 400, body: 'hello' },
  { name: 'a header that is a list', status: 400, body: '[]\n' },
  { name: 'a header that is null', status: 400, body: 'null\n' },
  { name: 'half a header', status: 400, body: '{"event_id":' },
  { name: 'an item header that is no JSON', status: 400, body: '{}\nevent\n{}\n' },
  { name: 'an item without a type', status: 400, body: '{}\n{}\n{}\n' },
  { name: 'an item type that is a number', status: 400, body: '{}\n{"type":7}\n{}\n' },
  { name: 'a length beyond the end', status: 400, body: '{}\n{"type":"event","length":999}\n{}\n' },
  { name: 'a length that is too small', status: 400, body: '{}\n{"type":"event","length":1}\n{"a":1}\n' },
  { name: 'a length below zero', status: 400, body: '{}\n{"type":"event","length":-1}\n{}\n' },
  { name: 'a length that is text', status: 400, body: '{}\n{"type":"event","length":"2"}\n{}\n' },
  { name: 'a length with a fraction', status: 400, body: '{}\n{"type":"event","length":1.5}\n{}\n' },
  { name: 'an event that is cut off', status: 400, body: eventOf('{"message":"a') },
  { name: 'an event that is a list', status: 400, body: eventOf('[1]') },
  { name: 'an event that is text', status: 400, body: eventOf('"hello"') },
  { name: 'an event with raw NUL bytes', status: 400, body: eventOf('{"message":"a\0b"}') },
  { name: 'NUL bytes alone', status: 400, body: new Uint8Array(5_000) },
  { name: 'bytes that are no UTF-8', status: 400, body: new Uint8Array([0xff, 0xfe, 0x0a, 0x80]) },
  { name: 'an event over its limit', status: 413, body: eventOf(`{"message":"${'x'.repeat(1_100_000)}"}`) },
  { name: 'too many items', status: 413, body: `{}\n${'{"type":"session"}\n{}\n'.repeat(101)}` },
  { name: '50 MB', status: 413, body: new Uint8Array(50_000_000).fill(0x20) },
  { name: 'a gzip bomb', status: 413, body: bomb, headers: gzip },
  {
    name: 'a brotli bomb',
    status: 413,
    body: brotliCompressSync(Buffer.alloc(50_000_000)),
    headers: { 'content-encoding': 'br' },
  },
  { name: 'gzip that is none', status: 400, body: good, headers: gzip },
  { name: 'gzip that is cut off', status: 400, body: gzipSync(good).subarray(0, 40), headers: gzip },
  { name: 'an unknown compression', status: 400, body: good, headers: { 'content-encoding': 'lzma' } },
  {
    name: 'a wrong key',
    status: 403,
    body: good,
    path: ({ project }) => `/api/${project}/envelope/?sentry_key=${wrongKey}`,
  },
  { name: 'no key', status: 403, body: good, path: ({ project }) => `/api/${project}/envelope/` },
  {
    name: 'two keys in the address',
    status: 403,
    body: good,
    path: ({ project, key }) => `/api/${project}/envelope/?sentry_key=${key}&sentry_key=${key}`,
  },
  {
    name: 'keys that differ',
    status: 403,
    body: good,
    headers: { 'x-sentry-auth': `Sentry sentry_key=${wrongKey}` },
  },
  { name: 'a dsn with another key', status: 403, body: `{"dsn":"http://${wrongKey}@a/1"}\n` },
  { name: 'a dsn of another project', status: 403, body: '{"dsn":"http://a@b/99"}\n' },
  { name: 'a dsn that is none', status: 400, body: '{"dsn":"hello"}\n' },
  {
    name: 'another project',
    status: 403,
    body: good,
    path: ({ key }) => `/api/99/envelope/?sentry_key=${key}`,
  },
  {
    name: 'a project that is no number',
    status: 403,
    body: good,
    path: ({ key }) => `/api/shop/envelope/?sentry_key=${key}`,
  },
  { name: 'nothing to store', status: 400, body: '', path: store },
  { name: 'an envelope to store', status: 400, body: good, path: store },
  { name: 'a list to store', status: 400, body: '[]', path: store },
  { name: 'a store without a key', status: 403, body: '{}', path: ({ project }) => `/api/${project}/store/` },
];

it('answers everything malformed with the reason, and goes on', async () => {
  const tracker = await startTracker();
  const sdk = await createSdkFixture(tracker);
  for (const { name, status, body, path, headers } of corpus) {
    const reply = await sdk.send(body, { ...(path ? { path: path(sdk) } : {}), headers });
    expect([name, reply.status, reply.text]).toEqual([name, status, expect.stringContaining('error_code')]);
  }
  expect((await sdk.send(good)).status).toBe(200);
});

it('holds no more of a huge body or a bomb than its limit', async () => {
  const tracker = await startTracker();
  const sdk = await createSdkFixture(tracker);
  await sdk.send(bomb, { headers: gzip });
  const before = process.memoryUsage();
  let most = 0;
  const watch = setInterval(() => {
    const { external, arrayBuffers, heapUsed } = process.memoryUsage();
    most = Math.max(most, external + arrayBuffers + heapUsed);
  }, 1);
  const replies = await Promise.all(Array.from({ length: 20 }, () => sdk.send(bomb, { headers: gzip })));
  clearInterval(watch);
  // 413 for the bomb itself, 429 where the others leave no room for it.
  expect(replies.map(({ status }) => status).filter((status) => status !== 413 && status !== 429)).toEqual(
    [],
  );
  const start = before.external + before.arrayBuffers + before.heapUsed;
  // All bodies together may take 64 MiB; `external` counts array buffers as well. Unbounded it would be 10 GB.
  expect(most - start).toBeLessThan(400 * 1024 * 1024);
});

it('takes a body that breaks off for what it is', async () => {
  const tracker = await startTracker();
  const { project, key, send } = await createSdkFixture(tracker);
  const sent = sendHttp(`${tracker.server.url}/api/${project}/envelope/?sentry_key=${key}`, {
    method: 'POST',
    headers: { 'content-length': '5000' },
  });
  const ended = new Promise((resolve) => sent.once('error', resolve));
  sent.write('{}\n');
  await new Promise((resolve) => sent.once('socket', (socket) => socket.once('connect', resolve)));
  sent.destroy();
  await ended;
  expect((await send(good)).status).toBe(200);
});
