import { NodeLinkError } from '@architect/contracts/node-link';
import { expect, it, onTestFinished } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createMovableClock, type MovableClock } from '../../platform/fixture-clock.ts';
import { createTestServer } from '../../test-server.ts';
import { createFakeLink, type FakeLink } from '../nodes/fake-link.ts';
import { hasStatus, type Queue, queueOf, startQueue } from './fixture-queue.ts';

type OpenStep = 'sending' | 'typed' | 'submitted' | 'started' | 'blocked' | 'resumed';
const pathTo: Record<OpenStep, Exclude<OpenStep, 'sending'>[]> = {
  sending: [],
  typed: ['typed'],
  submitted: ['typed', 'submitted'],
  started: ['submitted', 'started'],
  blocked: ['started', 'blocked'],
  resumed: ['started', 'blocked', 'resumed'],
};

interface Restarted extends Queue {
  clock: MovableClock;
  /** The prompt that was open when the first server ended. */
  id: number;
  attempt: string;
}

/** A server that ends while a prompt stands at `state`, and a new one on its data with a node of its own. */
async function restartAt(
  state: OpenStep,
  engine: 'sqlite' | 'postgres',
  node: (link: FakeLink) => void,
  downForMs = 0,
): Promise<Restarted> {
  const link = createFakeLink();
  link.setSession({ name: 'w1', pane_id: '%7' });
  const first = await createTestServer({ engine, nodeLink: link });
  const queue = queueOf(first, link);
  const { id } = await queue.send({ content: 'hello' });
  const attempt = await queue.delivered(id);
  for (const step of pathTo[state]) queue.step(id, { step });
  await queue.until(id, (prompt) => prompt.receipts.at(-1)?.step === state);
  await first.stop({ keepData: true });

  const newLink = createFakeLink();
  node(newLink);
  const clock = createMovableClock();
  clock.advance(downForMs);
  const second = await createTestServer({ nodeLink: newLink, clock, dataOf: first });
  onTestFinished(() => second.stop());
  return { ...queueOf(second, newLink), clock, id, attempt };
}

const withW1 = (link: FakeLink): void => void link.setSession({ name: 'w1', pane_id: '%7' });
const isAsked = (queue: Restarted) => expect.poll(() => queue.link.requestsOf('reconcile').length).toBe(1);

eachDatabase((_open, engine) => {
  it.each(Object.keys(pathTo) as OpenStep[])(
    'asks the node how far a delivery at "%s" got, and delivers nothing again',
    async (state) => {
      const queue = await restartAt(state, engine, withW1);
      await isAsked(queue);
      expect(queue.link.requestsOf('reconcile')[0]).toMatchObject({
        attempt_id: queue.attempt,
        prompt_id: queue.id,
        session: 'w1',
        text: 'hello',
        last_step: state,
        mark: { pane_id: '%7' },
      });
      const other = await queue.send({ content: 'other' });
      expect(other.waiting_reason).toMatch(/works on prompt|next in line/);
      queue.link.step({ step: 'ended', attempt_id: queue.attempt, response: 'found in the transcript' });
      const done = await queue.until(queue.id, hasStatus('completed'));
      expect(done.response).toBe('found in the transcript');
      await queue.delivered(other.id);
      expect(queue.link.requestsOf('deliver').map((request) => request.prompt_id)).toEqual([other.id]);
    },
  );

  it('delivers once more what provably was not typed', async () => {
    const queue = await restartAt('sending', engine, withW1);
    await isAsked(queue);
    queue.link.step({ step: 'refused', attempt_id: queue.attempt, evidence: 'the screen never changed' });
    queue.clock.advance(1_100);
    const again = await queue.delivered(queue.id);
    expect(again).not.toBe(queue.attempt);
    queue.link.step({ step: 'ended', attempt_id: again });
    await queue.until(queue.id, hasStatus('completed'));
  });

  it.each([
    ['sending', 'DELIVERY_UNCONFIRMED'],
    ['typed', 'SESSION_GONE'],
    ['started', 'SESSION_GONE'],
  ] as const)('waits 10 s for a session that was at "%s", then ends with %s', async (state, code) => {
    const queue = await restartAt(state, engine, () => undefined);
    queue.clock.advance(2_100);
    expect((await queue.get(queue.id)).error_code).toBeNull();
    // Each look is 2 s after the one before.
    await expect
      .poll(async () => {
        queue.clock.advance(2_100);
        return (await queue.get(queue.id)).error_code;
      })
      .toBe(code);
    expect(queue.link.requestsOf('reconcile')).toEqual([]);
  });

  it('finds the session under its new name, by its pane', async () => {
    const queue = await restartAt(
      'started',
      engine,
      (link) => void link.setSession({ name: 'new', pane_id: '%7' }),
    );
    await isAsked(queue);
    expect(queue.link.requestsOf('reconcile')[0]?.session).toBe('new');
    expect((await queue.get(queue.id)).assigned_session).toBe('new');
  });

  it('waits for a node that cannot list its sessions yet', async () => {
    const queue = await restartAt('started', engine, (link) => {
      withW1(link);
      link.handle('list', () => {
        throw new NodeLinkError('FAILED', 'not yet');
      });
    });
    queue.clock.advance(20_000);
    queue.clock.advance(20_000);
    expect((await queue.get(queue.id)).status).toBe('in_progress');
    queue.link.handle('list', () => ({
      sessions: [queue.link.session('w1')],
      tmux: 'up',
      tmux_version: '3.3a',
    }));
    await expect
      .poll(() => {
        queue.clock.advance(2_100);
        return queue.link.requestsOf('reconcile').length;
      })
      .toBeGreaterThan(0);
  });

  it('says unconfirmed when the node cannot find out', async () => {
    const queue = await restartAt('sending', engine, (link) => {
      withW1(link);
      link.handle('reconcile', () => {
        throw new NodeLinkError('FAILED', 'the transcript cannot be read');
      });
    });
    await expect
      .poll(async () => {
        queue.clock.advance(2_100);
        return (await queue.get(queue.id)).error;
      })
      .toContain('the transcript cannot be read');
    expect((await queue.get(queue.id)).error_code).toBe('DELIVERY_UNCONFIRMED');
    expect(queue.link.requestsOf('deliver')).toEqual([]);
  });

  it('goes on asking for the end of what an agent works on', async () => {
    let isDeaf = true;
    const queue = await restartAt('started', engine, (link) => {
      withW1(link);
      link.handle('reconcile', () => {
        if (isDeaf) throw new NodeLinkError('FAILED', 'the node did not answer');
        return {};
      });
    });
    const asksReach = (count: number) =>
      expect
        .poll(() => {
          queue.clock.advance(2_100);
          return queue.link.requestsOf('reconcile').length;
        })
        .toBeGreaterThan(count);
    await asksReach(4);
    isDeaf = false;
    await asksReach(queue.link.requestsOf('reconcile').length);
    queue.link.step({ step: 'ended', attempt_id: queue.attempt, response: 'done long ago' });
    await queue.until(queue.id, hasStatus('completed'));
  });

  it('asks again about what a node says no more of, once its last word is saved', async () => {
    const clock = createMovableClock({ stands: true });
    const queue = await startQueue({ engine, clock, sessions: ['w1'] });
    const { id } = await queue.send({ content: 'hello' });
    await queue.delivered(id);
    queue.step(id, { step: 'started' });
    await queue.until(id, hasStatus('in_progress'));
    expect(queue.link.requestsOf('reconcile')).toEqual([]);
    queue.link.handle('reconcile', () => {
      queue.step(id, { step: 'ended', outcome: 'failed', error_code: 'SESSION_GONE' });
      return {};
    });
    await expect
      .poll(() => {
        clock.advance(20_000);
        return queue.link.requestsOf('reconcile').length;
      })
      .toBe(1);
    expect(await queue.until(id, hasStatus('failed'))).toMatchObject({ error_code: 'SESSION_GONE' });
  });

  it('gives nodes time to report before a time-out of the past strikes', async () => {
    const queue = await restartAt('started', engine, withW1, 60 * 60_000);
    await isAsked(queue);
    queue.clock.advance(8_000);
    expect((await queue.get(queue.id)).status).toBe('in_progress');
    queue.clock.advance(2_500);
    expect(await queue.until(queue.id, hasStatus('failed'))).toMatchObject({ error_code: 'TIMEOUT' });
  });

  it('finds out, rather than repeats, when a node does not say whether a delivery began', async () => {
    const link = createFakeLink();
    link.handle('deliver', () => {
      throw new Error('the connection broke');
    });
    const queue = await startQueue({ engine, link, sessions: ['w1'] });
    const { id } = await queue.send({ content: 'hello' });
    await expect.poll(() => link.requestsOf('reconcile').length).toBe(1);
    expect(link.requestsOf('deliver')).toHaveLength(1);
    queue.step(id, { step: 'ended', response: 'it had begun' });
    expect(await queue.until(id, hasStatus('completed'))).toMatchObject({ response: 'it had begun' });
  });

  it.each(['NO_SESSION', 'NOT_DELIVERABLE', 'TMUX_DOWN'] as const)(
    'takes a delivery refused with %s back into the queue',
    async (code) => {
      const link = createFakeLink();
      link.handle('deliver', () => {
        throw new NodeLinkError(code, 'a dialog opened meanwhile');
      });
      const queue = await startQueue({ engine, link, sessions: ['w1'] });
      const { id } = await queue.send({ content: 'hello' });
      const waiting = await queue.until(
        id,
        (prompt) => prompt.status === 'pending' && prompt.receipts.at(-1)?.step === 'refused',
      );
      expect(waiting.waiting_reason).toBe('session w1: a dialog opened meanwhile');
      expect(link.requestsOf('reconcile')).toEqual([]);
    },
  );
});
