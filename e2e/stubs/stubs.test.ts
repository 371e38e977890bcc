import { afterEach, expect, test } from 'vitest';
import { anthropicStub } from './anthropic-stub.ts';
import { openaiStub } from './openai-stub.ts';
import { createPromptLog } from './prompt-log.ts';
import { repliesTo, stubAnswer } from './script.ts';
import { type Stub, type StubProtocol, startStub } from './start-stub.ts';

let stub: Stub | null = null;
afterEach(async () => {
  await stub?.close();
  stub = null;
});

async function post(
  protocol: StubProtocol,
  path: string,
  body: object,
): Promise<{ status: number; text: string }> {
  stub ??= await startStub(protocol);
  const response = await fetch(stub.url + path, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, text: await response.text() };
}

const tools = [{ name: 'Bash' }];
const user = (content: unknown) => ({ role: 'user', content });

test('a conversation that is repeated with each request counts every prompt once', () => {
  const log = createPromptLog(() => 7);
  log.see('a', ['one']);
  log.see('a', ['one']);
  log.see('a', ['one', 'two', 'two']);
  log.see('b', ['one']);
  expect(log.received().map((prompt) => `${prompt.conversation}:${prompt.text}`)).toEqual([
    'a:one',
    'a:two',
    'a:two',
    'b:one',
  ]);
  expect(log.timesReceived('two')).toBe(2);
});

test('a prompt that the client dropped after a failure stays counted, and its follower is new', () => {
  const log = createPromptLog();
  log.see('a', ['one', 'fails']);
  log.see('a', ['one', 'next']);
  expect(log.received().map((prompt) => prompt.text)).toEqual(['one', 'fails', 'next']);
});

test('a script is read from the first line; everything else is answered by its own answer', () => {
  expect(repliesTo('slow 2s then say done')).toEqual([
    [
      { kind: 'wait', ms: 2000 },
      { kind: 'say', text: 'done' },
    ],
  ]);
  expect(repliesTo('run npm test')).toEqual([
    [{ kind: 'run', command: 'npm test' }],
    [{ kind: 'say', text: stubAnswer('run npm test') }],
  ]);
  expect(repliesTo('Please\nrun npm test')).toEqual([
    [{ kind: 'say', text: stubAnswer('Please\nrun npm test') }],
  ]);
});

test('Messages: the prompt is kept byte-exact without the blocks that the client adds', async () => {
  const text = 'ends with \\\nand `ticks` 🎉 ;';
  const body = {
    stream: true,
    tools,
    metadata: { user_id: JSON.stringify({ session_id: '9d97e0c4-c2f9-4e12-8408-e874d2388f5f' }) },
    messages: [
      user([
        { type: 'text', text: '<system-reminder>x</system-reminder>' },
        { type: 'text', text },
      ]),
    ],
  };
  const reply = await post(anthropicStub(), '/v1/messages', body);
  expect(reply.text).toContain(stubAnswer(text));
  expect(reply.text).toMatch(/event: message_stop/);
  expect(stub?.prompts.received()).toMatchObject([
    { text, conversation: '9d97e0c4-c2f9-4e12-8408-e874d2388f5f' },
  ]);
});

test('Messages: marks around a folded paste are not part of the prompt', async () => {
  const marked = '\n\n<pasted_content id="69">\na\nb \n\n</pasted_content id="69">\n\n';
  await post(anthropicStub(), '/v1/messages', { stream: true, tools, messages: [user(marked)] });
  expect(stub?.prompts.received()).toMatchObject([{ text: 'a\nb \n' }]);
});

test('Messages: a request without tools is the client’s own and is not counted', async () => {
  await post(anthropicStub(), '/v1/messages', { messages: [user('make a title')], system: 'title' });
  expect(stub?.prompts.received()).toEqual([]);
});

test('Messages: `run` calls the tool and goes on after its result; `fail 500 1` recovers', async () => {
  const first = await post(anthropicStub(), '/v1/messages', {
    stream: true,
    tools,
    messages: [user('run ls')],
  });
  expect(first.text).toContain('"stop_reason":"tool_use"');
  const result = [
    user('run ls'),
    { role: 'assistant', content: [] },
    user([{ type: 'tool_result', content: 'a' }]),
  ];
  const second = await post(anthropicStub(), '/v1/messages', { stream: true, tools, messages: result });
  expect(second.text).toContain(stubAnswer('run ls'));
  const failing = { stream: true, tools, messages: [user('fail 500 1')] };
  expect((await post(anthropicStub(), '/v1/messages', failing)).status).toBe(500);
  expect((await post(anthropicStub(), '/v1/messages', failing)).status).toBe(200);
});

test('Responses: prompts, tool calls and answers in the events that Codex reads', async () => {
  const item = (text: string) => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
  const input = [item('<environment_context>x</environment_context>'), item('run ls')];
  const offered = [{ type: 'function', name: 'exec_command' }];
  const call = await post(openaiStub(), '/v1/responses', {
    stream: true,
    tools: offered,
    input,
    prompt_cache_key: 'k',
  });
  expect(call.text).toContain('"name":"exec_command"');
  expect(call.text).toContain('require_escalated');
  const answered = [...input, { type: 'function_call_output', output: 'a' }];
  const done = await post(openaiStub(), '/v1/responses', {
    stream: true,
    tools: offered,
    input: answered,
    prompt_cache_key: 'k',
  });
  expect(done.text).toContain(stubAnswer('run ls'));
  expect(stub?.prompts.received()).toMatchObject([{ conversation: 'k', text: 'run ls' }]);
});
