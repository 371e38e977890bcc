import { NodeLinkError } from '@architect/contracts/node-link';
import { expect, it } from 'vitest';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { createFakeLink } from '../nodes/fake-link.ts';
import { startQueue } from './fixture-queue.ts';

const unsafe = ['starting', 'busy', 'blocked', 'limited', 'error', 'shell', 'dead', 'unknown'] as const;

it.each(unsafe)('never even asks a session that is %s', async (state) => {
  const queue = await startQueue({ sessions: ['w1'] });
  queue.link.setSession({ name: 'w1', state });
  const { id, waiting_reason } = await queue.send({ content: 'hello' });
  expect(waiting_reason).toContain('w1');
  queue.link.setSession({ name: 'w2' });
  await queue.delivered(id);
  expect(queue.link.requestsOf('prepare').map((request) => request.session)).toEqual(['w2']);
});

it('does not hammer a session that refuses, and tries again after a growing pause', async () => {
  const clock = createMovableClock({ stands: true });
  const link = createFakeLink();
  link.handle('prepare', () => {
    throw new NodeLinkError('NOT_DELIVERABLE', 'somebody pressed a key', 'idle');
  });
  const queue = await startQueue({ link, clock, sessions: ['w1'] });
  const { id } = await queue.send({ content: 'hello' });
  const asked = () => link.requestsOf('prepare').length;
  await expect.poll(asked).toBe(1);
  await queue.until(id, (prompt) => prompt.waiting_reason === 'session w1: somebody pressed a key');
  await queue.send({ content: 'another' });
  await queue.send({ content: 'and another' });
  expect(asked()).toBe(1);
  for (const [pauseMs, expected] of [
    [1_000, 2],
    [2_000, 3],
    [4_000, 4],
    [8_000, 5],
    [16_000, 6],
    [30_000, 7],
    [30_000, 8],
  ] as const) {
    clock.advance(pauseMs - 1);
    await queue.get(id);
    expect(asked()).toBe(expected - 1);
    clock.advance(1);
    await expect.poll(asked).toBe(expected);
    await queue.until(id, (prompt) => prompt.waiting_reason === 'session w1: somebody pressed a key');
  }
  expect((await queue.get(id)).receipts.map((receipt) => receipt.step)).toEqual(['queued']);
});

it('tries a session again as soon as it has changed', async () => {
  const queue = await startQueue({ sessions: ['w1'] });
  let isRefusing = true;
  const prepare = queue.link.handle;
  prepare('prepare', ({ text }) => {
    if (isRefusing) throw new NodeLinkError('NOT_DELIVERABLE', 'a draft', 'idle');
    const mark = { pane_id: '%1', pane_pid: 1, screen_hash: '', history_size: 0, cursor: '', hook_count: 0 };
    return { text, adjusted: [], mark: { ...mark, transcript_size: null, at: '2026-01-01T00:00:00.000Z' } };
  });
  const { id } = await queue.send({ content: 'hello' });
  await queue.until(id, (prompt) => prompt.waiting_reason === 'session w1: a draft');
  isRefusing = false;
  queue.link.setSession({ name: 'w1', draft: 'half a thought', deliverable: false });
  expect((await queue.get(id)).waiting_reason).toBe(
    'session w1 holds a draft that somebody typed: send it or clear it',
  );
  queue.link.setSession({ name: 'w1', draft: null, deliverable: true });
  await queue.delivered(id);
});

it('waits while tmux is not running, and goes on when it comes up', async () => {
  const link = createFakeLink('local', { tmux: 'down' });
  const queue = await startQueue({ link });
  const { id, waiting_reason } = await queue.send({ content: 'hello', target_session: 'w1' });
  expect(waiting_reason).toBe("no session 'w1' exists (no tmux server runs on local)");
  link.emit('tmux.up', { version: '3.3a' });
  link.setSession({ name: 'w1' });
  await queue.delivered(id);
});

it('starts nothing while another prompt is being prepared on the session', async () => {
  const queue = await startQueue();
  let asked = 0;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  queue.link.handle('prepare', async ({ text }) => {
    asked += 1;
    await held;
    const mark = { pane_id: '%1', pane_pid: 1, screen_hash: '', history_size: 0, cursor: '', hook_count: 0 };
    return { text, adjusted: [], mark: { ...mark, transcript_size: null, at: '2026-01-01T00:00:00.000Z' } };
  });
  const first = await queue.send({ content: 'one' });
  await queue.send({ content: 'two' });
  queue.link.setSession({ name: 'w1' });
  await expect.poll(() => asked).toBe(1);
  queue.link.setSession({ name: 'w1', width: 100 });
  await queue.send({ content: 'three' });
  expect(asked).toBe(1);
  release();
  await queue.delivered(first.id);
  expect(asked).toBe(1);
});

it('sends nothing that was cancelled while it was being prepared', async () => {
  const queue = await startQueue();
  const { id } = await queue.send({ content: 'one' });
  queue.link.handle('prepare', async ({ text }) => {
    await queue.server.local.request(`/api/assigner/prompts/${id}`, { method: 'DELETE' });
    const mark = { pane_id: '%1', pane_pid: 1, screen_hash: '', history_size: 0, cursor: '', hook_count: 0 };
    return { text, adjusted: [], mark: { ...mark, transcript_size: null, at: '2026-01-01T00:00:00.000Z' } };
  });
  queue.link.setSession({ name: 'w1' });
  await queue.until(id, (prompt) => prompt.status === 'cancelled');
  const next = await queue.send({ content: 'two' });
  await queue.delivered(next.id);
  expect(queue.link.requestsOf('deliver').map((request) => request.prompt_id)).toEqual([next.id]);
});
