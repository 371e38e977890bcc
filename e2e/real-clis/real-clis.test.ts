import { interactionEndpoints } from '@architect/contracts/interactions';
import { promptEndpoints } from '@architect/contracts/prompts';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anthropicStub } from '../stubs/anthropic-stub.ts';
import { chatStub } from '../stubs/chat-stub.ts';
import { geminiStub } from '../stubs/gemini-stub.ts';
import { openaiStub } from '../stubs/openai-stub.ts';
import { stubAnswer } from '../stubs/script.ts';
import { type Stub, startStub } from '../stubs/start-stub.ts';
import { createPrivateTmux, type PrivateTmux } from '../support/private-tmux.ts';
import { finished, getPrompt, send, sessionWhere } from '../support/prompts.ts';
import { createScratch, type Scratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { until } from '../support/until.ts';
import { adjustedPrompt, hardPrompts } from './hard-prompts.ts';
import { type InstalledCli, installCli } from './install-cli.ts';
import { claudeHome, codexHome, geminiHome, opencodeHome, qwenHome } from './scratch-home.ts';

const clis = [
  { name: 'claude', protocol: anthropicStub, home: claudeHome },
  { name: 'codex', protocol: openaiStub, home: codexHome },
  { name: 'gemini', protocol: geminiStub, home: geminiHome },
  { name: 'opencode', protocol: chatStub, home: opencodeHome },
  { name: 'qwen', protocol: chatStub, home: qwenHome },
] as const;
const installed: Record<string, InstalledCli | null> = {
  claude: await installCli('claude'),
  codex: await installCli('codex'),
  gemini: await installCli('gemini'),
  opencode: await installCli('opencode'),
  qwen: await installCli('qwen'),
};

describe.each(clis)('real $name', ({ name, protocol, home }) => {
  const cli = installed[name];
  if (!cli) {
    test.skip(`${name} is not in the registry: nothing was proven`, () => expect(cli).not.toBeNull());
    return;
  }
  let scratch: Scratch;
  let terminal: PrivateTmux;
  let server: RunningServer;
  let stub: Stub;

  beforeAll(async () => {
    scratch = await createScratch();
    terminal = createPrivateTmux(name);
    scratch.defer(() => terminal.end());
    stub = await startStub(protocol());
    scratch.defer(() => stub.close());
    const dataDir = `${scratch.directory}/data`;
    server = await startServer({ dataDir, socket: terminal.socket });
    scratch.defer(() => server.stop());
    const { env, project } = await home({
      directory: scratch.directory,
      binDir: cli.binDir,
      stubUrl: stub.url,
    });
    const body = { name, provider: name, working_dir: project, env };
    await server.call(sessionEndpoints.createTmuxSession, { body });
    await sessionWhere(server, name, 'is deliverable', (session) => session.deliverable, 60_000);
  });
  afterAll(() => scratch.clean());

  const interaction = () =>
    until(
      'a permission prompt is pending',
      async () => {
        const query = { page: 1, per_page: 20, session: name, status: 'pending' };
        return (await server.call(interactionEndpoints.listInteractions, { query })).data[0];
      },
      { seen: () => terminal.screen(name) },
    );
  const handle = (id: number, action: 'approve' | 'deny') =>
    server.call(interactionEndpoints.handleInteraction, { params: { id }, body: { action } });

  // Newer versions name the conversation in a turn of their own beside the first one, and tell of its end by the same hook.
  test('the first prompt ends with its own answer, however long it takes', async () => {
    const id = await send(server, { content: 'slow 5s then say It took a while.', target_session: name });
    expect(await finished(server, id)).toMatchObject({
      status: 'completed',
      response: 'It took a while.',
    });
  });

  test.each(hardPrompts)('$name arrives once and comes back with its answer', async ({ text }) => {
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

  test('escape sequences and carriage returns are adjusted as the reply says, and arrive so', async () => {
    const body = { content: adjustedPrompt.text, target_session: name };
    const reply = await server.call(promptEndpoints.sendPrompt, { body });
    expect(reply.adjusted.length).toBeGreaterThan(0);
    expect(reply.data.content.trimEnd()).toBe(adjustedPrompt.stored);
    expect(await finished(server, reply.prompt_id)).toMatchObject({ status: 'completed' });
    expect(stub.prompts.timesReceived(adjustedPrompt.stored)).toBe(1);
  });

  test('a queue of prompts is worked off in order, each once', async () => {
    const before = stub.prompts.received().length;
    const texts = Array.from({ length: 8 }, (_, index) => `queued number ${index} for ${name}`);
    const ids = [];
    for (const content of texts) ids.push(await send(server, { content, target_provider: name }));
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

  test('a permission prompt approved through the API lets the agent go on', async () => {
    const content = 'run npm --version > approved.txt';
    const id = await send(server, { content, target_session: name });
    const asked = await interaction();
    expect(asked).toMatchObject({
      kind: 'bash',
      subject: expect.stringContaining('npm --version'),
      prompt_id: id,
    });
    await handle(asked.id, 'approve');
    expect(await finished(server, id)).toMatchObject({ status: 'completed', response: stubAnswer(content) });
  });

  test('a denied permission ends the prompt as denied, and the next one is delivered', async () => {
    const id = await send(server, { content: 'run rm -rf build', target_session: name });
    const asked = await interaction();
    await handle(asked.id, 'deny');
    expect(await finished(server, id)).toMatchObject({ status: 'failed', error_code: 'DENIED' });
    const next = await send(server, { content: 'after the refusal', target_session: name });
    expect(await finished(server, next)).toMatchObject({
      status: 'completed',
      response: stubAnswer('after the refusal'),
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
