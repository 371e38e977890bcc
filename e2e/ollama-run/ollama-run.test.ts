import { sessionEndpoints } from '@architect/contracts/sessions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ollamaStub } from '../stubs/ollama-stub.ts';
import { type Replies, repliesTo, stubAnswer } from '../stubs/script.ts';
import { type Stub, startStub } from '../stubs/start-stub.ts';
import { createPrivateTmux, type PrivateTmux } from '../support/private-tmux.ts';
import { finished, getPrompt, send, sessionWhere } from '../support/prompts.ts';
import { createScratch, type Scratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { until } from '../support/until.ts';
import { installStandIn } from './install-stand-in.ts';

let scratch: Scratch;
let terminal: PrivateTmux;
let server: RunningServer;
let stub: Stub;

/** An answer that stands still for a while behind a Python prompt of its own. */
const quoting: Replies = (prompt) =>
  prompt === 'quote python'
    ? [
        [
          { kind: 'say', text: 'Look:\n\n>>> import os' },
          { kind: 'wait', ms: 2000 },
          { kind: 'say', text: '\nThat was Python.' },
        ],
      ]
    : repliesTo(prompt);

beforeAll(async () => {
  scratch = await createScratch();
  terminal = createPrivateTmux('ollama');
  scratch.defer(() => terminal.end());
  stub = await startStub(ollamaStub(quoting));
  scratch.defer(() => stub.close());
  const { program, cwd } = await installStandIn(scratch.directory);
  const dataDir = `${scratch.directory}/data`;
  server = await startServer({ dataDir, socket: terminal.socket, env: { HOME: scratch.directory } });
  scratch.defer(() => server.stop());
  const env = { OLLAMA_HOST: stub.url, HOME: scratch.directory };
  const body = { name: 'ollama', command: `exec ${program} run stub:latest`, working_dir: cwd, env };
  await server.call(sessionEndpoints.createTmuxSession, { body });
});
afterAll(() => scratch.clean());

const ready = () =>
  sessionWhere(server, 'ollama', 'is idle', (one) => one.state === 'idle' && one.current_prompt_id === null);

test('ollama run is recognised and ready', async () => {
  expect(await ready()).toMatchObject({ provider: 'ollama', deliverable: true });
});

test.each([
  ['one line', 'hello there'],
  ['more than the width', 'word '.repeat(60).trim()],
  ['several lines', 'first\nsecond\n\n  indented\nlast one'],
  ['many lines', Array.from({ length: 60 }, (_, i) => `line ${i} of a longer text`).join('\n')],
  ['one line of 20 000 bytes', 'x'.repeat(20_000)],
  ['a semicolon, quotes and emoji', 'tell "hi"; and \'bye\' 👩‍💻 日本;'],
])('%s arrives byte-exact, once, and its own answer is stored', async (_name, content) => {
  await ready();
  const prompt = await finished(server, await send(server, { content, target_session: 'ollama' }));
  expect(prompt).toMatchObject({ status: 'completed' });
  expect(stub.prompts.timesReceived(content)).toBe(1);
  if (content.length < 1000) expect(prompt.response).toBe(stubAnswer(content));
});

test.each([
  ['a command in the last line', 'look at this:\n/bye', 'look at this:\n /bye'],
  ['a command alone', '/set system x', ' /set system x'],
  ['quotes that open a block', 'text\n"""\nmore', 'text\n """\nmore'],
  ['a tab', 'a\tb', 'a        b'],
])('%s arrives as text', async (_name, content, arrives) => {
  await ready();
  const prompt = await finished(server, await send(server, { content, target_session: 'ollama' }));
  expect(prompt).toMatchObject({ status: 'completed' });
  expect(stub.prompts.timesReceived(arrives)).toBe(1);
});

test('several lines of more than the program reads at once are refused with the reason', async () => {
  await ready();
  const content = `${'a line of text\n'.repeat(400)}end`;
  const prompt = await finished(server, await send(server, { content, target_session: 'ollama' }));
  expect(prompt).toMatchObject({ status: 'failed', error: expect.stringContaining('4000 bytes') });
  expect(stub.prompts.timesReceived(content)).toBe(0);
});

test('an answer that quotes a prompt does not end the turn', async () => {
  await ready();
  const id = await send(server, { content: 'quote python', target_session: 'ollama' });
  expect(await finished(server, id)).toMatchObject({
    status: 'completed',
    response: expect.stringMatching(/That was Python\.$/),
  });
});

test('a draft is left alone', async () => {
  await ready();
  await terminal.type('ollama', 'half a thought');
  const id = await send(server, { content: 'after the draft', target_session: 'ollama' });
  await until('the prompt waits', async () => (await getPrompt(server, id)).waiting_reason !== null);
  await sessionWhere(server, 'ollama', 'shows the draft', (one) => one.draft === 'half a thought');
  expect(stub.prompts.timesReceived('after the draft')).toBe(0);
  await terminal.press('ollama', 'C-u');
  expect(await finished(server, id)).toMatchObject({ status: 'completed' });
  expect(await terminal.screen('ollama')).not.toMatch(/half a thoughtafter/);
});
