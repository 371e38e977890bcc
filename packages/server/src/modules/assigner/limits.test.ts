import { type ChangeLimits, defaultLimits, limitEndpoints } from '@architect/contracts/assigner-limits';
import { promptEndpoints } from '@architect/contracts/prompts';
import { describe, expect, it } from 'vitest';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { createFakeLink } from '../nodes/fake-link.ts';
import { hasStatus, type Queue, startQueue } from './fixture-queue.ts';

const change = async (queue: Queue, body: ChangeLimits) => {
  const reply = await queue.server.local.request(limitEndpoints.changeLimits, { body });
  expect(reply.status, reply.text).toBe(200);
  return reply.body.data;
};
const deliveredTo = (queue: Queue) => queue.link.requestsOf('deliver').map((request) => request.session);
const end = (queue: Queue, id: number) => queue.step(id, { step: 'ended', outcome: 'completed' });
const ordinary = ['sqlite', 'postgres'] as const;

describe.each(ordinary)('limits on %s', (engine) => {
  it('are read, changed field by field, audited, and there after a restart', async () => {
    const queue = await startQueue({ engine });
    const read = async (from: Queue) =>
      (await from.server.local.request(limitEndpoints.readLimits)).body.data;
    expect(await read(queue)).toEqual(defaultLimits);
    await change(queue, { max_per_provider: { claude: 3, codex: 1 }, max_at_work: 9 });
    await change(queue, { max_per_provider: { codex: null }, directory_rule: 'refuse' });
    const expected = {
      ...defaultLimits,
      max_at_work: 9,
      max_per_provider: { claude: 3 },
      directory_rule: 'refuse',
    };
    expect(await read(queue)).toEqual(expected);
    const rows = await queue.server.local.request<{ data: object[] }>(
      '/api/activity?entity_type=limits&sort=-id',
    );
    expect(rows.body.data[0]).toMatchObject({ action: 'limits.changed', details: { max_at_work: 9 } });
    await queue.server.stop({ keepData: true });
    const again = await startQueue({ engine, dataOf: queue.server });
    expect(await read(again)).toEqual(expected);
  });
});

it('are for administrators to change and for everybody to read', async () => {
  const { server } = await startQueue();
  const operator = await server.signIn('operator');
  const viewer = await server.signIn('viewer');
  const path = '/api/assigner/limits';
  expect((await server.request(path)).status).toBe(401);
  expect((await viewer.request(path)).status).toBe(200);
  expect((await operator.request(path, { method: 'PATCH', body: { max_at_work: 1 } })).status).toBe(403);
  for (const body of [
    { max_at_work: 0 },
    { colour: 1 },
    { max_per_provider: { claude: 0 } },
    { directory_rule: 'x' },
  ]) {
    expect((await server.local.request(path, { method: 'PATCH', body })).status, JSON.stringify(body)).toBe(
      400,
    );
  }
});

it.each<[string, ChangeLimits, string]>([
  ['in all', { max_at_work: 1 }, 'at most 1 prompt is worked on in all: prompt 1 in a1'],
  ['on a machine', { max_per_node: 1 }, 'at most 1 prompt is worked on on local: prompt 1 in a1'],
  [
    'of a provider',
    { max_per_provider: { claude: 1 } },
    'at most 1 prompt is worked on by claude: prompt 1 in a1',
  ],
  ['in a directory', { directory_rule: 'refuse' }, '/srv/project/web is being worked in: prompt 1 in a1'],
])('lets only so many prompts be at work %s, and goes on when one ends', async (_where, limits, reason) => {
  const queue = await startQueue();
  await change(queue, limits);
  queue.link.setSession({ name: 'a1' });
  const first = await queue.send({ content: 'one' });
  await queue.delivered(first.id);
  queue.link.setSession({ name: 'b1', working_dir: '/srv/project/web' });
  const second = await queue.send({ content: 'two' });
  expect((await queue.get(second.id)).waiting_reason).toContain(reason);
  expect(deliveredTo(queue)).toEqual(['a1']);
  end(queue, first.id);
  await queue.delivered(second.id);
});

it('does not give two sessions a prompt at once when only one may', async () => {
  const queue = await startQueue();
  await change(queue, { max_per_provider: { claude: 1 } });
  const ids = [];
  for (const content of ['one', 'two', 'three']) ids.push((await queue.send({ content })).id);
  for (const name of ['a1', 'b1', 'c1']) queue.link.setSession({ name });
  for (const id of ids) {
    await queue.delivered(id);
    expect(queue.link.requestsOf('deliver')).toHaveLength(ids.indexOf(id) + 1);
    end(queue, id);
    await queue.until(id, hasStatus('completed'));
  }
});

it('gives a prompt a shared directory when it allows that', async () => {
  const queue = await startQueue({ sessions: ['a1', 'b1'] });
  await change(queue, { directory_rule: 'refuse' });
  const first = await queue.send({ content: 'one', target_session: 'a1' });
  await queue.delivered(first.id);
  const second = await queue.send({ content: 'two', allow_shared_directory: true });
  await queue.delivered(second.id);
});

it('by default only says that two agents share a directory', async () => {
  const queue = await startQueue({ sessions: ['a1', 'b1'] });
  const first = await queue.send({ content: 'one', target_session: 'a1' });
  await queue.delivered(first.id);
  const second = await queue.send({ content: 'two' });
  await queue.delivered(second.id);
  const sending = (await queue.get(second.id)).receipts.find((receipt) => receipt.step === 'sending');
  expect(sending?.evidence).toContain('in the same directory: prompt 1 in a1');
});

describe('usage limits', () => {
  it('hold the other sessions of an account, until the reset time, and resume by themselves', async () => {
    const clock = createMovableClock();
    const link = createFakeLink();
    const queue = await startQueue({ link, clock });
    const until = new Date(clock.now() + 3 * 3_600_000).toISOString();
    for (const name of ['a1', 'b1']) link.setSession({ name, state: 'limited', limited_until: until });
    link.setSession({ name: 'c1' });
    const { id, waiting_reason } = await queue.send({ content: 'hello', target_session: 'c1' });
    expect(waiting_reason).toContain('the claude account on local is at its usage limit until');
    expect(waiting_reason).toContain('a1, b1');
    clock.advance(3 * 3_600_000 - 5_000);
    await queue.send({ content: 'a kick' });
    expect(queue.link.requestsOf('prepare')).toEqual([]);
    clock.advance(6_000);
    await queue.delivered(id);
  });

  it('of one session, or of sessions that end at different times, hold nobody else', async () => {
    const queue = await startQueue({ sessions: ['c1'] });
    const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    queue.link.setSession({ name: 'a1', state: 'limited', limited_until: at(1) });
    queue.link.setSession({ name: 'b1', state: 'limited', limited_until: at(2) });
    queue.link.setSession({ name: 'x1', provider: 'codex', state: 'limited', limited_until: at(1) });
    const { id } = await queue.send({ content: 'hello' });
    await queue.delivered(id);
  });

  it('that tell no time hold nobody else, however many show them', async () => {
    const queue = await startQueue({ sessions: ['c1'] });
    const tried_again_at = new Date(Date.now() + 15_000).toISOString();
    for (const name of ['a1', 'b1']) queue.link.setSession({ name, state: 'limited', tried_again_at });
    const { waiting_reason } = await queue.send({ content: 'hello', target_session: 'a1' });
    expect(waiting_reason).toMatch(/^session a1 is at its usage limit, tried again at \d\d:\d\d UTC$/);
    const { id } = await queue.send({ content: 'hello' });
    await queue.delivered(id);
    expect(deliveredTo(queue)).toEqual(['c1']);
  });

  it('go round: another provider takes the prompt where it may', async () => {
    const queue = await startQueue();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    for (const name of ['a1', 'b1']) queue.link.setSession({ name, state: 'limited', limited_until: until });
    queue.link.setSession({ name: 'c1' });
    queue.link.setSession({ name: 'x1', provider: 'codex' });
    const { id } = await queue.send({ content: 'hello', target_provider: 'claude', fallback: ['codex'] });
    await queue.delivered(id);
    expect(deliveredTo(queue)).toEqual(['x1']);
  });
});

describe('a prompt that met a usage limit', () => {
  const meet = (queue: Queue, id: number, untouched: boolean) => {
    const limited_until = new Date(Date.now() + 3_600_000).toISOString();
    queue.link.setSession({ name: 'a1', state: 'limited', limited_until });
    for (const step of ['typed', 'submitted', 'started'] as const) queue.step(id, { step });
    queue.step(id, { step: 'ended', outcome: 'failed', error_code: 'USAGE_LIMIT', untouched });
  };

  it('waits for the reset when the agent did nothing, and keeps its tries', async () => {
    const queue = await startQueue({ sessions: ['a1'] });
    const { id } = await queue.send({ content: 'hello', max_retries: 0 });
    await queue.delivered(id);
    meet(queue, id, true);
    const waiting = await queue.until(id, hasStatus('pending'));
    expect(waiting).toMatchObject({
      assigned_session: null,
      retry_count: 0,
      waiting_reason: expect.stringMatching(/^session a1 is at its usage limit until \d\d:\d\d UTC$/),
    });
    expect(waiting.history.map((entry) => entry.action)).toContain('returned');
    queue.link.setSession({ name: 'a1', state: 'idle', limited_until: null });
    await queue.delivered(id, 2);
  });

  it('goes to another provider where it may', async () => {
    const queue = await startQueue({ sessions: ['a1'] });
    const { id } = await queue.send({ content: 'hello', providers: ['claude'], allow_fallback: true });
    await queue.delivered(id);
    queue.link.setSession({ name: 'x1', provider: 'codex' });
    meet(queue, id, true);
    await queue.delivered(id, 2);
    expect(deliveredTo(queue)).toEqual(['a1', 'x1']);
  });

  it('ends with the true reason when the agent may have begun to work', async () => {
    const queue = await startQueue({ sessions: ['a1'] });
    const { id } = await queue.send({ content: 'hello' });
    await queue.delivered(id);
    meet(queue, id, false);
    expect((await queue.until(id, hasStatus('failed'))).error_code).toBe('USAGE_LIMIT');
  });
});

it('lets somebody else in while one sender floods the queue, whatever it says about its prompts', async () => {
  const queue = await startQueue();
  const operator = await queue.server.signIn('operator');
  const flooder = await queue.server.signIn('operator');
  const keys: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    const body = { name: `flood ${index}` };
    keys.push((await flooder.request<{ key: string }>('/api/keys', { method: 'POST', body })).body.key);
  }
  const flood = Array.from({ length: 300 }, (_, index) =>
    queue.server.request(promptEndpoints.sendPrompt, {
      headers: { authorization: `Bearer ${keys[index % 5]}` },
      body: {
        content: `flood ${index}`,
        priority: 5,
        ...{ source: `s${index}`, metadata: { project_id: index + 1 } },
      },
    }),
  );
  expect((await Promise.all(flood)).map(({ status }) => status)).toEqual(Array(300).fill(201));
  const own = await operator.request(promptEndpoints.sendPrompt, {
    body: { content: 'mine', priority: 5 },
  });
  const { id } = own.body.data;
  queue.link.setSession({ name: 'a1' });
  const done: number[] = [];
  while (!done.includes(id)) {
    await expect.poll(() => queue.link.requestsOf('deliver').length).toBe(done.length + 1);
    const prompt = queue.link.requestsOf('deliver')[done.length]?.prompt_id ?? 0;
    done.push(prompt);
    end(queue, prompt);
    await queue.until(prompt, hasStatus('completed'));
    expect(done.length).toBeLessThanOrEqual(2);
  }
});
