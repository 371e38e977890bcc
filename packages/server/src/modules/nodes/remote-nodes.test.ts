import { accountEndpoints } from '@architect/contracts/accounts';
import type { NodeMessage, NodeServerMessage } from '@architect/contracts/node-wire';
import { promptEndpoints } from '@architect/contracts/prompts';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { createTestServer, type TestServer } from '../../test-server.ts';
import { aSession } from './fake-link.ts';

type Request = Extract<NodeServerMessage, { type: 'request' }>;

/** A node whose every word the test decides. */
interface ScriptedPeer {
  said: NodeServerMessage[];
  say(message: NodeMessage): void;
  /** The n-th request of a method, when it has come. */
  request(method: Request['method'], nth?: number): Promise<Request>;
  answer(method: Request['method'], result: unknown, nth?: number): Promise<void>;
  /** Code and reason of the close. */
  closed: Promise<{ code: number; reason: string }>;
  cut(): void;
}

async function startServer(clock = createMovableClock()) {
  const server = await createTestServer({ clock });
  onTestFinished(() => server.stop());
  return { server, clock, key: await makeKey(server, 'node:far') };
}

async function makeKey(server: TestServer, name: string, role: 'operator' | 'viewer' = 'operator') {
  const { body } = await server.local.request(accountEndpoints.createKey, { body: { name, role } });
  return body.key;
}

function connect(server: TestServer, key: string): ScriptedPeer & { opened: Promise<number> } {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/node`, {
    headers: { authorization: `Bearer ${key}` },
  });
  onTestFinished(() => socket.terminate());
  const said: NodeServerMessage[] = [];
  socket.on('message', (data) => said.push(JSON.parse(String(data))));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  const opened = new Promise<number>((resolve) => {
    socket.once('open', () => resolve(101));
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('error', () => resolve(0));
  });
  const say = (message: NodeMessage): void => socket.send(JSON.stringify(message));
  const request = (method: Request['method'], nth = 1): Promise<Request> =>
    vi.waitFor(() => {
      const found = said.filter((one) => one.type === 'request' && one.method === method)[nth - 1];
      if (found?.type !== 'request')
        throw new Error(`no request ${nth} '${method}': ${JSON.stringify(said)}`);
      return found;
    }, 10_000);
  return {
    said,
    say,
    request,
    closed,
    opened,
    cut: () => socket.terminate(),
    async answer(method, result, nth) {
      say({ type: 'reply', id: (await request(method, nth)).id, ok: true, result });
    },
  };
}

const hello = (name = 'far'): NodeMessage => ({ type: 'hello', wire: 1, name, version: '1.0.0' });
const listOf = (...names: string[]) => ({
  sessions: names.map((name) => aSession({ name, node: 'far' })),
  tmux: 'up',
  tmux_version: '3.3a',
});

/** A connected node whose sessions the server knows. */
async function join(server: TestServer, key: string, ...sessions: string[]): Promise<ScriptedPeer> {
  const peer = connect(server, key);
  await peer.opened;
  peer.say(hello());
  await peer.answer('list', listOf(...sessions));
  await expect.poll(() => listed(server)).toEqual(sessions.map((name) => `far:${name}`));
  return peer;
}

async function listed(server: TestServer): Promise<string[]> {
  const { body } = await server.local.request(sessionEndpoints.listTmuxSessions);
  return body.data.map(({ node, name }) => `${node}:${name}`);
}

it('lists the sessions of a node that connects, and takes them off when it is gone', async () => {
  const { server, key } = await startServer();
  const peer = await join(server, key, 'w1', 'w2');
  expect(peer.said[0]).toMatchObject({ type: 'welcome' });
  peer.say({
    type: 'event',
    seq: 1,
    event: 'session.added',
    payload: aSession({ name: 'w3', node: 'liar' }),
  });
  await expect.poll(() => listed(server)).toEqual(['far:w1', 'far:w2', 'far:w3']);
  peer.cut();
  await expect.poll(() => listed(server)).toEqual([]);
  await join(server, key, 'w2');
});

it('admits operators with a key, and nobody else', async () => {
  const { server } = await startServer();
  expect(await connect(server, 'arc_wrong').opened).toBe(401);
  expect(await connect(server, await makeKey(server, 'looker', 'viewer')).opened).toBe(403);
  const { cookie } = await server.signIn('operator');
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/node`, { headers: { cookie } });
  expect(await new Promise((resolve) => socket.once('close', resolve))).toBe(4403);
});

it.each([
  ['local', 4400, "the name 'local' is the dashboard's own"],
  ['a:b', 4400, 'a node name has up to 63'],
  ['near', 4403, 'this key is for node far'],
])('refuses the name %s', async (name, code, reason) => {
  const { server, key } = await startServer();
  const peer = connect(server, key);
  await peer.opened;
  peer.say(hello(name));
  expect(await peer.closed).toEqual({ code, reason: expect.stringContaining(reason) });
});

it('refuses a second node of a name while the first lives, also with another key', async () => {
  const { server, key } = await startServer();
  const first = await join(server, key, 'w1');
  const second = connect(server, await makeKey(server, 'any'));
  await second.opened;
  second.say(hello());
  expect(await second.closed).toEqual({ code: 4409, reason: 'another node far is connected' });
  expect(await listed(server)).toEqual(['far:w1']);
  first.cut();
});

it('ends a connection that speaks before its hello', async () => {
  const { server, key } = await startServer();
  const early = connect(server, key);
  await early.opened;
  early.say({ type: 'event', seq: 1, event: 'tmux.up', payload: { version: '3.3a' } });
  expect((await early.closed).code).toBe(4400);
});

it('ends the connection of a key that was revoked', async () => {
  const { server, key, clock } = await startServer();
  const peer = await join(server, key, 'w1');
  const { body } = await server.local.request(accountEndpoints.listKeys);
  const id = body.data.find(({ name }) => name === 'node:far')?.id ?? 0;
  await server.local.request(accountEndpoints.revokeKey, { params: { id } });
  clock.advance(10_001);
  expect((await peer.closed).code).toBe(4401);
});

it('takes the steps of deliveries, confirms them, and types nothing twice when the connection breaks', async () => {
  const { server, key, clock } = await startServer();
  const peer = await join(server, key, 'w1');
  const { body } = await server.local.request(promptEndpoints.sendPrompt, { body: { content: 'hello' } });
  const status = async (): Promise<string> =>
    (await server.local.request(promptEndpoints.getPrompt, { params: { id: body.prompt_id } })).body.data
      .status;
  const mark = {
    pane_id: '%w1',
    pane_pid: 1,
    screen_hash: '',
    history_size: 0,
    cursor: '0,0',
    hook_count: 0,
  };
  await peer.answer('prepare', {
    text: 'hello',
    adjusted: [],
    mark: { ...mark, transcript_size: null, at: '2026-01-01T12:05:00.000Z' },
  });
  const { params } = await peer.request('deliver');
  const { attempt_id } = params as { attempt_id: string };
  // Sent, not answered: nobody knows whether it was typed.
  peer.cut();
  await expect.poll(() => listed(server)).toEqual([]);
  clock.advance(20_000);

  const again = await join(server, key, 'w1');
  clock.advance(2_000);
  expect((await again.request('reconcile')).params).toMatchObject({ attempt_id, last_step: 'sending' });
  await again.answer('reconcile', {});
  const step = { attempt_id, at: '2026-01-01T12:06:00.000Z', evidence: 'seen' };
  const ended = { step: 'ended', outcome: 'completed', response: 'hi', error_code: null, error: null };
  again.say({ type: 'event', seq: 8, event: 'delivery', payload: { ...step, step: 'submitted' } });
  again.say({ type: 'event', seq: 9, event: 'delivery', payload: { ...step, ...ended } });
  await expect.poll(status).toBe('completed');
  expect(again.said).toContainEqual({ type: 'received', seq: 9 });
  expect(again.said.some((one) => one.type === 'request' && one.method === 'deliver')).toBe(false);
});

it('does not wait for ever for an answer, and does not believe one that makes no sense', async () => {
  const { server, key, clock } = await startServer();
  const peer = await join(server, key, 'w1');
  const capture = () => server.local.request(sessionEndpoints.captureTmux, { body: { session: 'w1' } });
  const silent = capture();
  await peer.request('capture');
  clock.advance(30_001);
  expect(await silent).toMatchObject({
    status: 503,
    body: { error: expect.stringContaining("did not answer 'capture'") },
  });
  const odd = capture();
  await peer.answer('capture', { screen: 5 }, 2);
  expect(await odd).toMatchObject({
    status: 503,
    body: { error: expect.stringContaining('makes no sense') },
  });
  const good = capture();
  await peer.answer('capture', { output: '$' }, 3);
  expect(await good).toMatchObject({ status: 200 });
});
