import { interactionEndpoints } from '@architect/contracts/interactions';
import { patternEndpoints } from '@architect/contracts/patterns';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedPrompts } from '../real-clis/hard-prompts.ts';
import { stubAnswer } from '../stubs/script.ts';
import { finished, getPrompt, send, sessionWhere } from '../support/prompts.ts';
import { until } from '../support/until.ts';
import { acpClis, type HeadlessStage, headlessClis, openStage } from './headless-stage.ts';

const isFull = process.env.ARCHITECT_E2E_FULL === '1';
const clis = isFull ? [...headlessClis, ...acpClis] : headlessClis;

describe.each(clis)('$name without a terminal', (cli) => {
  const { name } = cli;
  const prompts = sharedPrompts(clis.indexOf(cli), clis.length);
  let stage: HeadlessStage;

  beforeAll(async () => {
    stage = await openStage(cli);
    await stage.createSession(name);
  }, 120_000);
  afterAll(() => stage?.clean());

  const interaction = (prompt: number) =>
    until('a permission prompt is pending', async () => {
      const query = { page: 1, per_page: 20, session: name, status: 'pending' };
      const { data } = await stage.server.call(interactionEndpoints.listInteractions, { query });
      return data.find((one) => one.prompt_id === prompt);
    });
  const handle = (id: number, action: 'approve' | 'deny') =>
    stage.server.call(interactionEndpoints.handleInteraction, { params: { id }, body: { action } });

  test.each(prompts)(
    '$name arrives byte for byte, once, and comes back with its answer',
    async ({ text }) => {
      const before = stage.stub.prompts.received().length;
      const prompt = await finished(
        stage.server,
        await send(stage.server, { content: text, target_session: name }),
      );
      const received = stage.stub.prompts.received().slice(before);
      const sent = received[0]?.text ?? '';
      expect(received).toHaveLength(1);
      if (sent !== text) {
        // What is not exact must be one invisible blank in front, and the product must have said so.
        expect(sent).toBe(`\u200b${text}`);
        expect(prompt.receipts.map((receipt) => receipt.evidence).join()).toMatch(/blank/);
      }
      expect(prompt).toMatchObject({ status: 'completed', response: stubAnswer(sent) });
      expect(prompt.receipts.map((receipt) => receipt.step)).toEqual(
        expect.arrayContaining(['queued', 'sending', 'typed', 'submitted', 'started', 'ended']),
      );
    },
  );

  test('tells what a turn took, and money only where the agent tells it', async () => {
    const prompt = await finished(
      stage.server,
      await send(stage.server, { content: 'say this costs something', target_session: name }),
    );
    expect(prompt.usage).toMatchObject(cli.usage);
  });

  test('a permission prompt approved through the API lets the agent go on', async () => {
    const content = 'run npm --version > approved.txt';
    const id = await send(stage.server, { content, target_session: name });
    const asked = await interaction(id);
    expect(asked).toMatchObject({ kind: 'bash', subject: 'npm --version > approved.txt', complete: true });
    await handle(asked.id, 'approve');
    const prompt = await finished(stage.server, id);
    expect(prompt).toMatchObject({ status: 'completed', response: stubAnswer(content) });
    expect(prompt.receipts.map((receipt) => receipt.step)).toEqual(
      expect.arrayContaining(['blocked', 'resumed']),
    );
  });

  test('a denied permission ends the prompt as denied, and the next one is delivered', async () => {
    const id = await send(stage.server, { content: 'run rm -rf build', target_session: name });
    await handle((await interaction(id)).id, 'deny');
    expect(await finished(stage.server, id)).toMatchObject({ status: 'failed', error_code: 'DENIED' });
    const content = 'after the refusal';
    const next = await finished(stage.server, await send(stage.server, { content, target_session: name }));
    expect(next).toMatchObject({ status: 'completed', response: stubAnswer(content) });
  });

  test('a rule answers without a person', async () => {
    const rule = { pattern_regex: 'npm root', action: 'approve', scope: { session: name } } as const;
    await stage.server.call(patternEndpoints.createPattern, { body: rule });
    await stage.server.call(patternEndpoints.changePolicy, { body: { mode: 'on' } });
    const content = 'run npm root';
    const id = await send(stage.server, { content, target_session: name });
    expect(await finished(stage.server, id)).toMatchObject({
      status: 'completed',
      response: stubAnswer(content),
    });
    const query = { page: 1, per_page: 5, prompt_id: id };
    const { data } = await stage.server.call(interactionEndpoints.listInteractions, { query });
    expect(data).toMatchObject([{ status: 'approved', decided_by: 'pattern' }]);
  });

  test('has no terminal, and says so; what it says can be read', async () => {
    const body = { session: name, message: 'x' };
    await expect(stage.server.call(sessionEndpoints.sendToTmux, { body })).rejects.toThrow(/no terminal/);
    const { output } = await stage.server.call(sessionEndpoints.captureTmux, {
      body: { session: name, escapes: false },
    });
    expect(output).toContain('> after the refusal');
    expect(output).toContain(`● ${stubAnswer('after the refusal')}`);
    const { data } = await stage.server.call(sessionEndpoints.explainTmuxSession, { params: { name } });
    expect(data.decided_by).toMatchObject({ source: 'protocol', state: 'idle' });
  });

  // A quarter of a minute of rest: one CLI by default.
  test.runIf(isFull || name === 'claude')(
    'an API error ends the prompt as the agent’s error; the session rests and then goes on by itself',
    async () => {
      const id = await send(stage.server, { content: 'fail 401', target_session: name });
      expect(await finished(stage.server, id)).toMatchObject({ status: 'failed', error_code: 'AGENT_ERROR' });
      const content = 'after the error';
      const next = await send(stage.server, { content, target_session: name });
      expect((await getPrompt(stage.server, next)).waiting_reason).toMatch(/error/);
      await sessionWhere(stage.server, name, 'rests', (session) => session.state === 'error');
      expect(await finished(stage.server, next)).toMatchObject({
        status: 'completed',
        response: stubAnswer(content),
      });
    },
  );
});
