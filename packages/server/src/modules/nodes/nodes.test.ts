import { type NodeErrorCode, NodeLinkError, nodeErrorCodes } from '@architect/contracts/node-link';
import type { Session } from '@architect/contracts/sessions';
import { expect, it } from 'vitest';
import { AppError } from '../../platform/app-error.ts';
import { createEventBus } from '../../platform/events/bus.ts';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { createLog } from '../../platform/telemetry/log.ts';
import { aSession, createFakeLink } from './fake-link.ts';
import { createNodes, type SessionChange } from './index.ts';

function setup() {
  const log = createLog({ level: 'silent' });
  const events = createEventBus({ log });
  const live: string[] = [];
  events.subscribeAll(({ topic, payload }) => {
    const { name, state } = payload as { name: string; state?: string };
    live.push(`${topic} ${name}${state ? ` ${state}` : ''}`);
  });
  const clock = createMovableClock();
  return { nodes: createNodes({ events, clock, log }), live, clock };
}

it('knows the sessions a node has, and follows their changes as live events', async () => {
  const { nodes, live } = setup();
  const link = createFakeLink();
  link.setSession({ name: 'w1' });
  await nodes.add(link);
  link.setSession({ name: 'w2' });
  link.setSession({ name: 'w1', state: 'busy' });
  link.removeSession('w2', 'killed');
  expect(nodes.sessions().map((session) => [session.name, session.state])).toEqual([['w1', 'busy']]);
  expect(live).toEqual([
    'node.changed local',
    'session.added w1 idle',
    'session.added w2 idle',
    'session.changed w1 busy',
    'session.removed w2',
  ]);
});

it('tells a rename as one change, and as removed and added to the world', async () => {
  const { nodes, live } = setup();
  const link = createFakeLink();
  link.setSession({ name: 'w1' });
  await nodes.add(link);
  const changes: SessionChange[] = [];
  nodes.onSessionChange((change) => changes.push(change));
  link.renameSession('w1', 'w9');
  expect(changes.map(({ before, after }) => [before?.name, after?.name])).toEqual([['w1', 'w9']]);
  expect(live.slice(-2)).toEqual(['session.removed w1', 'session.added w9 idle']);
});

it('lets no older list undo a newer event', async () => {
  const { nodes } = setup();
  const link = createFakeLink();
  const old: Session[] = [aSession({ name: 'gone' }), aSession({ name: 'w1', state: 'busy' })];
  let answer = (): void => undefined;
  link.handle(
    'list',
    () =>
      new Promise((resolve) => {
        answer = () => resolve({ sessions: old, tmux: 'up', tmux_version: '3.3a' });
      }),
  );
  const added = nodes.add(link);
  link.setSession({ name: 'w1', state: 'idle' });
  link.setSession({ name: 'new' });
  link.removeSession('gone');
  answer();
  await added;
  expect(nodes.sessions().map((session) => [session.name, session.state])).toEqual([
    ['new', 'idle'],
    ['w1', 'idle'],
  ]);
});

it('drops all sessions of a node whose tmux goes down, and reads them when it comes up', async () => {
  const { nodes } = setup();
  const link = createFakeLink();
  link.setSession({ name: 'w1' });
  await nodes.add(link);
  link.emit('tmux.down', { reason: 'the server exited' });
  expect(nodes.sessions()).toEqual([]);
  expect(nodes.status()).toMatchObject([
    { name: 'local', status: 'ready', tmux_version: '3.3a', sessions: 0 },
  ]);
  link.emit('tmux.up', { version: '3.4' });
  await expect.poll(() => nodes.sessions().length).toBe(1);
  expect(nodes.status()[0]?.status).toBe('up');
});

it('tries again to read a node that failed', async () => {
  const { nodes, clock } = setup();
  const link = createFakeLink();
  link.handle('list', () => {
    throw new NodeLinkError('FAILED', 'not yet');
  });
  await nodes.add(link);
  expect(nodes.isReady('local')).toBe(false);
  link.handle('list', () => ({ sessions: [aSession({ name: 'w1' })], tmux: 'up', tmux_version: '3.3a' }));
  clock.advance(2_000);
  await expect.poll(() => nodes.isReady('local')).toBe(true);
});

it('keeps equal names on two nodes apart', async () => {
  const { nodes } = setup();
  const [here, there] = [createFakeLink('local'), createFakeLink('far')];
  for (const link of [here, there]) {
    link.setSession({ name: 'w1' });
    await nodes.add(link);
  }
  expect(nodes.session('w1')).toBeNull();
  expect(nodes.session('far:w1')?.node).toBe('far');
  expect(nodes.linkOf('far:w1')).toBe(there);
  expect(() => nodes.linkOf('w1')).toThrow(/several nodes have a session 'w1'.*local:w1 or far:w1/);
  expect(() => nodes.linkOf('nobody')).toThrow(/no session 'nobody'/);
});

it('marks the prompt of a session through every change of it', async () => {
  const { nodes } = setup();
  const link = createFakeLink();
  link.setSession({ name: 'w1' });
  await nodes.add(link);
  nodes.setCurrentPrompt({ node: 'local', name: 'w1' }, 12);
  link.setSession({ name: 'w1', state: 'busy', current_prompt_id: null });
  link.renameSession('w1', 'w9');
  expect(nodes.session('w9')?.current_prompt_id).toBe(12);
  nodes.setCurrentPrompt({ node: 'local', name: 'w9' }, null);
  expect(nodes.session('w9')?.current_prompt_id).toBeNull();
});

const statuses: Record<NodeErrorCode, number> = {
  NO_SESSION: 404,
  SESSION_EXISTS: 409,
  NOT_DELIVERABLE: 409,
  DIALOG_CHANGED: 409,
  TMUX_DOWN: 503,
  BAD_REQUEST: 400,
  FAILED: 503,
};
it.each(nodeErrorCodes)("answers a node's %s with the right status", async (code) => {
  const { nodes } = setup();
  const link = createFakeLink();
  link.handle('capture', () => {
    throw new NodeLinkError(code, 'the words of the node', 'busy');
  });
  await nodes.add(link);
  const error = await nodes
    .request('local', 'capture', { session: 'w1', escapes: false })
    .catch((e: unknown) => e);
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({
    status: statuses[code],
    message: 'the words of the node',
    details: { state: 'busy' },
  });
});

it('listens to nothing after a stop', async () => {
  const { nodes } = setup();
  const link = createFakeLink();
  await nodes.add(link);
  await nodes.stop?.();
  await nodes.stop?.();
  expect(link.listenerCount()).toBe(0);
});
