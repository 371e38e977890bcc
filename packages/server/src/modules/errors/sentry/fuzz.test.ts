import { PassThrough } from 'node:stream';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { expect, it, vi } from 'vitest';
import { eachDatabase } from '../../../platform/database/exercise-databases.ts';
import { startTracker } from '../../records/fixture-tracker.ts';
import { anEnvelope, anEvent, createSdkFixture, type SdkFixture } from './fixture-sdk.ts';
import { receiveBody } from './receive-body.ts';

/** Another seed finds other things: `ERRORS_FUZZ_SEED=$RANDOM ERRORS_FUZZ_ROUNDS=20000`. */
const seed = Number(process.env.ERRORS_FUZZ_SEED ?? 20_260_131);
const rounds = Number(process.env.ERRORS_FUZZ_ROUNDS ?? 250);
const lanes = 8;

interface Attack {
  path: string;
  body: Uint8Array;
  headers: Record<string, string>;
}

/** Mulberry32: the same seed makes the same attacks. */
function createChance(start: number) {
  let state = start;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  const one = <Value>(of: readonly Value[]): Value => of[below(of.length)] as Value;
  return { below, one, maybe: (share: number) => next() < share };
}
type Chance = ReturnType<typeof createChance>;

/** JSON texts that stand where another value is expected. */
const values = [
  ...[
    'null',
    'true',
    '-1',
    '1e400',
    '-1e-400',
    '9007199254740993',
    '1'.repeat(400),
    '""',
    '[]',
    '{}',
    '[null]',
    '{"":0}',
  ],
  ...[
    '"\\ud800"',
    '"\\u0000"',
    '"\\udfff\\ud800"',
    '"\u202e"',
    '"<script>"',
    `"${'x'.repeat(70_000)}"`,
    '"9999-99-99T99:99"',
  ],
  ...[
    '{"__proto__":{"admin":true}}',
    '{"constructor":{"prototype":{}}}',
    '{"toString":1,"valueOf":null}',
    '{"length":1e9}',
  ],
  ...[
    '{"values":[[[[]]]]}',
    '{"values":{"0":1}}',
    '{"frames":[null,7,{}]}',
    '[["a"],["a","b","c"],{}]',
    '{"toJSON":"x"}',
  ],
  ...[`${'['.repeat(10_000)}${']'.repeat(10_000)}`, `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
  ...[`[${'0,'.repeat(20_000)}0]`, `{${Array.from({ length: 2_000 }, (_, at) => `"k${at}":${at}`).join()}}`],
];

/** Some values of the JSON are others; some names are there twice. */
function changeJson(text: string, { one, below, maybe }: Chance): string {
  const places = [...text.matchAll(/"(\w+)":(?:"[^"]*"|[\d.]+|true|false|null|(?=[[{]))/g)];
  let changed = text;
  for (let times = 1 + below(3); times > 0; times -= 1) {
    const [found = '', name = ''] = one(places);
    const value = one(values);
    if (/:$/.test(found))
      changed = changed.replace(found, `"${name}":${value},"${one(['message', 'x', name])}":`);
    else changed = changed.replace(found, maybe(0.8) ? `"${name}":${value}` : `${found},"${name}":${value}`);
  }
  return changed;
}

function changeBytes(body: Buffer, { below, maybe }: Chance): Buffer {
  const bytes = Buffer.from(body);
  for (let times = 1 + below(4); times > 0; times -= 1) bytes[below(bytes.length)] = below(256);
  const [from, to] = [below(bytes.length), below(bytes.length)];
  if (maybe(0.3)) return bytes.subarray(0, from);
  if (maybe(0.3)) return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  return bytes;
}

function changeEnvelope(event: string, chance: Chance): string {
  const length = chance.one([
    '-1',
    '0',
    '1',
    '1e3',
    '1e400',
    '99999999999999999999',
    '"7"',
    'null',
    '[]',
    String(event.length),
  ]);
  const type = chance.one([
    '"event"',
    '"event"',
    '"transaction"',
    '7',
    '""',
    '"\\u0000"',
    '"__proto__"',
    '"constructor"',
  ]);
  const item = `{"type":${type},"length":${length}}\n${event}\n`;
  const header = chance.one([
    '{}',
    '[]',
    '{"event_id":7}',
    '{"event_id":"x"}',
    '{"dsn":"x"}',
    '{"__proto__":1}',
    '',
  ]);
  const most = chance.one([1, 1, 3, 99, 10_000]);
  return `${header}\n${item.repeat(event.length * most > 2_000_000 ? 1 : most)}`;
}

const encodings = {
  gzip: gzipSync,
  br: (body: Buffer) => brotliCompressSync(body, { params: { 1: 1 } }),
  zstd: zstdCompressSync,
};

function anAttack({ project, key }: SdkFixture, chance: Chance): Attack {
  const { one, maybe } = chance;
  const door = one(['envelope', 'envelope', 'store', 'errors'] as const);
  const event = maybe(0.8) ? changeJson(JSON.stringify(anEvent), chance) : JSON.stringify(anEvent);
  const whole = maybe(0.3) ? changeEnvelope(event, chance) : anEnvelope([{ type: 'event', payload: event }]);
  let body: Buffer = Buffer.from(door === 'envelope' ? whole : event);
  if (maybe(0.3)) body = changeBytes(body, chance);
  const headers: Record<string, string> =
    door === 'errors' ? { 'content-type': one(['application/json', 'text/plain']) } : {};
  if (maybe(0.2)) {
    const encoding = one(['gzip', 'br', 'zstd'] as const);
    headers['content-encoding'] = maybe(0.7) ? encoding : one(['gzip', 'deflate', 'GZIP, br', '\u00ff']);
    if (maybe(0.8)) body = Buffer.from(encodings[encoding](body));
    if (maybe(0.3)) body = changeBytes(body, chance);
  }
  const where = maybe(0.9) ? project : one(['0', '-1', '1e1', '9'.repeat(30), '%00', '..%2f1', '☃', "1'--"]);
  const query = maybe(0.95)
    ? `sentry_key=${key}`
    : one(['', 'sentry_key=', 'sentry_key[]=x', 'sentry_key=%00', '%', '&&&=']);
  return {
    path: door === 'errors' ? `/api/errors?${query}` : `/api/${where}/${door}/?${query}`,
    body,
    headers,
  };
}

eachDatabase((_open, engine) => {
  it('answers whatever is made of valid reports, and then takes a valid one', async () => {
    const tracker = await startTracker(engine);
    const sdk = await createSdkFixture(tracker);
    const chance = createChance(seed);
    const attacks = Array.from({ length: rounds }, () => anAttack(sdk, chance));
    const statuses = new Map<number, number>();
    const failed: string[] = [];
    const startBytes = process.memoryUsage.rss();
    const lane = async (): Promise<void> => {
      for (let attack = attacks.pop(); attack; attack = attacks.pop()) {
        const { path, body, headers } = attack;
        const { status } = await sdk.send(body, { path, headers });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status >= 500) failed.push(`${status} ${path} ${body.subarray(0, 300)}`);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    expect(failed).toEqual([]);
    // Otherwise the attacks were all refused at the door, and proved nothing.
    expect(statuses.get(200) ?? 0).toBeGreaterThan(rounds / 5);
    expect(process.memoryUsage.rss() - startBytes).toBeLessThan(600 * 1024 * 1024);
    const payload = { message: 'after all of them' };
    expect((await sdk.send(anEnvelope([{ type: 'event', payload }]))).status).toBe(200);
    const list = await tracker.request(errorGroupEndpoints.listErrors, { query: { q: payload.message } });
    expect(list.body.data).toMatchObject([payload]);
    for (const { id } of (await tracker.request(errorGroupEndpoints.listErrors, { query: { per_page: 100 } }))
      .body.data)
      expect((await tracker.request(errorGroupEndpoints.getError, { params: { id } })).status).toBe(200);
  });
});

it('gives up a body that does not end', async () => {
  vi.useFakeTimers();
  try {
    const source = new PassThrough();
    const received = receiveBody(source, {
      encoding: undefined,
      length: undefined,
      reserve: () => undefined,
    });
    source.write('{}\n');
    const refused = expect(received).rejects.toThrow('the body did not end');
    await vi.advanceTimersByTimeAsync(60_000);
    await refused;
  } finally {
    vi.useRealTimers();
  }
});
