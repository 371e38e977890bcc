import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createOllama } from './ollama.ts';
import { LlmError } from './provider.ts';

type Answer = (request: IncomingMessage, body: string, response: ServerResponse) => void;
const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

/** A stand-in that speaks Ollama's HTTP API as documented. */
async function standIn(answer: Answer): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    answer(request, body, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push(() => new Promise((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const line = (content: string, done = false) =>
  `${JSON.stringify({ model: 'm', created_at: '2026-01-01T00:00:00Z', message: { role: 'assistant', content }, done })}\n`;
const tags = JSON.stringify({
  models: [
    { name: 'llama3.2:latest', size: 1 },
    { name: 'qwen3:4b', size: 2 },
  ],
});

async function collect(stream: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of stream) text += piece;
  return text;
}
const hello = { messages: [{ role: 'user' as const, content: 'Grüß dich' }] };

describe('ollama provider', () => {
  it('streams an answer, with characters and lines split anywhere', async () => {
    let seen: unknown;
    const endpoint = await standIn((_request, body, response) => {
      seen = JSON.parse(body);
      const bytes = Buffer.from(line('Grü') + line('ße 🙂') + line('', true));
      for (let at = 0; at < bytes.length; at += 7) response.write(bytes.subarray(at, at + 7));
      response.end();
    });
    expect(
      await collect(createOllama({ endpoint: `${endpoint}/` }).chat({ ...hello, model: 'qwen3:4b' })),
    ).toBe('Grüße 🙂');
    expect(seen).toEqual({ model: 'qwen3:4b', messages: hello.messages, stream: true });
  });

  it('uses the first installed model when none is named', async () => {
    let model = '';
    const endpoint = await standIn((request, body, response) => {
      if (request.url === '/api/tags') return response.end(tags);
      model = JSON.parse(body).model;
      response.end(line('ok', true));
    });
    expect(await collect(createOllama({ endpoint }).chat(hello))).toBe('ok');
    expect(model).toBe('llama3.2:latest');
    expect(await createOllama({ endpoint }).status()).toMatchObject({
      available: true,
      models: ['llama3.2:latest', 'qwen3:4b'],
    });
  });

  it('says how to get a model when there is none', async () => {
    const endpoint = await standIn((_request, _body, response) => response.end('{"models":[]}'));
    await expect(collect(createOllama({ endpoint }).chat(hello))).rejects.toThrow('ollama pull');
    expect((await createOllama({ endpoint }).status()).available).toBe(false);
  });

  it.each([
    [404, '{"error":"model \\"x\\" not found"}', 'no_model', 'model "x" not found'],
    [500, '{"error":"out of memory"}', 'failed', 'out of memory'],
    [502, '<html>bad gateway</html>', 'failed', '502'],
  ])('reports status %i', async (status, body, code, words) => {
    const endpoint = await standIn((_request, _body, response) => response.writeHead(status).end(body));
    const error = await collect(createOllama({ endpoint }).chat({ ...hello, model: 'x' })).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(LlmError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it.each([
    ['an error in the stream', `${line('par')}{"error":"model crashed"}\n`, 'model crashed'],
    ['a stream cut short', line('par'), 'ended its answer early'],
    ['a line that is not JSON', `${line('par')}oops\n`, 'not understood'],
  ])('reports %s', async (_name, body, words) => {
    const endpoint = await standIn((_request, _body, response) => response.end(body));
    await expect(collect(createOllama({ endpoint }).chat({ ...hello, model: 'x' }))).rejects.toThrow(words);
  });

  it('says that nobody answers', async () => {
    const endpoint = await standIn(() => undefined);
    await running.pop()?.();
    await expect(collect(createOllama({ endpoint }).chat(hello))).rejects.toThrow('OLLAMA_ENDPOINT');
    expect(await createOllama({ endpoint }).status()).toMatchObject({ available: false, models: [] });
  });

  it('stops when it is aborted', async () => {
    const endpoint = await standIn((_request, _body, response) => response.write(line('one ')));
    const stop = new AbortController();
    const read = async () => {
      for await (const _piece of createOllama({ endpoint }).chat({
        ...hello,
        model: 'x',
        signal: stop.signal,
      }))
        stop.abort();
    };
    await expect(read()).rejects.toThrow('aborted');
  });
});
