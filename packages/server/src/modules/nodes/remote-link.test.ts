import type { NodeServerMessage } from '@architect/contracts/node-wire';
import { expect, it } from 'vitest';
import { createLog } from '../../platform/telemetry/log.ts';
import { createRemoteLink, type RemoteLink } from './remote-link.ts';

const log = createLog({ level: 'silent' });
const clock = { now: () => 0, after: () => () => undefined };

/** A connection that notes what was said over it. */
function aPeer() {
  const said: NodeServerMessage[] = [];
  return { said, isOpen: () => true, send: (message: NodeServerMessage) => void said.push(message) };
}

const typed = (seq: number, attempt_id: string): Parameters<RemoteLink['receive']>[0] => ({
  type: 'event',
  event: 'delivery',
  seq,
  payload: { step: 'typed', attempt_id, at: '2026-01-01T12:00:00.000Z', evidence: 'seen' },
});

/** Lets promises that are due go on. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('confirms a step when it is recorded, in order, and to nobody but the node that sent it', async () => {
  const link = createRemoteLink({ name: 'far', clock, log });
  const recorded = new Map<string, () => void>();
  link.on('delivery', ({ attempt_id }) => new Promise<void>((done) => recorded.set(attempt_id, done)));
  const peer = aPeer();
  link.connected(peer);
  link.receive(typed(1, 'slow'));
  link.receive(typed(2, 'quick'));
  recorded.get('quick')?.();
  await turn();
  expect(peer.said).toEqual([]);
  recorded.get('slow')?.();
  await turn();
  expect(peer.said).toEqual([
    { type: 'received', seq: 1 },
    { type: 'received', seq: 2 },
  ]);

  link.receive(typed(3, 'late'));
  link.lost('cut');
  const next = aPeer();
  link.connected(next);
  recorded.get('late')?.();
  await turn();
  expect([...peer.said.slice(2), ...next.said]).toEqual([]);
});

it('confirms nothing after a step that was not recorded, until the node has connected anew', async () => {
  const link = createRemoteLink({ name: 'far', clock, log });
  link.on('delivery', async ({ attempt_id }) => {
    if (attempt_id === 'lost') throw new Error('the database is full');
  });
  const [peer, next] = [aPeer(), aPeer()];
  link.connected(peer);
  for (const [index, attempt] of ['kept', 'lost', 'later'].entries()) link.receive(typed(index + 1, attempt));
  await turn();
  expect(peer.said).toEqual([{ type: 'received', seq: 1 }]);
  link.lost('cut');
  link.connected(next);
  link.receive(typed(3, 'later'));
  await turn();
  expect(next.said).toEqual([{ type: 'received', seq: 3 }]);
});

it('confirms steps alone, and those too that make no sense, which would come for ever', async () => {
  const link = createRemoteLink({ name: 'far', clock, log });
  const taken: unknown[] = [];
  link.on('delivery', (step) => taken.push(step));
  const peer = aPeer();
  link.connected(peer);
  link.receive({ type: 'event', event: 'tmux.up', seq: 1, payload: { version: '3.4' } });
  link.receive({ type: 'event', event: 'delivery', seq: 2, payload: { step: 'dreamt' } });
  await turn();
  expect(taken).toEqual([]);
  expect(peer.said).toEqual([{ type: 'received', seq: 2 }]);
});

it('tells everybody who waits that the connection is lost, once', async () => {
  const link = createRemoteLink({ name: 'far', clock, log });
  const heard: unknown[] = [];
  link.onConnection((lostBecause) => heard.push(lostBecause));
  link.on('terminal.closed', ({ stream, reason }) => heard.push(`${stream}: ${reason}`));
  await expect(link.request('refresh', {})).rejects.toMatchObject({ code: 'TMUX_DOWN' });
  link.connected(aPeer());
  expect(link.isConnected()).toBe(true);
  await expect(link.request('explain', {} as never)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  const asked = ['open', 'ended'].map((stream) => link.request('terminal.open', { session: 'w', stream }));
  const data = { stream: 'open', data: '' };
  link.receive({ type: 'event', event: 'terminal.data', seq: 0, payload: data });
  const payload = { stream: 'ended', reason: 'exit' };
  link.receive({ type: 'event', event: 'terminal.closed', seq: 1, payload });
  link.lost('cut');
  for (const request of asked) await expect(request).rejects.toMatchObject({ code: 'FAILED' });
  expect(link.isConnected()).toBe(false);
  await expect(link.request('refresh', {})).rejects.toMatchObject({ code: 'TMUX_DOWN' });
  link.lost('cut again');
  expect(heard).toEqual([null, 'ended: exit', 'open: cut', 'cut', 'cut again']);
});
