import { interactionEndpoints } from '@architect/contracts/interactions';
import { promptEndpoints } from '@architect/contracts/prompts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stubAnswer } from '../stubs/script.ts';
import type { Stub } from '../stubs/start-stub.ts';
import type { PrivateTmux } from '../support/private-tmux.ts';
import { finished, getPrompt, send } from '../support/prompts.ts';
import type { RunningServer } from '../support/start-server.ts';
import { until } from '../support/until.ts';
import { type CliName, cliPackages } from './cli-packages.ts';
import { interactionWhere, switchPolicyOn, textIn } from './decide.ts';
import { adjustedPrompt, sharedPrompts } from './hard-prompts.ts';
import { type InstalledCli, installCli } from './install-cli.ts';
import { chosenCases, decideCase, writeCaseFiles } from './permission-check.ts';
import { type CliStage, startStage } from './start-stage.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** For the table of `bench/permissions.ts`. */
    whyNoRule?: string;
  }
}

/** `ARCHITECT_E2E_CLIS=codex,qwen`: only these. */
const chosen = process.env.ARCHITECT_E2E_CLIS?.split(',');
// Every key of the table is a name.
const names = (Object.keys(cliPackages) as CliName[]).filter((name) => chosen?.includes(name) ?? true);
const installed = new Map<CliName, InstalledCli | null>();
for (const name of names) installed.set(name, await installCli(name));
const isFull = process.env.ARCHITECT_E2E_FULL === '1';

describe.each(names)('real %s', (name) => {
  const prompts = sharedPrompts(names.indexOf(name), names.length);
  /** What hardly depends on the CLI is shown with one, and with each in a full run. */
  const showsAll = isFull || name === 'claude';
  const cli = installed.get(name);
  if (!cli) {
    test.skip(`${name} is not in the registry: nothing was proven`, () => expect(cli).not.toBeNull());
    return;
  }
  let stage: CliStage;
  let server: RunningServer;
  let stub: Stub;
  let terminal: PrivateTmux;

  beforeAll(async () => {
    stage = await startStage(cli, { byHand: showsAll, readOnly: true, tools: true });
    ({ server, stub, terminal } = stage);
  });
  afterAll(() => stage?.end());

  const handle = (id: number, action: 'approve' | 'deny') =>
    server.call(interactionEndpoints.handleInteraction, { params: { id }, body: { action } });

  // Newer versions name the conversation in a turn of their own beside the first one, and tell of its end by the same hook.
  test('the first prompt ends with its own answer, however long it takes', async () => {
    const id = await send(server, { content: 'slow 3s then say It took a while.', target_session: name });
    expect(await finished(server, id)).toMatchObject({
      status: 'completed',
      response: 'It took a while.',
    });
  });

  test.runIf(showsAll)(
    'a session that was started by hand is found, gets a prompt, answers, and its dialog is decided',
    async () => {
      const session = stage.byHand;
      const content = 'run touch by-hand.made';
      const id = await send(server, { content, target_session: session });
      const asked = await interactionWhere(stage, id, 'is shown', ({ status }) => status === 'pending');
      expect(asked).toMatchObject({ session, provider: name, kind: 'bash', subject: 'touch by-hand.made' });
      await handle(asked.id, 'approve');
      expect(await finished(server, id)).toMatchObject({
        status: 'completed',
        response: stubAnswer(content),
      });
      expect(await textIn(stage, 'by-hand.made')).toBe('');
      expect(stub.prompts.timesReceived(content)).toBe(1);
    },
  );

  test.each(prompts)('$name arrives once and comes back with its answer', async ({ text }) => {
    const before = stub.prompts.received().length;
    const prompt = await finished(
      server,
      await send(server, { content: text, target_session: name }),
      90_000,
    );
    const received = stub.prompts
      .received()
      .slice(before)
      .map((seen) => seen.text);
    expect(received).toHaveLength(1);
    if (received[0] !== text) {
      // Anything that is not byte-exact must be blanks (U+200B is an invisible one) around the text, and the product
      // must have said so.
      expect(received[0]?.replace(/^[\s\u200b]+|\s+$/g, '')).toBe(text.trim());
      expect(prompt.receipts.map((receipt) => receipt.evidence).join('\n')).toMatch(/blank/);
    }
    expect(prompt).toMatchObject({ status: 'completed', response: stubAnswer(received[0] ?? '') });
  });

  test.runIf(showsAll)(
    'escape sequences and carriage returns are adjusted as the reply says, and arrive so',
    async () => {
      const body = { content: adjustedPrompt.text, target_session: name };
      const reply = await server.call(promptEndpoints.sendPrompt, { body });
      expect(reply.adjusted.length).toBeGreaterThan(0);
      expect(reply.data.content.trimEnd()).toBe(adjustedPrompt.stored);
      expect(await finished(server, reply.prompt_id)).toMatchObject({ status: 'completed' });
      expect(stub.prompts.timesReceived(adjustedPrompt.stored)).toBe(1);
    },
  );

  test.runIf(showsAll)('a queue of prompts is worked off in order, each once', async () => {
    const before = stub.prompts.received().length;
    const texts = Array.from({ length: 4 }, (_, index) => `queued number ${index} for ${name}`);
    const ids = [];
    for (const content of texts) ids.push(await send(server, { content, target_session: name }));
    for (const [index, id] of ids.entries()) {
      expect(await finished(server, id)).toMatchObject({
        status: 'completed',
        response: stubAnswer(texts[index] ?? ''),
      });
    }
    expect(
      stub.prompts
        .received()
        .slice(before)
        .map((seen) => seen.text),
    ).toEqual(texts);
  });

  // The cases below deny and go on as well.
  test.runIf(isFull)(
    'a denied permission ends the prompt as denied, and the next one is delivered',
    async () => {
      const id = await send(server, { content: 'run rm -rf build', target_session: name });
      const asked = await interactionWhere(stage, id, 'is shown', ({ status }) => status === 'pending');
      await handle(asked.id, 'deny');
      expect(await finished(server, id)).toMatchObject({ status: 'failed', error_code: 'DENIED' });
      const next = await send(server, { content: 'after the refusal', target_session: name });
      expect(await finished(server, next)).toMatchObject({
        status: 'completed',
        response: stubAnswer('after the refusal'),
      });
    },
  );

  describe('permissions', () => {
    beforeAll(async () => {
      await writeCaseFiles(stage);
      await switchPolicyOn(stage);
    });

    test.for(chosenCases(name, isFull))('$name', async ({ one, way }, { task }) => {
      const why = await decideCase(stage, name, { one, way });
      if (why !== null) task.meta.whyNoRule = why;
    });
  });

  test('an API error ends the prompt as the agent’s error; the next waits until a person has looked', async () => {
    const id = await send(server, { content: 'fail 401', target_session: name });
    expect(await finished(server, id)).toMatchObject({ status: 'failed', error_code: 'AGENT_ERROR' });
    const next = await send(server, { content: 'after the error', target_session: name });
    await until(
      'the next prompt waits because of the error',
      async () => /error/.test((await getPrompt(server, next)).waiting_reason ?? ''),
      { seen: () => getPrompt(server, next) },
    );
    expect(stub.prompts.timesReceived('after the error')).toBe(0);
    await terminal.paste(name, 'say hello again');
    await until('the text is in the box', async () => /hello again/.test(await terminal.screen(name)));
    await until(
      'the person has sent it',
      async () => {
        if (stub.prompts.timesReceived('say hello again') > 0) return true;
        // Enter in one burst with a paste is a line of the text for some agents, so a person presses it again.
        await terminal.press(name, 'Enter');
        return false;
      },
      { everyMs: 500 },
    );
    const done = await finished(server, next);
    expect(done).toMatchObject({ status: 'completed', response: stubAnswer('after the error') });
    expect(stub.prompts.timesReceived('after the error')).toBe(1);
  });
});
