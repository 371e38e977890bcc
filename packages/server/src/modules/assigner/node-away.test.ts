import { NodeLinkError } from '@architect/contracts/node-link';
import { promptEndpoints } from '@architect/contracts/prompts';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { expect, it, vi } from 'vitest';
import { createMovableClock, type MovableClock } from '../../platform/fixture-clock.ts';
import { createFakeLink } from '../nodes/fake-link.ts';
import { hasStatus, type Queue, startQueue } from './fixture-queue.ts';
import type { AssignerTables } from './tables.ts';

/** A prompt that an agent works on when the connection to its node is lost, and stays lost for a while. */
async function loseNode(): Promise<{ queue: Queue; clock: MovableClock; id: number; attempt: string }> {
  const clock = createMovableClock();
  const link = createFakeLink('far');
  const queue = await startQueue({ link, clock, sessions: ['w1'] });
  const { id } = await queue.send({ content: 'hello', timeout_minutes: 60 });
  const attempt = await queue.delivered(id);
  queue.step(id, { step: 'started' });
  await queue.until(id, hasStatus('in_progress'));
  link.connection('the cable was cut');
  // Longer than the waits after which a session that is really gone counts as gone.
  for (let step = 0; step < 10; step += 1) {
    clock.advance(6_000);
    await queue.get(id);
  }
  return { queue, clock, id, attempt };
}

it('lists no session of a node out of reach, and ends no prompt there', async () => {
  const { queue, id } = await loseNode();
  const { body } = await queue.server.local.request(sessionEndpoints.listTmuxSessions);
  expect(body.data).toEqual([]);
  expect(queue.link.requestsOf('reconcile')).toEqual([]);
  expect((await queue.get(id)).status).toBe('in_progress');
});

it('asks the node how far the prompt got when it is back', async () => {
  const { queue, id, attempt } = await loseNode();
  const { link } = queue;
  link.connection(null);
  await expect
    .poll(() => link.requestsOf('reconcile').map((request) => request.attempt_id))
    .toEqual([attempt]);
  link.step({ step: 'ended', attempt_id: attempt, response: 'done meanwhile' });
  expect((await queue.until(id, hasStatus('completed'))).response).toBe('done meanwhile');
  expect(link.requestsOf('deliver')).toHaveLength(1);
});

it('ends the prompt when the node is back without its session', async () => {
  const { queue, clock, id } = await loseNode();
  queue.link.removeSession('w1');
  queue.link.connection(null);
  const ended = await vi.waitFor(async () => {
    clock.advance(1_000);
    const prompt = await queue.get(id);
    expect(prompt.error_code).toBe('SESSION_GONE');
    return prompt;
  }, 10_000);
  expect(ended.error).toContain('does not exist any more');
});

it('asks the node to take back the text of a prompt that was cancelled meanwhile, until it has', async () => {
  const link = createFakeLink('far');
  const queue = await startQueue({ link, sessions: ['w1'] });
  const { id } = await queue.send({ content: 'hello' });
  const attempt_id = await queue.delivered(id);
  queue.step(id, { step: 'typed' });
  await vi.waitFor(async () => expect((await queue.get(id)).receipts.at(-1)?.step).toBe('typed'));
  let isDeaf = true;
  link.handle('abandon', () => {
    if (isDeaf) throw new NodeLinkError('FAILED', 'it does not answer');
    return {};
  });
  await queue.server.local.request(promptEndpoints.cancelPrompt, { params: { id } });
  const asked = () => link.requestsOf('abandon').map((request) => request.left_behind);
  await expect.poll(asked).toHaveLength(1);
  isDeaf = false;
  link.connection('it starts anew');
  link.connection(null);
  await expect.poll(asked).toHaveLength(2);
  await vi.waitFor(async () => {
    const left = queue.server.db
      .tables<AssignerTables>()
      .selectFrom('prompt_attempts')
      .select('is_left_behind');
    expect(await left.execute()).toEqual([{ is_left_behind: false }]);
  });
  expect(asked().at(-1)).toMatchObject({ attempt_id, session: 'w1', text: 'hello' });
});
