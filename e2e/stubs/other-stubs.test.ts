import { createOllama } from '@architect/llm/ollama';
import { afterEach, expect, test } from 'vitest';
import { chatStub } from './chat-stub.ts';
import { geminiStub } from './gemini-stub.ts';
import { ollamaStub } from './ollama-stub.ts';
import { stubAnswer } from './script.ts';
import { type Stub, type StubProtocol, startStub } from './start-stub.ts';

let stub: Stub | null = null;
afterEach(async () => {
  await stub?.close();
  stub = null;
});

async function post(protocol: StubProtocol, path: string, body: object) {
  stub ??= await startStub(protocol);
  const response = await fetch(stub.url + path, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

async function get(protocol: StubProtocol, path: string) {
  stub ??= await startStub(protocol);
  return (await fetch(stub.url + path)).json();
}

/** The JSON behind every `data:` of a stream. */
const events = (text: string) =>
  text.split(/\r?\n\r?\n/).flatMap((part) => {
    const data = /^data: (\{.*\})$/.exec(part)?.[1];
    return data ? [JSON.parse(data)] : [];
  });
const nasty = ' ends with \\\nand `ticks` 🎉\t; ';

const user = (content: unknown) => ({ role: 'user', content });
const chatTool = (name: string, ...parameters: string[]) => ({
  type: 'function',
  function: {
    name,
    parameters: { type: 'object', properties: Object.fromEntries(parameters.map((key) => [key, {}])) },
  },
});
const bash = chatTool('bash', 'command', 'timeout');

test('Chat: the prompt is kept byte-exact and answered in chunks that end with [DONE]', async () => {
  const body = { stream: true, tools: [bash], messages: [{ role: 'system', content: 's' }, user(nasty)] };
  const reply = await post(chatStub(), '/v1/chat/completions', body);
  const said = events(reply.text).map((event) => event.choices[0]?.delta.content ?? '');
  expect(said.join('')).toBe(stubAnswer(nasty));
  expect(reply.text.trimEnd().endsWith('data: [DONE]')).toBe(true);
  expect(stub?.prompts.received()).toMatchObject([{ text: nasty }]);
});

test('Chat: what clients add to a message is not part of the prompt', async () => {
  const parts = [
    '<system-reminder>x</system-reminder>',
    'look at @a',
    '\n--- Content from referenced files ---',
    'A',
  ];
  const messages = [user(parts.map((text) => ({ type: 'text', text })))];
  await post(chatStub(), '/v1/chat/completions', { tools: [bash], messages });
  expect(stub?.prompts.received().map(({ text }) => text)).toEqual(['look at @a']);
});

test('Chat: `run` calls the shell on offer with the parameters it declares, and goes on after its result', async () => {
  const messages = [user('run ls')];
  const first = await post(chatStub(), '/v1/chat/completions', { stream: true, tools: [bash], messages });
  const call = events(first.text).flatMap((event) => event.choices[0]?.delta.tool_calls ?? [])[0];
  expect(call.function).toEqual({ name: 'bash', arguments: '{"command":"ls"}' });
  expect(first.text).toContain('"finish_reason":"tool_calls"');
  const after = [...messages, { role: 'assistant', tool_calls: [call] }, { role: 'tool', content: 'a' }];
  const second = await post(chatStub(), '/v1/chat/completions', { tools: [bash], messages: after });
  expect(JSON.parse(second.text).choices[0].message.content).toBe(stubAnswer('run ls'));
  expect(stub?.prompts.timesReceived('run ls')).toBe(1);
});

test('Chat: any tool by name, with the working directory filled in', async () => {
  const messages = [
    { role: 'system', content: 'Working directory: /w\n' },
    user('tool write {"filePath":"$CWD/a"} then say ok'),
  ];
  const reply = await post(chatStub(), '/v1/chat/completions', { tools: [bash], messages });
  expect(JSON.parse(reply.text).choices[0].message.tool_calls[0].function).toEqual({
    name: 'write',
    arguments: '{"filePath":"/w/a"}',
  });
});

test.each([401, 429, 500])('Chat: fails with %i as often as told', async (status) => {
  const body = { stream: true, tools: [bash], messages: [user(`fail ${status} 1`)] };
  const refused = await post(chatStub(), '/v1/chat/completions', body);
  expect([refused.status, JSON.parse(refused.text).error.message]).toEqual([
    status,
    `stub failure ${status}`,
  ]);
  expect((await post(chatStub(), '/v1/chat/completions', body)).status).toBe(200);
});

test('Chat: requests of the client’s own are answered and not counted; models are listed', async () => {
  const title = await post(chatStub(), '/v1/chat/completions', { messages: [user('make a title')] });
  expect(JSON.parse(title.text).choices[0].message.content).toBe('Stub topic');
  expect(stub?.prompts.received()).toEqual([]);
  expect(await get(chatStub(), '/v1/models')).toMatchObject({ data: [{ id: 'stub' }] });
});

const said = (text: string) => ({ role: 'user', parts: [{ text }] });
const functions = [
  {
    functionDeclarations: [
      { name: 'run_shell_command', parametersJsonSchema: { properties: { command: {} } } },
    ],
  },
];
const model = '/v1beta/models/gemini-x';

test('Gemini: the prompt is kept byte-exact and answered in a stream that ends with STOP', async () => {
  const body = { tools: functions, contents: [said('<session_context>x'), said(nasty)] };
  const reply = await post(geminiStub(), `${model}:streamGenerateContent?alt=sse`, body);
  expect(reply.type).toBe('text/event-stream');
  const pieces = events(reply.text).map((event) => event.candidates[0]);
  expect(pieces.map((piece) => piece.content.parts[0].text).join('')).toBe(stubAnswer(nasty));
  expect(pieces.at(-1).finishReason).toBe('STOP');
  expect(stub?.prompts.received().map(({ text }) => text)).toEqual([nasty]);
});

test('Gemini: without alt=sse a stream is a JSON array, and generateContent is one value', async () => {
  const body = { tools: functions, contents: [said('say hi')] };
  const array = JSON.parse((await post(geminiStub(), `${model}:streamGenerateContent`, body)).text);
  expect(array[0].candidates[0].content.parts).toEqual([{ text: 'hi' }]);
  const whole = JSON.parse((await post(geminiStub(), `${model}:generateContent`, body)).text);
  expect(whole.candidates[0]).toMatchObject({
    finishReason: 'STOP',
    content: { parts: [{ text: 'hi' }, {}] },
  });
});

test('Gemini: `run` is a function call, and the turn goes on after its response', async () => {
  const contents = [said('run ls')];
  const url = `${model}:streamGenerateContent?alt=sse`;
  const call = await post(geminiStub(), url, { tools: functions, contents });
  const part = events(call.text)[0].candidates[0].content.parts[0];
  expect(part.functionCall).toMatchObject({ name: 'run_shell_command', args: { command: 'ls' } });
  const result = { role: 'user', parts: [{ functionResponse: { name: 'run_shell_command', response: {} } }] };
  const after = [...contents, { role: 'model', parts: [part] }, result];
  const done = await post(geminiStub(), url, { tools: functions, contents: after });
  expect(done.text).toContain(stubAnswer('run ls'));
  expect(stub?.prompts.received()).toHaveLength(1);
});

test.each([
  [401, 'UNAUTHENTICATED'],
  [429, 'RESOURCE_EXHAUSTED'],
  [500, 'INTERNAL'],
])('Gemini: fails with %i in Google’s form', async (status, name) => {
  const body = { tools: functions, contents: [said(`fail ${status}`)] };
  const reply = await post(geminiStub(), `${model}:streamGenerateContent?alt=sse`, body);
  expect(reply.status).toBe(status);
  expect(JSON.parse(reply.text).error).toMatchObject({ code: status, status: name });
});

test('Gemini: tokens are counted; side tasks get the smallest value of their shape and are not counted', async () => {
  const counted = await post(geminiStub(), `${model}:countTokens`, { contents: [said('a')] });
  expect(JSON.parse(counted.text).totalTokens).toBeGreaterThan(0);
  const responseJsonSchema = {
    type: 'object',
    properties: { choice: { type: 'string', enum: ['flash'] }, score: { type: 'integer', minimum: 1 } },
  };
  const generationConfig = { responseMimeType: 'application/json', responseJsonSchema };
  const reply = await post(geminiStub(), `${model}:generateContent`, {
    contents: [said('route')],
    generationConfig,
  });
  const text = JSON.parse(reply.text).candidates[0].content.parts[0].text;
  expect(JSON.parse(text)).toEqual({ choice: 'flash', score: 1 });
  expect(stub?.prompts.received()).toEqual([]);
});

const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('Ollama: chat streams JSON lines, the last one done, the prompt byte-exact', async () => {
  const reply = await post(ollamaStub(), '/api/chat', { model: 'stub', messages: [user(nasty)] });
  expect(reply.type).toBe('application/x-ndjson');
  const read = lines(reply.text);
  expect(read.map((line) => line.message.content).join('')).toBe(stubAnswer(nasty));
  expect(read.map((line) => line.done)).toEqual([false, true]);
  expect(stub?.prompts.received()).toMatchObject([{ text: nasty }]);
});

test('Ollama: generate, plain replies and tool calls', async () => {
  const generated = await post(ollamaStub(), '/api/generate', {
    model: 'stub',
    prompt: 'say hi',
    stream: false,
  });
  expect(JSON.parse(generated.text)).toMatchObject({ response: 'hi', done: true });
  const body = { model: 'stub', tools: [bash], messages: [user('run ls')] };
  const called = lines((await post(ollamaStub(), '/api/chat', body)).text);
  expect(called[0].message.tool_calls).toEqual([
    { function: { name: 'bash', arguments: { command: 'ls' } } },
  ]);
});

test('Ollama: a call of a tool in one piece', async () => {
  const body = { model: 'stub', stream: false, tools: [bash], messages: [user('run ls')] };
  const { message } = JSON.parse((await post(ollamaStub(), '/api/chat', body)).text);
  expect(message.tool_calls).toEqual([{ function: { name: 'bash', arguments: { command: 'ls' } } }]);
});

test('Ollama: the product’s own client lists its models and streams its answer', async () => {
  stub = await startStub(ollamaStub());
  const ollama = createOllama({ endpoint: stub.url });
  expect(await ollama.status()).toMatchObject({ available: true, models: ['stub:latest', 'stub:small'] });
  let answer = '';
  for await (const piece of ollama.chat({ messages: [{ role: 'user', content: nasty }] })) answer += piece;
  expect(answer).toBe(stubAnswer(nasty));
  expect(stub.prompts.received().map(({ text }) => text)).toEqual([nasty]);
});

test('Ollama: models are listed and shown; errors are in its form', async () => {
  expect(await get(ollamaStub(), '/api/tags')).toMatchObject({ models: [{ name: 'stub:latest' }, {}] });
  const shown = await post(ollamaStub(), '/api/show', { model: 'stub:latest' });
  expect(JSON.parse(shown.text).capabilities).toContain('tools');
  expect((await post(ollamaStub(), '/api/show', { model: 'none' })).status).toBe(404);
  const refused = await post(ollamaStub(), '/api/chat', { messages: [user('fail 500')] });
  expect([refused.status, JSON.parse(refused.text)]).toEqual([500, { error: 'stub failure 500' }]);
});

test('Ollama: its OpenAI door is the same model', async () => {
  const reply = await post(ollamaStub(), '/v1/chat/completions', {
    tools: [bash],
    messages: [user('say hi')],
  });
  expect(JSON.parse(reply.text).choices[0].message.content).toBe('hi');
});

test('a hanging model ends when the client hangs up', async () => {
  stub = await startStub(geminiStub(() => [[{ kind: 'hang' }]]));
  const hangUp = new AbortController();
  const asked = fetch(`${stub.url}${model}:streamGenerateContent?alt=sse`, {
    method: 'POST',
    body: JSON.stringify({ tools: functions, contents: [said('wait')] }),
    signal: hangUp.signal,
  });
  await expect.poll(() => stub?.prompts.received().length).toBe(1);
  hangUp.abort();
  await expect(asked).rejects.toThrow();
  await expect.poll(() => stub?.requests.some((line) => line.startsWith('failed:'))).toBe(true);
});
