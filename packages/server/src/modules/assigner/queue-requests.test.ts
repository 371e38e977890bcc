import { type Prompt, promptEndpoints } from '@architect/contracts/prompts';
import { expect, it } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { hasStatus, type Queue, startQueue } from './fixture-queue.ts';

const { sendPrompt, cancelPrompt, retryPrompt, reassignPrompt, retryAllPrompts } = promptEndpoints;
const { clearPrompts, archiveFailedPrompts, assignerStatus, listPrompts, tasksHealth } = promptEndpoints;
const dayMs = 86_400_000;

/** A prompt that failed with this code, by the steps of a node. */
async function failedPrompt(
  queue: Queue,
  code: 'NOT_DELIVERED' | 'AGENT_ERROR' | 'UNDELIVERABLE',
): Promise<Prompt> {
  const { id } = await queue.send({ content: code, max_retries: code === 'NOT_DELIVERED' ? 0 : 3 });
  await queue.delivered(id);
  if (code === 'AGENT_ERROR') queue.step(id, { step: 'ended', outcome: 'failed', error_code: code });
  else queue.step(id, { step: 'refused', permanent: code === 'UNDELIVERABLE' });
  return await queue.until(id, hasStatus('failed'));
}

eachDatabase((_open, engine) => {
  it('answers a repeated idempotency key with the first prompt, also at the same moment', async () => {
    const { server } = await startQueue({ engine });
    const send = (content: string) =>
      server.local.request(sendPrompt, { body: { content, idempotency_key: 'k1' } });
    const replies = await Promise.all([send('one'), send('two'), send('three')]);
    expect(replies.map((reply) => reply.status)).toEqual([201, 201, 201]);
    expect(new Set(replies.map((reply) => reply.body.prompt_id)).size).toBe(1);
    expect(replies.filter((reply) => !reply.body.duplicate)).toHaveLength(1);
    expect((await server.local.request(listPrompts)).body.pagination.total).toBe(1);
  });

  it('strips control characters and says so', async () => {
    const { server } = await startQueue({ engine });
    const reply = await server.local.request(sendPrompt, { body: { content: 'a\u001b[201~\r\nb\u0000' } });
    expect(reply.body.data.content).toBe('a[201~\nb');
    expect(reply.body.adjusted).toEqual([
      'line ends CR LF or CR became LF',
      'removed 1 control character U+001B',
      'removed 1 control character U+0000',
    ]);
  });

  it('takes an unknown target and waits, or refuses it with require_target', async () => {
    const queue = await startQueue({ engine });
    const body = { content: 'x', target_session: 'nowhere' };
    expect((await queue.send(body)).waiting_reason).toMatch(/^no session 'nowhere' exists: create it/);
    const reply = await queue.server.local.request(sendPrompt, { body: { ...body, require_target: true } });
    expect([reply.status, reply.body.error_code]).toEqual([409, 'NO_TARGET']);
  });

  it('waits for what a prompt depends on', async () => {
    const queue = await startQueue({ engine, sessions: ['w1', 'w2'] });
    const first = await queue.send({ content: 'first' });
    const second = await queue.send({ content: 'second', depends_on: [first.id], priority: 10 });
    expect(second.waiting_reason).toBe(`waits for prompt ${first.id}`);
    await queue.delivered(first.id);
    const other = await queue.send({ content: 'other' });
    await queue.delivered(other.id);
    queue.step(other.id, { step: 'ended' });
    await queue.until(other.id, hasStatus('completed'));
    expect((await queue.get(second.id)).status).toBe('pending');
    queue.step(first.id, { step: 'ended', response: 'done' });
    await queue.delivered(second.id);
    expect(queue.link.requestsOf('deliver').map((request) => request.text)).toEqual([
      'first',
      'other',
      'second',
    ]);
  });

  it('fails what depends on a failed or cancelled prompt, all the way down, and retries it after that one', async () => {
    const queue = await startQueue({ engine });
    const a = await queue.send({ content: 'a' });
    const b = await queue.send({ content: 'b', depends_on: [a.id] });
    const c = await queue.send({ content: 'c', depends_on: [b.id] });
    await queue.server.local.request(cancelPrompt, { params: { id: a.id } });
    expect(await queue.get(b.id)).toMatchObject({
      status: 'failed',
      error_code: 'DEPENDENCY_FAILED',
      error: `prompt ${a.id}, on which it depends, was cancelled`,
    });
    expect((await queue.get(c.id)).error).toBe(`prompt ${b.id}, on which it depends, failed`);
    const late = await queue.send({ content: 'late', depends_on: [c.id] });
    expect(late).toMatchObject({ status: 'failed', error_code: 'DEPENDENCY_FAILED' });

    const tooEarly = await queue.server.local.request(retryPrompt, { params: { id: b.id } });
    expect([tooEarly.status, tooEarly.body.error]).toEqual([409, expect.stringContaining(`prompt ${a.id}`)]);
    await queue.server.local.request(retryPrompt, { params: { id: a.id } });
    const all = await queue.server.local.request(retryAllPrompts);
    expect(all.body.data.ids).toEqual([b.id, c.id, late.id]);
    expect((await queue.get(c.id)).waiting_reason).toBe(`waits for prompt ${b.id}`);
  });

  it('cancels a waiting prompt', async () => {
    const queue = await startQueue({ engine });
    const { id } = await queue.send({ content: 'x' });
    const cancel = () => queue.server.local.request(cancelPrompt, { params: { id } });
    expect((await cancel()).body.data).toMatchObject({ status: 'cancelled', waiting_reason: null });
    expect((await cancel()).status).toBe(409);
    queue.link.setSession({ name: 'w1' });
    const next = await queue.send({ content: 'y' });
    await queue.delivered(next.id);
    expect(queue.link.requestsOf('deliver')).toHaveLength(1);
  });

  it('cancels a prompt that is with an agent: it is not followed any more, the agent is not touched', async () => {
    const queue = await startQueue({ engine, sessions: ['w1'] });
    const { id } = await queue.send({ content: 'x' });
    const attempt_id = await queue.delivered(id);
    queue.step(id, { step: 'started' });
    await queue.until(id, hasStatus('in_progress'));
    const reply = await queue.server.local.request(cancelPrompt, { params: { id } });
    expect(reply.body.data.status).toBe('cancelled');
    expect(queue.link.requests.at(-1)).toEqual({ method: 'abandon', params: { attempt_id } });
    queue.step(id, { step: 'ended', response: 'late' });
    const next = await queue.send({ content: 'y' });
    await queue.delivered(next.id);
    expect(await queue.get(id)).toMatchObject({ status: 'cancelled', response: null });
  });

  it('retries failed and cancelled prompts only', async () => {
    const queue = await startQueue({ engine, sessions: ['w1'] });
    const retry = (id: number) => queue.server.local.request(retryPrompt, { params: { id } });
    const failed = await failedPrompt(queue, 'AGENT_ERROR');
    const reply = await retry(failed.id);
    expect(reply.body.data).toMatchObject({
      status: 'pending',
      retry_count: 1,
      error: null,
      error_code: null,
    });
    await queue.delivered(failed.id, 2);
    expect((await retry(failed.id)).status).toBe(409);
    queue.step(failed.id, { step: 'ended', response: 'better' });
    expect(await queue.until(failed.id, hasStatus('completed'))).toMatchObject({ response: 'better' });
    expect((await retry(failed.id)).status).toBe(409);
    expect(queue.link.requestsOf('deliver').map((request) => request.attempt_id.split('-')[1])).toEqual([
      '1',
      '2',
    ]);
  });

  it('retries all that provably never arrived, and nothing else', async () => {
    const queue = await startQueue({ engine, sessions: ['w1', 'w2', 'w3'] });
    const undelivered = await failedPrompt(queue, 'NOT_DELIVERED');
    await failedPrompt(queue, 'AGENT_ERROR');
    await failedPrompt(queue, 'UNDELIVERABLE');
    const reply = await queue.server.local.request(retryAllPrompts);
    // max_retries 0: no tries left.
    expect(reply.body.data.ids).toEqual([]);
    const { id } = await queue.send({ content: 'y', max_retries: 1, target_session: 'w4' });
    queue.link.setSession({ name: 'w4' });
    await queue.delivered(id);
    queue.step(id, { step: 'refused' });
    await queue.until(id, hasStatus('pending'));
    queue.link.setSession({ name: 'w4', state: 'busy' });
    queue.link.setSession({ name: 'w4', state: 'idle' });
    await queue.delivered(id, 2);
    queue.step(id, { step: 'refused' });
    await queue.until(id, hasStatus('failed'));
    expect((await queue.server.local.request(retryAllPrompts)).body.data.ids).toEqual([id]);
    expect((await queue.get(undelivered.id)).status).toBe('failed');
  });

  it('reassigns a waiting prompt, and refuses while it is with an agent', async () => {
    const queue = await startQueue({ engine, sessions: ['w1'] });
    const reassign = (id: number, body?: { target_session?: string | null; session?: string }) =>
      queue.server.local.request(reassignPrompt, { params: { id }, ...(body ? { body } : {}) });
    const { id } = await queue.send({ content: 'x', target_session: 'nowhere' });
    expect((await reassign(id)).body.data.target_session).toBe('nowhere');
    expect((await reassign(id, { session: 'w1' })).body.data.target_session).toBe('w1');
    await queue.delivered(id);
    const refused = await reassign(id, { target_session: 'w2' });
    expect([refused.status, refused.body.error]).toEqual([
      409,
      expect.stringContaining('may have been typed'),
    ]);
    queue.step(id, { step: 'ended', outcome: 'failed' });
    await queue.until(id, hasStatus('failed'));
    expect((await reassign(id, { target_session: null })).body.data).toMatchObject({
      target_session: null,
      retry_count: 1,
    });
  });

  it('clears old finished prompts, but no failed one and nothing others wait for', async () => {
    const clock = createMovableClock();
    const queue = await startQueue({ engine, clock, sessions: ['w1'] });
    const failed = await failedPrompt(queue, 'AGENT_ERROR');
    const done = await queue.send({ content: 'done' });
    const needed = await queue.send({ content: 'needed' });
    for (const { id } of [done, needed]) {
      await queue.delivered(id);
      queue.step(id, { step: 'ended' });
      await queue.until(id, hasStatus('completed'));
    }
    const waiting = await queue.send({ content: 'z', depends_on: [needed.id], target_session: 'nowhere' });
    const removed: number[] = [];
    queue.server.events.subscribe('prompt.removed', ({ ids }) => removed.push(...ids));
    expect((await queue.server.local.request(clearPrompts)).body.data.ids).toEqual([]);
    clock.advance(8 * dayMs);
    expect((await queue.server.local.request(clearPrompts)).body.data).toEqual({
      affected: 1,
      ids: [done.id],
    });
    expect(removed).toEqual([done.id]);
    const left = await queue.server.local.request(listPrompts, { query: { sort: 'id' } });
    expect(left.body.data.map((prompt) => prompt.id)).toEqual([failed.id, needed.id, waiting.id]);
  });

  it('archives failed prompts of sessions that are gone', async () => {
    const queue = await startQueue({ engine, sessions: ['w1'] });
    const failed = await failedPrompt(queue, 'AGENT_ERROR');
    const archive = async () => (await queue.server.local.request(archiveFailedPrompts)).body.data.ids;
    expect(await archive()).toEqual([]);
    queue.link.removeSession('w1');
    expect(await archive()).toEqual([failed.id]);
    expect((await queue.get(failed.id)).archived).toBe(true);
    expect(await archive()).toEqual([]);
  });

  it('lists with filters and order', async () => {
    const queue = await startQueue({ engine });
    await queue.send({ content: 'Fix the login', priority: 1, target_session: 'a' });
    await queue.send({ content: 'Write tests', priority: 7 });
    const cancelled = await queue.send({ content: 'Fix the logout', priority: 3 });
    await queue.server.local.request(cancelPrompt, { params: { id: cancelled.id } });
    const ids = async (query: string) =>
      (await queue.server.local.request<{ data: Prompt[] }>(`/api/assigner/prompts?${query}`)).body.data.map(
        (one) => one.id,
      );
    expect(await ids('sort=-priority')).toEqual([2, 3, 1]);
    expect(await ids('status=pending&sort=id')).toEqual([1, 2]);
    expect(await ids('content_like=fix the&sort=id')).toEqual([1, 3]);
    expect(await ids('priority_gte=3&status_ne=cancelled')).toEqual([2]);
    expect(await ids('target_session=a')).toEqual([1]);
    expect(await ids('archived=true')).toEqual([]);
    expect(await ids('per_page=1&page=2&sort=id')).toEqual([2]);
  });

  it('shows figures, and what waits for what', async () => {
    const queue = await startQueue({ engine, sessions: ['w1'] });
    const done = await queue.send({ content: 'done' });
    await queue.delivered(done.id);
    queue.step(done.id, { step: 'typed' });
    queue.step(done.id, { step: 'ended' });
    await queue.until(done.id, hasStatus('completed'));
    const active = await queue.send({ content: `active ${'x'.repeat(100_000)}` });
    await queue.delivered(active.id);
    await queue.send({ content: 'x', target_session: 'nowhere' });
    await queue.send({ content: 'y', target_session: 'nowhere' });
    const { data } = (await queue.server.local.request(assignerStatus)).body;
    expect(data.counts).toEqual({
      pending: 2,
      assigned: 1,
      in_progress: 0,
      completed: 1,
      failed: 0,
      cancelled: 0,
    });
    expect(data.waiting).toEqual([
      { reason: "no session 'nowhere' exists: create it, or reassign the prompt", count: 2 },
    ]);
    expect(data.active).toMatchObject([{ id: active.id, status: 'assigned', receipts: expect.any(Array) }]);
    expect(data.active[0]?.content).toMatch(/^active x{100,200}$/);
    expect(data).toMatchObject({ deliverable_sessions: 0, sessions: 1, paused: false });
    const stats = await queue.server.local.request<{ data: { prompts: unknown } }>('/api/stats');
    expect(stats.body.data.prompts).toMatchObject({
      total: 4,
      completed_24h: 1,
      median_delivery_ms: expect.any(Number),
    });
  });

  it('names every problem with its remedy', async () => {
    const clock = createMovableClock();
    const queue = await startQueue({ engine, clock, sessions: ['w1', 'w2', 'w3'] });
    const ids: number[] = [];
    for (const name of ['w1', 'w2', 'w3']) {
      const { id } = await queue.send({ content: name, target_session: name, timeout_minutes: 60 });
      ids.push(id);
      await queue.delivered(id);
      queue.step(id, { step: 'started' });
      queue.link.setSession({ name, state: 'busy', state_since: new Date(clock.now()).toISOString() });
      await queue.until(id, hasStatus('in_progress'));
    }
    const problems = async () =>
      (await queue.server.local.request(tasksHealth)).body.data.map(({ prompt_id, problem }) => [
        prompt_id,
        problem,
      ]);
    expect(await problems()).toEqual([]);
    queue.link.setSession({ name: 'w1', state: 'blocked' });
    queue.link.setSession({ name: 'w2', state: 'limited' });
    const waiting = await queue.send({ content: 'x', target_session: 'nowhere' });
    expect((await problems()).map(([, problem]) => problem)).toEqual(['blocked', 'limited']);
    clock.advance(50 * 60_000);
    expect(await problems()).toEqual([
      [ids[0], 'blocked'],
      [ids[1], 'limited'],
      [ids[2], 'overdue'],
      [waiting.id, 'waiting'],
    ]);
    queue.link.setSession({ name: 'w3', state: 'idle' });
    queue.link.removeSession('w2');
    expect((await problems()).slice(1, 3)).toEqual([
      [ids[1], 'orphaned'],
      [ids[2], 'stuck'],
    ]);
  });

  it('audits what people do, with the correlation id of the request', async () => {
    const queue = await startQueue({ engine });
    const { id } = await queue.send({ content: 'secret words of a prompt' });
    const operator = await queue.server.signIn('operator');
    await operator.request(cancelPrompt, { params: { id }, headers: { 'x-correlation-id': 'my-id-1' } });
    const activity = await queue.server.local.request<{ data: Record<string, unknown>[] }>(
      '/api/activity?entity_type=prompt&sort=id',
    );
    expect(activity.body.data).toMatchObject([
      { action: 'prompt.queued', actor: 'local', entity_id: String(id) },
      {
        action: 'prompt.cancelled',
        actor: operator.username,
        entity_id: String(id),
        correlation_id: 'my-id-1',
      },
    ]);
    expect(activity.text).not.toContain('secret words');
  });
});
