import { expect, it, vi } from 'vitest';
import { AppError } from '../../platform/app-error.ts';
import type { Tx } from '../../platform/context.ts';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { hasStatus, type Queue, startQueue } from './fixture-queue.ts';

const away = () => new AppError('UNAVAILABLE', 'the database does not answer');

/** The next write commits, but its caller hears that the database went away. */
function loseNextReply({ server }: Queue): void {
  const write = server.db.write.bind(server.db);
  vi.spyOn(server.db, 'write').mockImplementationOnce(async (run: (tx: Tx) => Promise<unknown>) => {
    // What would follow the commit never happens.
    await write((tx) => run({ ...tx, publish: () => undefined, afterCommit: () => undefined }));
    throw away();
  });
}

eachDatabase((_open, engine) => {
  it('loses no step of a delivery while the database is away', async () => {
    const clock = createMovableClock();
    const queue = await startQueue({ engine, clock, sessions: ['w1'] });
    const { id } = await queue.send({ content: 'hello' });
    await queue.delivered(id);
    const write = vi.spyOn(queue.server.db, 'write').mockRejectedValue(away());
    for (const step of ['typed', 'submitted', 'started'] as const) queue.step(id, { step });
    queue.step(id, { step: 'ended', response: 'done' });
    await expect.poll(() => write.mock.calls.length).toBe(1);
    clock.advance(1_000);
    await expect.poll(() => write.mock.calls.length).toBe(2);
    write.mockRestore();
    clock.advance(2_000);
    const done = await queue.until(id, hasStatus('completed'));
    expect(done.receipts.map((receipt) => receipt.step)).toEqual([
      ...['queued', 'sending', 'typed', 'submitted', 'started', 'ended'],
    ]);
  });

  it('tries again to record a step whatever the database said against it', async () => {
    const clock = createMovableClock();
    const queue = await startQueue({ engine, clock, sessions: ['w1'] });
    const { id } = await queue.send({ content: 'hello' });
    await queue.delivered(id);
    const write = vi.spyOn(queue.server.db, 'write').mockRejectedValueOnce(new Error('disk is full'));
    queue.step(id, { step: 'ended', response: 'done' });
    await expect.poll(() => write.mock.calls.length).toBe(1);
    clock.advance(1_000);
    await queue.until(id, hasStatus('completed'));
  });

  it('finds out about an intent that was committed although the database said nothing', async () => {
    const clock = createMovableClock();
    const queue = await startQueue({ engine, clock });
    const { id } = await queue.send({ content: 'hello' });
    loseNextReply(queue);
    queue.link.setSession({ name: 'w1' });
    await expect.poll(() => queue.link.requestsOf('reconcile').length).toBe(1);
    expect(queue.link.requestsOf('deliver')).toEqual([]);
    const attempt_id = queue.link.requestsOf('reconcile')[0]?.attempt_id ?? '';
    queue.link.step({ step: 'refused', attempt_id, evidence: 'nothing was typed' });
    await queue.until(id, hasStatus('pending'));
    await expect
      .poll(() => {
        clock.advance(2_000);
        return queue.link.requestsOf('deliver').length;
      })
      .toBe(1);
  });

  it('frees the session of a prompt whose end was committed although the database said nothing', async () => {
    const clock = createMovableClock();
    const queue = await startQueue({ engine, clock, sessions: ['w1'] });
    const { id } = await queue.send({ content: 'hello' });
    await queue.delivered(id);
    loseNextReply(queue);
    queue.step(id, { step: 'ended', response: 'done' });
    await queue.until(id, hasStatus('completed'));
    const next = await queue.send({ content: 'next' });
    clock.advance(1_000);
    await queue.delivered(next.id);
    expect((await queue.get(id)).receipts.filter((receipt) => receipt.step === 'ended')).toHaveLength(1);
  });

  it('goes on with the queue when the database is back', async () => {
    const clock = createMovableClock();
    const queue = await startQueue({ engine, clock });
    const { id } = await queue.send({ content: 'hello' });
    const write = vi.spyOn(queue.server.db, 'write').mockRejectedValue(away());
    queue.link.setSession({ name: 'w1' });
    await expect.poll(() => write.mock.calls.length).toBe(1);
    write.mockRestore();
    await expect
      .poll(() => {
        clock.advance(1_000);
        return queue.link.requestsOf('deliver').map((request) => request.prompt_id);
      })
      .toEqual([id]);
  });

  it('keeps answers that hold what a database cannot', async () => {
    const queue = await startQueue({ engine, sessions: ['w1'] });
    const { id } = await queue.send({ content: 'hello' });
    await queue.delivered(id);
    queue.step(id, { step: 'ended', response: 'a\0b\ud83c', evidence: 'c\0d' });
    const done = await queue.until(id, hasStatus('completed'));
    expect([done.response, done.receipts.at(-1)?.evidence]).toEqual(['ab\ufffd', 'cd']);
  });

  it.each([
    { metadata: { deep: [{ text: 'a\0b' }] } },
    { metadata: { 'a\0b': 1 } },
    { metadata: { half: '\ud83c' } },
    { target_session: 'a\0b' },
    { idempotency_key: 'a\0b' },
    { source: 'a\0b' },
  ])('refuses %j, which no database can keep, with a 400', async (fields) => {
    const { server } = await startQueue({ engine });
    const body = { content: 'hello', ...fields };
    const reply = await server.local.request('/api/assigner/send', { method: 'POST', body });
    expect([reply.status, reply.body.error]).toEqual([
      400,
      expect.stringContaining(Object.keys(fields)[0] ?? ''),
    ]);
  });
});
