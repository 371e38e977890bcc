import { once } from 'node:events';
import type { LiveTopic } from '@architect/contracts/events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createTestServer, type SignedInClient, type TestServer } from '../../test-server.ts';
import { createMovableClock } from '../fixture-clock.ts';

interface Message {
  type: string;
  topic?: string;
  seq?: number;
  data?: { ids?: number[]; seq?: number; server_id?: string; error_code?: string };
}

let server: TestServer;
let person: SignedInClient;
const clock = createMovableClock();
const sockets: WebSocket[] = [];
beforeEach(async () => {
  server = await createTestServer({ clock });
  person = await server.signIn('viewer');
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await server.stop();
});

async function connect(headers: Record<string, string> = { cookie: person.cookie }) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`, { headers });
  sockets.push(socket);
  const messages: Message[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  const status = await new Promise<number>((resolve, reject) => {
    socket.once('open', () => resolve(101));
    socket.once('unexpected-response', (_request, reply) => resolve(reply.statusCode ?? 0));
    socket.once('error', reject);
  });
  const send = (message: unknown) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  const until = (isIt: (message: Message) => boolean) =>
    vi.waitFor(() => {
      const found = messages.find(isIt);
      if (!found) throw new Error(`not among ${JSON.stringify(messages)}`);
      return found;
    });
  /** The pong of a ping comes after everything that was sent before it. */
  const settle = async () => {
    const before = messages.filter(({ type }) => type === 'pong').length;
    send({ type: 'ping' });
    await vi.waitFor(() => expect(messages.filter(({ type }) => type === 'pong')).toHaveLength(before + 1));
  };
  return {
    socket,
    messages,
    status,
    send,
    until,
    settle,
    events: () => messages.filter(({ type }) => type === 'event'),
  };
}

const publish = (id: number, topic: LiveTopic = 'prompt.removed') =>
  server.events.publish(topic, { ids: [id] } as never);
const idsOf = (events: Message[]) => events.map(({ data }) => data?.ids?.[0]);

describe('connecting', () => {
  test('takes a cookie, a key or the local token, and greets with number and server', async () => {
    const authorization = `Bearer ${server.app.accounts.localToken}`;
    const good: Record<string, string>[] = [
      { cookie: person.cookie },
      { authorization },
      { cookie: person.cookie, origin: server.url },
    ];
    for (const headers of good) {
      const client = await connect(headers);
      const hello = await client.until(({ type }) => type === 'hello');
      expect(hello.data?.seq).toBe(hello.seq);
      expect(hello.data?.server_id).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test.each([
    ['nothing', () => ({}), 401],
    ['a wrong cookie', () => ({ cookie: 'session=x' }), 401],
    [
      'the cookie from another origin',
      () => ({ cookie: person.cookie, origin: 'https://evil.example' }),
      403,
    ],
  ])('is refused with %s', async (_name, headers, status) => {
    expect((await connect(headers())).status).toBe(status);
  });

  test('without an upgrade is a 400 that says what the address speaks', async () => {
    const reply = await person.request('/ws');
    expect([reply.status, reply.body.error]).toEqual([400, expect.stringContaining('WebSocket')]);
  });
});

describe('topics', () => {
  test('come exact, by star and until unsubscribed; others never', async () => {
    const client = await connect();
    client.send({ type: 'subscribe', topics: ['prompt.*', 'server.lifecycle'] });
    await client.settle();
    publish(1);
    publish(2, 'session.removed');
    await client.settle();
    client.send({ type: 'unsubscribe', topics: ['prompt.*'] });
    await client.settle();
    publish(3);
    await client.settle();
    expect(idsOf(client.events())).toEqual([1]);
    expect(client.events()[0]).toMatchObject({ topic: 'prompt.removed', data: { ids: [1] } });
  });

  test('missed in between are replayed in order, once', async () => {
    const first = await connect();
    first.send({ type: 'subscribe', topics: ['*'] });
    await first.settle();
    publish(1);
    const last = await first.until(({ type }) => type === 'event');
    first.socket.terminate();
    for (const id of [2, 3, 4]) publish(id);
    const second = await connect();
    second.send({ type: 'subscribe', topics: ['prompt.removed'], since: last.seq });
    await second.settle();
    publish(5);
    await second.settle();
    expect(idsOf(second.events())).toEqual([2, 3, 4, 5]);
  });

  test('of too long ago, of the future or of another server become a gap', async () => {
    const client = await connect();
    const { seq = 0 } = await client.until(({ type }) => type === 'hello');
    for (let id = 0; id < 2001; id += 1) publish(id);
    for (const since of [seq, seq + 5000, 7]) client.send({ type: 'subscribe', topics: ['prompt.*'], since });
    await client.settle();
    expect(client.messages.filter(({ type }) => type === 'gap')).toHaveLength(3);
    client.send({ type: 'subscribe', topics: ['prompt.*'], since: seq + 1 });
    await client.settle();
    expect(client.events()).toHaveLength(2000);
  });
});

describe('messages', () => {
  test.each([
    ['{', 'MALFORMED_JSON'],
    ['{"type":"dance"}', 'VALIDATION_FAILED'],
    ['{"type":"subscribe","topics":["a"],"colour":1}', 'VALIDATION_FAILED'],
    ['{"type":"terminal.input","session":"a","data":""}', 'FORBIDDEN'],
  ])('that cannot be taken are answered with an error: %s', async (text, code) => {
    const client = await connect();
    client.send(text);
    const error = await client.until(({ type }) => type === 'error');
    expect(error.data?.error_code).toBe(code);
  });
});

describe('a connection ends', () => {
  test('when its login has ended', async () => {
    const client = await connect();
    await client.settle();
    await person.request('/logout', { method: 'POST' });
    const closed = once(client.socket, 'close');
    clock.advance(30_001);
    expect((await closed)[0]).toBe(4401);
  });

  test('when it reads too slowly, instead of filling the memory', async () => {
    const client = await connect();
    client.send({ type: 'subscribe', topics: ['*'] });
    await client.settle();
    client.socket.pause();
    const text = 'x'.repeat(1_000_000);
    for (let count = 0; count < 40; count += 1) {
      server.events.publish('node.changed', { name: 'n', status: 'up', note: text });
    }
    clock.advance(1001);
    await vi.waitFor(async () => {
      const { text: metrics } = await server.local.request('/metrics');
      expect(metrics).toMatch(/^architect_live_connections 0$/m);
    });
  });

  test('when the server stops', async () => {
    const client = await connect();
    await client.settle();
    const closed = once(client.socket, 'close');
    await server.app.stop('test');
    await closed;
  });
});
