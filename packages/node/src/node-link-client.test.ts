import type { DeliveryStep } from '@architect/contracts/node-link';
import { type NodeMessage, type NodeServerMessage, nodeMessage } from '@architect/contracts/node-wire';
import { expect, it, onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { systemClock } from './clock.ts';
import { createLocalLink } from './local-link.ts';
import { NodeLinkClient } from './node-link-client.ts';

const patience = { timeout: 10_000, interval: 10 };

/** A dashboard whose every word the test decides, and a node that carries out nothing. */
async function setup() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((ready) => server.once('listening', ready));
  const sockets: WebSocket[] = [];
  const heard: NodeMessage[] = [];
  server.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('message', (data) => heard.push(nodeMessage.parse(JSON.parse(String(data)))));
  });
  const { link, emit } = createLocalLink('far', () => undefined);
  const { port } = server.address() as { port: number };
  const changes: (string | null)[] = [];
  const client = new NodeLinkClient({
    ...{ link, version: '1.0.0', dashboard: `http://127.0.0.1:${port}`, token: 'key', ca: undefined },
    ...{ clock: systemClock, random: () => 0 },
    onChange: (ending) => changes.push(ending?.text ?? null),
    onError: () => undefined,
  });
  onTestFinished(() => {
    client.stop();
    for (const socket of sockets) socket.terminate();
    server.close();
  });
  const say = (message: NodeServerMessage): void => sockets.at(-1)?.send(JSON.stringify(message));
  const hellos = (): number => heard.filter(({ type }) => type === 'hello').length;
  return { emit, heard, hellos, say, changes, cut: () => sockets.at(-1)?.close(1011) };
}

const step = (name: 'typed' | 'submitted' | 'started'): DeliveryStep => ({
  ...{ step: name, attempt_id: '1-1-a', at: '2026-01-01T12:00:00.000Z', evidence: 'seen' },
});
const stepsIn = (heard: NodeMessage[]): string[] =>
  heard.flatMap((message) =>
    message.type === 'event' && message.event === 'delivery' ? [(message.payload as DeliveryStep).step] : [],
  );

it('keeps the steps of deliveries until they are confirmed, in order and over a lost connection', async () => {
  const { emit, heard, hellos, say, changes, cut } = await setup();
  await expect.poll(hellos, patience).toBe(1);
  emit('delivery', step('typed'));
  emit('tmux.up', { version: '3.3a' });
  say({ type: 'welcome', version: '1.0.0' });
  await expect.poll(() => stepsIn(heard), patience).toEqual(['typed']);
  say({ type: 'received', seq: 1 });
  emit('delivery', step('submitted'));
  await expect.poll(() => stepsIn(heard), patience).toEqual(['typed', 'submitted']);
  cut();
  await expect.poll(() => changes.length, patience).toBe(2);
  emit('delivery', step('started'));
  await expect.poll(hellos, patience).toBe(2);
  say({ type: 'welcome', version: '1.0.0' });
  await expect.poll(() => stepsIn(heard), patience).toEqual(['typed', 'submitted', 'submitted', 'started']);
  expect(changes).toEqual([null, expect.stringContaining('ended'), null]);
  // What happened to sessions meanwhile is in the fresh list, not in old events.
  expect(heard.some((message) => message.type === 'event' && message.event === 'tmux.up')).toBe(false);
});

it('answers requests with what the node says, refusals included', async () => {
  const { heard, hellos, say } = await setup();
  await expect.poll(hellos, patience).toBe(1);
  say({ type: 'welcome', version: '1.0.0' });
  say({ type: 'request', id: 7, method: 'list', params: {} });
  await expect
    .poll(() => heard.at(-1), patience)
    .toEqual({
      ...{ type: 'reply', id: 7, ok: false },
      error: { code: 'TMUX_DOWN', message: 'the node is not running', state: null },
    });
});
