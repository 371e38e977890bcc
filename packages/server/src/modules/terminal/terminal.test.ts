import { NodeLinkError } from '@architect/contracts/node-link';
import { expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { createTestServer, type TestServer } from '../../test-server.ts';
import { createFakeLink } from '../nodes/fake-link.ts';

interface Message {
  type: string;
  data?: Record<string, unknown>;
}

/** A live connection of an operator that keeps what it hears about terminals. */
async function connect(server: TestServer, cookie: string) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`, { headers: { cookie } });
  const heard: Message[] = [];
  socket.on('message', (data) => {
    const message: Message = JSON.parse(String(data));
    if (message.type.startsWith('terminal') || message.type === 'error') heard.push(message);
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  onTestFinished(() => socket.close());
  return {
    heard,
    say: (message: object) => socket.send(JSON.stringify(message)),
    close: () => socket.close(),
  };
}

async function start() {
  const link = createFakeLink();
  link.setSession({ name: 'w1' });
  link.handle('terminal.open', () => ({ cols: 120, rows: 40, data: 'c2VlZA==' }));
  for (const method of ['terminal.input', 'terminal.resize', 'terminal.close'] as const)
    link.handle(method, () => ({}));
  const server = await createTestServer({ nodeLink: link });
  onTestFinished(() => server.stop());
  const { cookie } = await server.signIn('operator');
  return { server, link, cookie, client: await connect(server, cookie) };
}

it('shows a pane, its bytes and sizes, and types what the person types', async () => {
  const { link, client } = await start();
  client.say({ type: 'terminal.open', session: 'w1' });
  await expect.poll(() => client.heard.length).toBe(1);
  const stream = link.requestsOf('terminal.open')[0]?.stream ?? '';
  link.emit('terminal.data', { stream, data: 'bGl2ZQ==' });
  link.emit('terminal.resized', { stream, cols: 80, rows: 24 });
  link.emit('terminal.data', { stream: 'of somebody else', data: 'c2VjcmV0' });
  client.say({ type: 'terminal.input', session: 'w1', data: 'bHM=' });
  client.say({ type: 'terminal.resize', session: 'w1', cols: 100, rows: 30 });
  await expect.poll(() => link.requestsOf('terminal.resize')).toEqual([{ stream, cols: 100, rows: 30 }]);
  expect(link.requestsOf('terminal.input')).toEqual([{ stream, data: 'bHM=' }]);
  link.emit('terminal.closed', { stream, reason: 'the session ended' });
  await expect.poll(() => client.heard.length).toBe(4);
  expect(client.heard).toEqual([
    { type: 'terminal.opened', data: { session: 'w1', cols: 120, rows: 40, data: 'c2VlZA==' } },
    { type: 'terminal.data', data: { session: 'w1', data: 'bGl2ZQ==' } },
    { type: 'terminal.resized', data: { session: 'w1', cols: 80, rows: 24 } },
    { type: 'terminal.closed', data: { session: 'w1', reason: 'the session ended' } },
  ]);
});

it('paints the picture before bytes that came ahead of it', async () => {
  const { link, client } = await start();
  link.handle('terminal.open', ({ stream }) => {
    link.emit('terminal.data', { stream, data: 'ZWFybHk=' });
    return { cols: 120, rows: 40, data: 'c2VlZA==' };
  });
  client.say({ type: 'terminal.open', session: 'w1' });
  await expect
    .poll(() => client.heard.map((message) => message.type))
    .toEqual(['terminal.opened', 'terminal.data']);
});

it('closes the streams of a connection that ends, and one that is opened again', async () => {
  const { link, client } = await start();
  for (const times of [1, 2]) {
    client.say({ type: 'terminal.open', session: 'w1' });
    await expect.poll(() => client.heard.length).toBe(times);
  }
  const [first, second] = link.requestsOf('terminal.open').map((request) => request.stream);
  await expect.poll(() => link.requestsOf('terminal.close')).toEqual([{ stream: first }]);
  client.close();
  await expect.poll(() => link.requestsOf('terminal.close')).toEqual([{ stream: first }, { stream: second }]);
});

it('closes a stream whose connection ended while the node was opening it', async () => {
  const { link, client } = await start();
  let open = (): void => undefined;
  link.handle(
    'terminal.open',
    () =>
      new Promise((resolve) => {
        open = () => resolve({ cols: 120, rows: 40, data: '' });
      }),
  );
  client.say({ type: 'terminal.open', session: 'w1' });
  await expect.poll(() => link.requestsOf('terminal.open').length).toBe(1);
  client.close();
  await expect.poll(() => link.requestsOf('terminal.close').length).toBe(1);
  open();
  await expect.poll(() => link.requestsOf('terminal.close').length).toBe(2);
});

it.each([
  [{ type: 'terminal.open', session: 'nobody' }, 'NOT_FOUND'],
  [{ type: 'terminal.input', session: 'w1', data: 'bHM=' }, 'NOT_FOUND'],
  [{ type: 'terminal.resize', session: 'w1', cols: 1, rows: 1 }, 'VALIDATION_FAILED'],
])('refuses %j', async (message, error_code) => {
  const { client } = await start();
  client.say(message);
  await expect.poll(() => client.heard[0]).toMatchObject({ type: 'error', data: { error_code } });
});

it('says why a terminal could not be opened', async () => {
  const { link, client } = await start();
  link.handle('terminal.open', () => {
    throw new NodeLinkError('TMUX_DOWN', 'tmux is not running');
  });
  client.say({ type: 'terminal.open', session: 'w1' });
  await expect
    .poll(() => client.heard[0]?.data)
    .toEqual({ error: 'tmux is not running', error_code: 'UNAVAILABLE' });
});

it('shows a viewer everything and takes no key from them', async () => {
  const { server, link } = await start();
  const viewer = await server.signIn('viewer');
  const client = await connect(server, viewer.cookie);
  client.say({ type: 'terminal.open', session: 'w1' });
  await expect.poll(() => client.heard[0]).toMatchObject({ type: 'terminal.opened' });
  client.say({ type: 'terminal.input', session: 'w1', data: 'bHM=' });
  client.say({ type: 'terminal.resize', session: 'w1', cols: 80, rows: 24 });
  await expect.poll(() => client.heard.length).toBe(3);
  expect(client.heard.slice(1)).toMatchObject([
    { type: 'error', data: { error_code: 'FORBIDDEN' } },
    { type: 'error', data: { error_code: 'FORBIDDEN' } },
  ]);
  expect([...link.requestsOf('terminal.input'), ...link.requestsOf('terminal.resize')]).toEqual([]);
});

it('audits who opened a terminal', async () => {
  const { server, client } = await start();
  client.say({ type: 'terminal.open', session: 'w1' });
  await expect.poll(() => client.heard.length).toBe(1);
  const { body } = await server.local.request<{ data: unknown[] }>('/api/activity?action=terminal.opened');
  expect(body.data).toMatchObject([{ entity_id: 'w1', actor: expect.stringContaining('operator') }]);
});
