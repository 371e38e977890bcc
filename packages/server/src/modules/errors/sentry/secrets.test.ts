import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { expect, it } from 'vitest';
import { startTracker } from '../../records/fixture-tracker.ts';
import { anEnvelope, anEvent, createSdkFixture } from './fixture-sdk.ts';

const { listErrors, listErrorEvents } = errorGroupEndpoints;

/** Every secret has this in it, so that none is overlooked. */
const mark = 'hush';
/** What looks like a key is put together here: no file may hold one. */
const key = (...parts: string[]) => [...parts, mark.repeat(8)].join('');

const event = {
  ...anEvent,
  message: `login failed: password=${mark}, Authorization: Bearer ${mark}.${mark}`,
  exception: {
    values: [
      {
        type: 'Error',
        value: `postgres://shop:${mark}@db/shop refused ${key('gh', 'p_')}`,
        stacktrace: {
          frames: [
            {
              filename: 'pay.js',
              function: 'pay',
              context_line: `connect({ password: '${mark}' })`,
              pre_context: [`const key = '${key('sk', '-')}'`, 'const token = await readToken();'],
              vars: { password: mark },
            },
          ],
        },
      },
    ],
  },
  request: {
    url: `https://shop.example/pay?token=${mark}&order=7`,
    query_string: [
      ['token', mark],
      ['order', '7'],
    ],
    headers: [
      ['Authorization', `Basic ${mark}`],
      ['X-Api-Key', mark],
      ['Accept', '*/*'],
    ],
    cookies: { theme: mark },
    data: JSON.stringify({ user: 'ada', password: `${mark} ${mark}` }),
    env: { AWS_SECRET_ACCESS_KEY: mark },
  },
  user: { id: '7', access_token: mark },
  tags: { session_id: mark },
  breadcrumbs: [
    { category: 'http', message: `GET https://x.example/?X-Amz-Signature=${mark}`, data: { cookie: mark } },
  ],
  extra: {
    deep: [{ headers: { 'Set-Cookie': `a=${mark}` } }],
    pem: `-----BEGIN ${'RSA PRIVATE'} KEY-----\n${mark}\n-----END`,
  },
};

it('keeps no secret of what an SDK sends as it is, in no table and no index', async () => {
  const tracker = await startTracker();
  const { send } = await createSdkFixture(tracker);
  const told = {
    message: `token=${mark} is too old`,
    source: `https://a:${mark}@x.example/`,
    context: { cookie: mark },
  };
  expect((await send(anEnvelope([{ type: 'event', payload: event }]))).status).toBe(200);
  expect((await send(anEnvelope([{ type: 'event', payload: { message: event.message } }]))).status).toBe(200);
  expect((await tracker.request(errorGroupEndpoints.reportError, { body: told })).status).toBe(200);
  const { data } = (await tracker.request(listErrors, { query: { sort: 'id' } })).body;
  const [sample] = (await tracker.request(listErrorEvents, { params: { id: data[0]?.id ?? 0 }, query: {} }))
    .body.data;
  expect(sample).toMatchObject({
    url: 'https://shop.example/pay?token=[redacted]&order=7',
    user: { id: '7', access_token: '[redacted]' },
    context: {
      request: {
        headers: [
          ['Authorization', '[redacted]'],
          ['X-Api-Key', '[redacted]'],
          ['Accept', '*/*'],
        ],
        data: '{"user":"ada","password":"[redacted]"}',
      },
    },
  });
  // A line of the program that holds no secret stays as it was.
  expect(sample?.thrown[0]?.frames[0]?.before[1]).toBe('const token = await readToken();');
  await tracker.server.stop({ keepData: true });
  for (const file of await readdir(tracker.server.dataDir))
    if (/\.db/.test(file))
      expect((await readFile(join(tracker.server.dataDir, file))).includes(mark)).toBe(false);
});
