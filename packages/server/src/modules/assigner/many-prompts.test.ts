import { NodeLinkError } from '@architect/contracts/node-link';
import { finalStatuses, promptEndpoints } from '@architect/contracts/prompts';
import { expect, it } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { createFakeLink, type FakeLink } from '../nodes/fake-link.ts';
import { startQueue } from './fixture-queue.ts';

const count = 200;
const sessions = ['w1', 'w2', 'w3', 'w4', 'w5'];

/** A fixed sequence that looks like chance (mulberry32), so that a failing run can be repeated. */
function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Log {
  /** Prompts whose text an agent has received, in order. */
  received: number[];
  /** Most deliveries open at once on one session. */
  mostOpen: number;
}

/** Agents that behave badly: refuse, stay silent, exit, go away and come back, and repeat their reports. */
function misbehave(link: FakeLink, chance: () => number): Log {
  const log: Log = { received: [], mostOpen: 0 };
  const open = new Map<string, number>();
  link.handle('prepare', ({ session: name, text }) => {
    const session = link.session(name);
    if (!session.deliverable || chance() < 0.1)
      throw new NodeLinkError('NOT_DELIVERABLE', 'a key was pressed', 'idle');
    const mark = { pane_id: '%1', pane_pid: 1, screen_hash: '', history_size: 0, cursor: '', hook_count: 0 };
    return { text, adjusted: [], mark: { ...mark, transcript_size: null, at: new Date().toISOString() } };
  });
  link.handle('deliver', ({ attempt_id, prompt_id, session }) => {
    if (chance() < 0.05) throw new NodeLinkError('NOT_DELIVERABLE', 'a dialog opened', 'blocked');
    open.set(session, (open.get(session) ?? 0) + 1);
    log.mostOpen = Math.max(log.mostOpen, open.get(session) ?? 0);
    setImmediate(() => play({ attempt_id, prompt_id, session }));
    return {};
  });

  function play({
    attempt_id,
    prompt_id,
    session,
  }: {
    attempt_id: string;
    prompt_id: number;
    session: string;
  }): void {
    const close = (): void => void open.set(session, (open.get(session) ?? 1) - 1);
    const fate = chance();
    if (fate < 0.15) {
      close();
      return link.step({ step: 'refused', attempt_id });
    }
    link.step({ step: 'typed', attempt_id });
    log.received.push(prompt_id);
    if (fate < 0.2) {
      close();
      return link.step({ step: 'unconfirmed', attempt_id });
    }
    link.setSession({ name: session, state: 'busy' });
    for (const step of ['submitted', 'started', 'started'] as const) link.step({ step, attempt_id });
    close();
    if (fate < 0.3) {
      link.removeSession(session);
      link.step({ step: 'ended', attempt_id, outcome: 'failed', error_code: 'AGENT_EXITED' });
      return void setImmediate(() => link.setSession({ name: session }));
    }
    link.step({ step: 'ended', attempt_id, response: `answer to ${prompt_id}` });
    link.step({ step: 'ended', attempt_id, response: 'said twice' });
    link.setSession({ name: session, state: 'idle' });
  }
  return log;
}

eachDatabase((_open, engine) => {
  it(`brings ${count} prompts over bad sessions each to a true end, none twice`, {
    timeout: 60_000,
  }, async () => {
    const link = createFakeLink();
    const log = misbehave(link, createChance(20_26));
    const clock = createMovableClock();
    const queue = await startQueue({ engine, link, clock, sessions });
    const sent = await Promise.all(
      Array.from({ length: count }, (_, n) =>
        queue.send({ content: `prompt ${n}`, priority: n % 11, max_retries: 20 }),
      ),
    );
    const page = (number: number) =>
      queue.server.local.request(promptEndpoints.listPrompts, { query: { per_page: 200, page: number } });
    await expect
      .poll(
        async () => {
          clock.advance(5_000);
          return (await page(1)).body.data.filter((prompt) => !finalStatuses.includes(prompt.status)).length;
        },
        { timeout: 50_000, interval: 50 },
      )
      .toBe(0);

    const prompts = (await page(1)).body.data;
    expect(prompts).toHaveLength(count);
    expect(new Set(log.received).size, 'no prompt reached an agent twice').toBe(log.received.length);
    expect(log.mostOpen, 'one prompt at a time on a session').toBe(1);
    const received = new Set(log.received);
    for (const prompt of prompts) {
      if (prompt.status === 'completed') expect(prompt.response).toBe(`answer to ${prompt.id}`);
      const shouldHaveArrived = prompt.error_code !== 'NOT_DELIVERED';
      expect(received.has(prompt.id), `prompt ${prompt.id}: ${prompt.status} ${prompt.error_code}`).toBe(
        shouldHaveArrived,
      );
    }
    expect(new Set(prompts.map((prompt) => prompt.status))).toEqual(new Set(['completed', 'failed']));
    expect(prompts.map((prompt) => prompt.id).sort()).toEqual(sent.map((prompt) => prompt.id).sort());
  });
});
