import type { Session } from '@architect/contracts/sessions';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { answerTo } from '../fake-agent/turns.ts';
import { finished, getPrompt, send, sessionWhere } from '../support/prompts.ts';
import { until } from '../support/until.ts';
import { type Fleet, startFleet } from './start-fleet.ts';

// Errors rest for 30 s, and a limit ends at the next full minute.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet?.end());

const waitsBecause = (id: number, reason: RegExp) =>
  until(
    `prompt ${id} waits because of ${reason}`,
    async () => {
      const prompt = await getPrompt(fleet.server, id);
      return prompt.status === 'pending' && reason.test(prompt.waiting_reason ?? '') && prompt;
    },
    { seen: () => getPrompt(fleet.server, id), timeoutMs: 60_000 },
  );

// Most of both is waiting.
describe.concurrent('an agent in trouble', () => {
  test('one error of the model stops an agent for a while, and not for good', async () => {
    const { server, agents } = fleet;
    await fleet.createAgent('faulty');
    const bad = await send(server, { content: 'compare [error]', target_session: 'faulty', max_retries: 0 });
    expect(await finished(server, bad)).toMatchObject({ status: 'failed', error_code: 'AGENT_ERROR' });
    const next = await send(server, { content: 'after the error', target_session: 'faulty' });
    await waitsBecause(next, /session faulty shows an error/);
    expect(agents.timesReceived('after the error')).toBe(0);
    const done = await finished(server, next, 120_000);
    expect(done).toMatchObject({ status: 'completed', response: answerTo('after the error') });
    expect(agents.timesReceived('after the error')).toBe(1);
  });

  test('a limited agent gets nothing before its time, and then the same prompt again', async () => {
    const { server, agents } = fleet;
    await fleet.createAgent('limited');
    const content = 'count the pages [limit soon]';
    const id = await send(server, { content, target_session: 'limited', max_retries: 0 });
    const isLimited = (session: Session) => session.state === 'limited';
    const { limited_until } = await sessionWhere(server, 'limited', 'is limited', isLimited);
    const resetMs = Date.parse(limited_until ?? '');
    expect(resetMs).toBeGreaterThan(0);
    await waitsBecause(id, /session limited is at its usage limit until \d\d:\d\d UTC/);
    const other = await send(server, { content: 'later', target_session: 'limited' });
    await waitsBecause(other, /at its usage limit until/);
    const done = await finished(server, id, 180_000);
    expect(done).toMatchObject({ status: 'completed', retry_count: 0 });
    const sendings = done.receipts.filter((receipt) => receipt.step === 'sending');
    expect(sendings).toHaveLength(2);
    expect(Date.parse(sendings[1]?.at ?? '')).toBeGreaterThanOrEqual(resetMs);
    expect(agents.timesReceived(content)).toBe(2);
    expect(await finished(server, other)).toMatchObject({ status: 'completed' });
    expect(agents.timesReceived('later')).toBe(1);
  });
});
