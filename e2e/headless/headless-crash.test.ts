import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Prompt } from '@architect/contracts/prompts';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stubAnswer } from '../stubs/script.ts';
import { finished, getPrompt, send, sessionWhere } from '../support/prompts.ts';
import { createRandom } from '../support/random.ts';
import { until } from '../support/until.ts';
import { type HeadlessStage, headlessClis, openStage } from './headless-stage.ts';

const rounds = Number(process.env.ARCHITECT_E2E_HEADLESS_KILLS ?? 2);

describe.each(headlessClis)('kill -9 of the server under $name without a terminal', (cli) => {
  const { name } = cli;
  let stage: HeadlessStage;

  beforeAll(async () => {
    stage = await openStage(cli);
    await stage.createSession(name);
  }, 120_000);
  afterAll(() => stage?.clean());

  const hasStep = (id: number, step: string) => async () =>
    (await getPrompt(stage.server, id)).receipts.some((receipt) => receipt.step === step);

  test('during a turn: the prompt ends once, with its answer or as ended with its agent', async () => {
    const content = 'slow 2s then say survived';
    const id = await send(stage.server, { content, target_session: name });
    await until('the turn has begun', hasStep(id, 'started'));
    await until('the model has it', () => stage.stub.prompts.timesReceived(content) === 1);
    await stage.crash();
    const prompt = await finished(stage.server, id);
    // Claude Code finishes its turn when its input ends, Codex does not.
    if (name === 'claude') expect(prompt).toMatchObject({ status: 'completed', response: 'survived' });
    else expect(prompt).toMatchObject({ status: 'failed', error_code: 'AGENT_EXITED' });
    expect(stage.stub.prompts.timesReceived(content)).toBe(1);
  });

  test('the conversation goes on afterwards', async () => {
    await sessionWhere(stage.server, name, 'is deliverable', (session) => session.deliverable);
    const before = stage.stub.prompts.received().length;
    const content = 'say the conversation goes on';
    const prompt = await finished(stage.server, await send(stage.server, { content, target_session: name }));
    expect(prompt).toMatchObject({
      status: 'completed',
      response: 'the conversation goes on',
      usage: cli.usage,
    });
    const seen = stage.stub.prompts.received().slice(before);
    expect(seen.map(({ text }) => text)).toEqual([content]);
    expect(seen[0]?.conversation).toBe(stage.stub.prompts.received()[0]?.conversation);
  });

  test('while a permission waits: nobody is asked in vain, and the prompt ends with its agent', async () => {
    const id = await send(stage.server, { content: 'run npm --version > waits.txt', target_session: name });
    await until('the prompt is blocked', hasStep(id, 'blocked'));
    await stage.crash();
    expect(await finished(stage.server, id)).toMatchObject({ status: 'failed', error_code: 'AGENT_EXITED' });
    const session = await sessionWhere(stage.server, name, 'is deliverable', (one) => one.deliverable);
    expect(session.dialog).toBeNull();
  });

  test(`at ${rounds} random moments of a delivery: nothing is lost, nothing arrives twice`, async () => {
    const random = createRandom(20_261_121);
    const prompts: Prompt[] = [];
    for (let round = 0; round < rounds; round++) {
      const content = `round ${round} of ${name}`;
      const id = await send(stage.server, { content, target_session: name });
      // From before the intent is committed to after the answer has come.
      await new Promise((resolve) => setTimeout(resolve, random() * 900));
      await stage.crash(random() * 300);
      prompts.push(await finished(stage.server, id));
    }
    const outcomes = prompts.map(({ status, error_code }) => error_code ?? status);
    console.info(`${name}: ${outcomes.join(' ')}`);
    for (const prompt of prompts) {
      const arrived = stage.stub.prompts.timesReceived(prompt.content);
      expect(arrived, prompt.content).toBeLessThanOrEqual(1);
      if (prompt.status === 'completed') {
        expect(arrived).toBe(1);
        expect(prompt.response).toBe(stubAnswer(prompt.content));
      } else expect(prompt.error_code).toBe('AGENT_EXITED');
    }
  });

  test('agents end with their sessions, and keep nothing of ours in their environment', async () => {
    await finished(stage.server, await send(stage.server, { content: 'start', target_session: name }));
    const { data } = await stage.server.call(sessionEndpoints.explainTmuxSession, { params: { name } });
    const pid = /process (\d+)/.exec(data.sources[0]?.note ?? '')?.[1];
    const environment = readFileSync(join('/proc', pid ?? '', 'environ'), 'utf8');
    expect(environment).not.toContain('ARCHITECT_');
    await stage.server.call(sessionEndpoints.killTmuxSession, { body: { session: name } });
    await until('the agent is gone', () => {
      try {
        return !process.kill(Number(pid), 0);
      } catch {
        return true;
      }
    });
  });
});
