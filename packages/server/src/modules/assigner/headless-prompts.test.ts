import { limitEndpoints } from '@architect/contracts/assigner-limits';
import { NodeLinkError } from '@architect/contracts/node-link';
import { usageEndpoints } from '@architect/contracts/usage';
import { describe, expect, it } from 'vitest';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { aSession, createFakeLink, type FakeLink } from '../nodes/fake-link.ts';
import { type Queue, startQueue } from './fixture-queue.ts';

/** A node that makes the sessions it is asked for. */
function creatingLink(): FakeLink {
  const link = createFakeLink();
  link.handle('create', ({ name, provider = 'claude', mode = 'terminal', working_dir = '/' }) => ({
    session: link.setSession(aSession({ name, provider, mode, working_dir })),
  }));
  return link;
}

const wish = { content: 'hello', mode: 'headless', target_provider: 'codex' } as const;

describe('a prompt for an agent without a terminal', () => {
  it('starts one where its metadata says, and goes to it', async () => {
    const link = creatingLink();
    const queue = await startQueue({ link, sessions: ['terminal'] });
    const { id } = await queue.send({ ...wish, metadata: { working_dir: '/srv/shop' } });
    await queue.delivered(id);
    expect(link.requestsOf('create')).toMatchObject([
      { provider: 'codex', mode: 'headless', working_dir: '/srv/shop', end_when_idle_minutes: 10 },
    ]);
    expect(link.requestsOf('deliver')[0]?.session).toMatch(/^headless-codex-shop-/);
  });

  it('shares it with other prompts of that directory, and with none of another', async () => {
    const link = creatingLink();
    const queue = await startQueue({ link });
    const first = await queue.send({ ...wish, metadata: { working_dir: '/srv/shop' } });
    await queue.delivered(first.id);
    const second = await queue.send({ ...wish, metadata: { working_dir: '/srv/shop' } });
    const elsewhere = await queue.send({ ...wish, metadata: { working_dir: '/srv/other' } });
    await queue.delivered(elsewhere.id);
    expect((await queue.get(second.id)).waiting_reason).toMatch(/works on prompt/);
    queue.step(first.id, {
      step: 'ended',
      outcome: 'completed',
      response: 'done',
      error_code: null,
      error: null,
    });
    await queue.delivered(second.id);
    expect(link.requestsOf('create')).toHaveLength(2);
  });

  it.each([
    ['no directory', wish, /metadata.working_dir says where/],
    ['no provider', { content: 'x', mode: 'headless' }, /name the provider/],
  ] as const)('says what is missing: %s', async (_what, body, expected) => {
    const link = creatingLink();
    const queue = await startQueue({ link, sessions: ['terminal'] });
    const { id } = await queue.send(body);
    await queue.until(id, (prompt) => expected.test(prompt.waiting_reason ?? ''));
    expect(link.requestsOf('create')).toEqual([]);
  });

  it('says why none could be started', async () => {
    const link = createFakeLink();
    link.handle('create', () => {
      throw new NodeLinkError('FAILED', "'codex' is not installed");
    });
    const queue = await startQueue({ link });
    const { id } = await queue.send({ ...wish, metadata: { working_dir: '/srv/shop' } });
    await queue.until(id, ({ waiting_reason }) => /'codex' is not installed/.test(waiting_reason ?? ''));
    expect(link.requestsOf('create')).toHaveLength(1);
  });

  it('waits when as many run as are allowed', async () => {
    const link = creatingLink();
    const queue = await startQueue({ link });
    await changeLimits(queue, { headless_sessions: 1 });
    const { id } = await queue.send({ ...wish, metadata: { working_dir: '/srv/shop' } });
    await queue.delivered(id);
    const other = await queue.send({ ...wish, metadata: { working_dir: '/srv/other' } });
    await queue.until(other.id, ({ waiting_reason }) => /the limit is 1/.test(waiting_reason ?? ''));
  });

  it('waits with the figures while its machine has no memory for another agent, then starts', async () => {
    const link = creatingLink();
    const clock = createMovableClock();
    const tellMemory = (availableMb: number) =>
      link.handle('list', () => ({
        ...{ sessions: [], tmux: 'up', tmux_version: '3.3a' },
        memory: { total_bytes: 8e9, available_bytes: availableMb * 1024 * 1024 },
      }));
    const queue = await startQueue({ link, clock });
    tellMemory(1_000);
    const { id } = await queue.send({ ...wish, metadata: { working_dir: '/srv/shop' } });
    const { waiting_reason } = await queue.until(
      id,
      (prompt) => prompt.waiting_reason?.includes('MB') ?? false,
    );
    expect(waiting_reason).toBe(
      'no headless codex could be started in /srv/shop: 1000 MB are available; an agent needs 1024 MB and 512 MB must be left over on local: end an agent, or change the limits',
    );
    expect(link.requestsOf('create')).toEqual([]);
    tellMemory(4_000);
    clock.advance(31_000);
    await queue.delivered(id);
  });
});

it('keeps a prompt for a terminal from an agent without one, and the other way round', async () => {
  const queue = await startQueue();
  queue.link.setSession({ name: 'quiet', mode: 'headless' });
  const { id } = await queue.send({ content: 'x', mode: 'terminal' });
  const any = await queue.send({ content: 'y' });
  await queue.delivered(any.id);
  expect(await queue.get(id)).toMatchObject({ status: 'pending', mode: 'terminal' });
});

it('takes the mode that is set for a provider where a prompt says none', async () => {
  const queue = await startQueue();
  await changeLimits(queue, { default_modes: { codex: 'headless' } });
  expect(await queue.send({ content: 'x', target_provider: 'codex' })).toMatchObject({ mode: 'headless' });
  expect(await queue.send({ content: 'x', target_provider: 'claude' })).toMatchObject({ mode: null });
});

describe.each(['sqlite', 'postgres'] as const)('what agents take, on %s', (engine) => {
  it('is summed for each provider; what nobody tells stays unknown', async () => {
    const queue = await startQueue({ engine, sessions: ['w1'] });
    const none = { cache_read_tokens: null, cache_write_tokens: null, model: null };
    const told = { ...none, input_tokens: 1200, output_tokens: 20, cost_usd: 0.25, model: 'opus' };
    const silent = { ...none, input_tokens: 300, output_tokens: null, cost_usd: null };
    for (const usage of [told, silent, null]) {
      const { id } = await queue.send({ content: 'x' });
      const attempt_id = await queue.delivered(id);
      const end = { outcome: 'completed', response: 'done', error_code: null, error: null } as const;
      const at = '2026-01-01T12:00:00.000Z';
      queue.link.emit('delivery', {
        step: 'ended',
        attempt_id,
        at: new Date().toISOString(),
        evidence: at,
        ...end,
        usage,
      });
      const prompt = await queue.until(id, ({ status }) => status === 'completed');
      expect(prompt.usage).toEqual(usage);
    }
    const { body } = await queue.server.local.request(usageEndpoints.readUsage, { query: {} });
    const sums = {
      turns: 2,
      turns_without_cost: 1,
      input_tokens: 1500,
      output_tokens: 20,
      cache_read_tokens: null,
      cache_write_tokens: null,
      cost_usd: 0.25,
    };
    const working_dir = queue.link.session('w1').working_dir;
    expect(body).toMatchObject({
      data: {
        total: sums,
        by_provider: [{ provider: 'claude', ...sums }],
        by_directory: [{ working_dir, ...sums }],
        by_day: [{ day: new Date().toISOString().slice(0, 10), ...sums }],
      },
    });
    const turnsIn = async (directory: string): Promise<number> => {
      const query = { working_dir: directory };
      return (await queue.server.local.request(usageEndpoints.readUsage, { query })).body.data.total.turns;
    };
    const above = working_dir.slice(0, working_dir.lastIndexOf('/'));
    expect(await Promise.all([working_dir, above, working_dir.slice(0, -1)].map(turnsIn))).toEqual([2, 2, 0]);
  });
});

async function changeLimits(queue: Queue, body: Record<string, unknown>): Promise<void> {
  const reply = await queue.server.local.request(limitEndpoints.changeLimits, { body });
  if (reply.status !== 200) throw new Error(reply.text);
}
