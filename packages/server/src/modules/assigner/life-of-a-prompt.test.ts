import { NodeLinkError } from '@architect/contracts/node-link';
import { promptEndpoints } from '@architect/contracts/prompts';
import { expect, it } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { hasStatus, isPending, startQueue } from './fixture-queue.ts';

const stepsOf = (prompt: { receipts: { step: string }[] }): string[] =>
  prompt.receipts.map((receipt) => receipt.step);

eachDatabase((_open, engine) => {
  it('brings a prompt to an idle session and keeps its answer', async () => {
    const queue = await startQueue({ engine, sessions: ['w1'] });
    const { id } = await queue.send({ content: 'fix the bug', metadata: { project: 'auth' } });
    const attempt = await queue.delivered(id);
    const assigned = await queue.get(id);
    expect(assigned).toMatchObject({ status: 'assigned', assigned_session: 'w1', node: 'local' });
    expect(assigned.metadata).toEqual({ project: 'auth' });
    expect(queue.link.requestsOf('deliver')[0]).toMatchObject({ text: 'fix the bug', session: 'w1' });
    expect(queue.link.requests.map((request) => request.method)).toEqual(['list', 'prepare', 'deliver']);

    queue.step(id, { step: 'typed', evidence: 'the box holds the text' });
    queue.step(id, { step: 'submitted' });
    await queue.until(id, (prompt) => stepsOf(prompt).includes('submitted'));
    expect((await queue.get(id)).status).toBe('assigned');
    queue.step(id, { step: 'started' });
    await queue.until(id, hasStatus('in_progress'));
    queue.step(id, { step: 'ended', outcome: 'completed', response: 'It is fixed.' });
    const done = await queue.until(id, hasStatus('completed'));
    expect(done.response).toBe('It is fixed.');
    expect(stepsOf(done)).toEqual(['queued', 'sending', 'typed', 'submitted', 'started', 'ended']);
    expect(done.receipts[2]).toMatchObject({ evidence: 'the box holds the text', attempt: 1, session: 'w1' });
    expect(done.history.map((entry) => entry.action)).toEqual(['queued', 'assigned', 'started', 'completed']);
    expect(attempt).toMatch(/^\d+-1-[0-9a-f]{8}$/);
  });

  it('records the intent before anything is delivered', async () => {
    const queue = await startQueue({ engine });
    const seen: string[] = [];
    queue.link.handle('deliver', async ({ prompt_id }) => {
      const { status, receipts } = await queue.get(prompt_id);
      seen.push(status, ...receipts.map((receipt) => receipt.step));
      return {};
    });
    const { id } = await queue.send({ content: 'hello' });
    queue.link.setSession({ name: 'w1' });
    await queue.delivered(id);
    await expect.poll(() => seen).toEqual(['assigned', 'queued', 'sending']);
  });

  it('gives a session one prompt at a time, even while it still looks idle', async () => {
    const queue = await startQueue({ engine, sessions: ['w1'] });
    const first = await queue.send({ content: 'one' });
    const second = await queue.send({ content: 'two' });
    await queue.delivered(first.id);
    queue.step(first.id, { step: 'started' });
    queue.link.setSession({ name: 'w1', state: 'idle' });
    await queue.until(first.id, hasStatus('in_progress'));
    expect(await queue.get(second.id)).toMatchObject({
      status: 'pending',
      waiting_reason: `session w1 works on prompt ${first.id}`,
    });
    expect(queue.link.requestsOf('prepare')).toHaveLength(1);
    queue.step(first.id, { step: 'ended', response: 'first answer' });
    await queue.delivered(second.id);
    expect((await queue.get(first.id)).response).toBe('first answer');
    expect((await queue.get(second.id)).response).toBeNull();
  });

  it('goes by priority, then by age', async () => {
    const queue = await startQueue({ engine });
    const low = await queue.send({ content: 'low', priority: 1 });
    const older = await queue.send({ content: 'older', priority: 5 });
    const newer = await queue.send({ content: 'newer', priority: 5 });
    const high = await queue.send({ content: 'high', priority: 9 });
    queue.link.setSession({ name: 'w1' });
    for (const { id } of [high, older, newer, low]) {
      await queue.delivered(id);
      queue.step(id, { step: 'ended' });
    }
    expect(queue.link.requestsOf('deliver').map((request) => request.text)).toEqual([
      'high',
      'older',
      'newer',
      'low',
    ]);
  });

  it('applies a step once, however often it is reported', async () => {
    const queue = await startQueue({ engine, sessions: ['w1'] });
    const { id } = await queue.send({ content: 'hello' });
    await queue.delivered(id);
    for (const step of ['typed', 'typed', 'submitted', 'typed', 'started', 'started', 'submitted'] as const)
      queue.step(id, { step });
    queue.step(id, { step: 'ended', response: 'first' });
    queue.step(id, { step: 'ended', response: 'second' });
    queue.step(id, { step: 'refused' });
    queue.link.step({ step: 'ended', attempt_id: 'nobody-knows', response: 'x' });
    const done = await queue.until(id, hasStatus('completed'));
    await queue.send({ content: 'after all of these' });
    expect(await queue.get(id)).toEqual(done);
    expect(done.response).toBe('first');
    expect(stepsOf(done)).toEqual(['queued', 'sending', 'typed', 'submitted', 'started', 'ended']);
  });

  it('takes an end at once for the whole delivery, as after a very short turn', async () => {
    const queue = await startQueue({ engine, sessions: ['w1'] });
    const { id } = await queue.send({ content: 'hello' });
    await queue.delivered(id);
    queue.step(id, { step: 'ended', response: 'quick' });
    expect(await queue.until(id, hasStatus('completed'))).toMatchObject({
      response: 'quick',
      started_at: null,
    });
  });

  it.each(['AGENT_ERROR', 'USAGE_LIMIT', 'AGENT_EXITED', 'INTERRUPTED', 'DENIED'] as const)(
    'fails with %s and never repeats by itself what an agent has seen',
    async (error_code) => {
      const queue = await startQueue({ engine, sessions: ['w1', 'w2'] });
      const { id } = await queue.send({ content: 'hello' });
      await queue.delivered(id);
      queue.step(id, { step: 'started' });
      queue.step(id, { step: 'ended', outcome: 'failed', error_code, error: 'the reason' });
      const failed = await queue.until(id, hasStatus('failed'));
      expect(failed).toMatchObject({ error_code, error: 'the reason', retry_count: 0 });
      const all = await queue.server.local.request(promptEndpoints.retryAllPrompts);
      expect(all.body.data).toEqual({ affected: 0, ids: [] });
      expect(queue.link.requestsOf('deliver')).toHaveLength(1);
    },
  );

  it('hands a refused prompt to the next free session', async () => {
    const queue = await startQueue({ engine, sessions: ['w1'] });
    const { id } = await queue.send({ content: 'hello' });
    await queue.delivered(id);
    queue.step(id, { step: 'refused', evidence: 'somebody types' });
    const waiting = await queue.until(id, isPending);
    expect(waiting).toMatchObject({
      assigned_session: null,
      assigned_at: null,
      elapsed_seconds: 0,
      retry_count: 0,
      waiting_reason: 'session w1: somebody types',
    });
    queue.link.setSession({ name: 'w2' });
    await queue.delivered(id, 2);
    expect(queue.link.requestsOf('deliver')[1]?.session).toBe('w2');
  });

  it('becomes a dead letter after too many proven refusals in a row', async () => {
    const clock = createMovableClock();
    const queue = await startQueue({ engine, clock, sessions: ['w1'] });
    const { id } = await queue.send({ content: 'hello', max_retries: 1 });
    await queue.delivered(id);
    queue.step(id, { step: 'refused' });
    await queue.until(id, isPending);
    clock.advance(30_000);
    await queue.delivered(id, 2);
    queue.step(id, { step: 'refused', evidence: 'still no' });
    expect(await queue.until(id, hasStatus('failed'))).toMatchObject({
      error_code: 'NOT_DELIVERED',
      error: 'not delivered in 2 tries; the last one: still no',
    });
  });

  it('fails at once what an agent can never take', async () => {
    const queue = await startQueue({ engine, sessions: ['w1'] });
    const { id } = await queue.send({ content: 'hello' });
    await queue.delivered(id);
    queue.step(id, { step: 'refused', permanent: true, evidence: 'ends in an open quote' });
    expect(await queue.until(id, hasStatus('failed'))).toMatchObject({ error_code: 'UNDELIVERABLE' });

    queue.link.handle('prepare', () => {
      throw new NodeLinkError('BAD_REQUEST', 'this agent has no way to take it');
    });
    const other = await queue.send({ content: 'hello again' });
    expect(await queue.until(other.id, hasStatus('failed'))).toMatchObject({
      error_code: 'UNDELIVERABLE',
      error: 'this agent has no way to take it',
    });
  });

  it('never repeats an unconfirmed delivery', async () => {
    const queue = await startQueue({ engine, sessions: ['w1', 'w2'] });
    const { id } = await queue.send({ content: 'hello' });
    await queue.delivered(id);
    queue.step(id, { step: 'typed' });
    queue.step(id, { step: 'unconfirmed', evidence: 'the box is empty and nothing was seen' });
    expect(await queue.until(id, hasStatus('failed'))).toMatchObject({ error_code: 'DELIVERY_UNCONFIRMED' });
    const next = await queue.send({ content: 'another' });
    await queue.delivered(next.id);
    expect(queue.link.requestsOf('deliver').filter((request) => request.prompt_id === id)).toHaveLength(1);
  });

  it('believes no proof of non-delivery after Enter was pressed', async () => {
    const queue = await startQueue({ engine, sessions: ['w1', 'w2'] });
    const { id } = await queue.send({ content: 'hello' });
    await queue.delivered(id);
    queue.step(id, { step: 'submitted' });
    queue.step(id, { step: 'refused' });
    expect(await queue.until(id, hasStatus('failed'))).toMatchObject({ error_code: 'DELIVERY_UNCONFIRMED' });
  });

  it('stops the clock while a person is awaited, and times out by the running clock only', async () => {
    const clock = createMovableClock();
    const queue = await startQueue({ engine, clock, sessions: ['w1'] });
    const { id } = await queue.send({ content: 'hello', timeout_minutes: 10 });
    await queue.delivered(id);
    queue.step(id, { step: 'started' });
    await queue.until(id, hasStatus('in_progress'));
    clock.advance(4 * 60_000);
    queue.step(id, { step: 'blocked' });
    await queue.until(id, (prompt) => stepsOf(prompt).includes('blocked'));
    clock.advance(60 * 60_000);
    expect((await queue.get(id)).elapsed_seconds).toBeCloseTo(240, -1);
    queue.step(id, { step: 'resumed' });
    await queue.until(id, (prompt) => stepsOf(prompt).includes('resumed'));
    clock.advance(5 * 60_000);
    expect((await queue.get(id)).status).toBe('in_progress');
    clock.advance(61_000);
    expect(await queue.until(id, hasStatus('failed'))).toMatchObject({ error_code: 'TIMEOUT' });
    await expect.poll(() => queue.link.requestsOf('abandon')).toHaveLength(1);
    queue.step(id, { step: 'ended', response: 'too late' });
    expect((await queue.get(id)).status).toBe('failed');
  });

  it('keeps a busy session for itself after a time-out, until it is idle again', async () => {
    const clock = createMovableClock();
    const queue = await startQueue({ engine, clock, sessions: ['w1'] });
    const slow = await queue.send({ content: 'slow', timeout_minutes: 1 });
    await queue.delivered(slow.id);
    queue.step(slow.id, { step: 'started' });
    queue.link.setSession({ name: 'w1', state: 'busy' });
    const next = await queue.send({ content: 'next' });
    await queue.until(slow.id, hasStatus('in_progress'));
    clock.advance(61_000);
    await queue.until(slow.id, hasStatus('failed'));
    expect((await queue.get(next.id)).waiting_reason).toMatch(/^session w1 is busy/);
    queue.link.setSession({ name: 'w1', state: 'idle' });
    await queue.delivered(next.id);
  });

  it('follows a renamed session, and does not take its old name for it', async () => {
    const queue = await startQueue({ engine, sessions: ['w1'] });
    const { id } = await queue.send({ content: 'hello', target_session: 'w1' });
    const locked = await queue.send({ content: 'locked', target_session: 'w1' });
    await queue.delivered(id);
    queue.step(id, { step: 'started' });
    queue.link.renameSession('w1', 'renamed');
    await queue.until(id, (prompt) => prompt.assigned_session === 'renamed');
    const session = await queue.server.local.request<{ data: { current_prompt_id: number } }>(
      '/api/tmux/sessions/renamed',
    );
    expect(session.body.data.current_prompt_id).toBe(id);
    queue.step(id, { step: 'ended', response: 'done' });
    await queue.until(id, hasStatus('completed'));
    expect((await queue.get(locked.id)).waiting_reason).toMatch(/^no session 'w1' exists: create it/);
  });

  it.each([
    ['sending', 'DELIVERY_UNCONFIRMED'],
    ['typed', 'SESSION_GONE'],
    ['started', 'SESSION_GONE'],
  ] as const)(
    'ends a prompt whose session went away in %s with %s when the node says nothing',
    async (state, code) => {
      const clock = createMovableClock();
      const queue = await startQueue({ engine, clock, sessions: ['w1'] });
      const { id } = await queue.send({ content: 'hello' });
      await queue.delivered(id);
      if (state !== 'sending') queue.step(id, { step: state });
      await queue.until(id, (prompt) => stepsOf(prompt).includes(state));
      queue.link.removeSession('w1');
      clock.advance(4_000);
      expect((await queue.get(id)).error_code).toBeNull();
      clock.advance(1_100);
      expect(await queue.until(id, hasStatus('failed'))).toMatchObject({ error_code: code });
    },
  );

  it('shows the prompt in the record of its session while it is there', async () => {
    const queue = await startQueue({ engine, sessions: ['w1'] });
    const current = async () =>
      (
        await queue.server.local.request<{ data: { current_prompt_id: number | null }[] }>(
          '/api/assigner/sessions',
        )
      ).body.data[0]?.current_prompt_id;
    expect(await current()).toBeNull();
    const { id } = await queue.send({ content: 'hello' });
    await queue.delivered(id);
    expect(await current()).toBe(id);
    queue.step(id, { step: 'ended' });
    await queue.until(id, hasStatus('completed'));
    await expect.poll(current).toBeNull();
  });

  it('does not lose a step that comes while the queue is being worked on', async () => {
    const queue = await startQueue({ engine, sessions: ['w1'] });
    queue.link.handle('deliver', ({ attempt_id }) => {
      queue.link.step({ step: 'typed', attempt_id });
      queue.link.step({ step: 'submitted', attempt_id });
      queue.link.step({ step: 'started', attempt_id });
      queue.link.step({ step: 'ended', attempt_id, response: 'at once' });
      return {};
    });
    const { id } = await queue.send({ content: 'hello' });
    const done = await queue.until(id, hasStatus('completed'));
    expect(stepsOf(done)).toEqual(['queued', 'sending', 'typed', 'submitted', 'started', 'ended']);
  });
});
