import { setTimeout as wait } from 'node:timers/promises';
import {
  calledTool,
  chatStub,
  messagesOf,
  offeredTools,
  repliesSince,
  spokenText,
  wordsOf,
} from './chat-stub.ts';
import {
  createFailures,
  hang,
  isCall,
  type Replies,
  repliesTo,
  type StubStep,
  streamText,
} from './script.ts';
import type { StubProtocol, StubReply, StubRequest } from './start-stub.ts';

const models = ['stub:latest', 'stub:small'];

/**
 * Ollama's own API (`/api/chat`, `/api/generate`, `/api/tags`, `/api/show`, `/api/ps`, `/api/version`), streaming JSON
 * lines unless told otherwise, and its OpenAI door `/v1/…`. Shapes: docs/api.md of Ollama.
 */
export function ollamaStub(replies: Replies = repliesTo): StubProtocol {
  const failsWith = createFailures();
  const openAi = chatStub(replies);
  return async (request, reply, prompts) => {
    if (request.path.startsWith('/v1/')) return openAi(request, reply, prompts);
    const fixed = fixedAnswer(request);
    if (fixed !== null) return reply.json(fixed.status, fixed.value);
    if (request.path !== '/api/chat' && request.path !== '/api/generate')
      return reply.json(404, { error: `no such path: ${request.path}` });

    const messages = conversationIn(request);
    const texts = messages.flatMap(wordsOf);
    const last = texts.at(-1) ?? '';
    // Each call of /api/generate is a conversation of its own.
    prompts.see(request.path === '/api/chat' ? 'chat' : crypto.randomUUID(), texts);
    const steps = replies(last)[repliesSince(messages)] ?? [{ kind: 'say', text: 'Done.' }];
    const failure = failsWith(`${texts.length}:${last}`, steps);
    if (failure !== null) {
      const { status, message, headers, body } = failure;
      return reply.json(status, body ?? { error: message ?? `stub failure ${status}` }, headers);
    }
    return play(request, reply, steps);
  };
}

function conversationIn({ path, body }: StubRequest) {
  return path === '/api/chat' ? messagesOf(body) : [{ role: 'user', content: String(body.prompt ?? '') }];
}

function fixedAnswer(request: StubRequest): { status: number; value: unknown } | null {
  switch (request.path) {
    case '/':
      return { status: 200, value: 'Ollama is running' };
    case '/api/version':
      return { status: 200, value: { version: '0.30.0' } };
    case '/api/tags':
      return { status: 200, value: { models: models.map(describe) } };
    case '/api/ps':
      return { status: 200, value: { models: [] } };
    case '/api/show':
      return show(String(request.body.model ?? request.body.name ?? ''));
    default:
      return null;
  }
}

function show(name: string) {
  if (!models.includes(name)) return { status: 404, value: { error: `model '${name}' not found` } };
  const value = {
    ...describe(name),
    capabilities: ['completion', 'tools'],
    model_info: { 'general.architecture': 'stub', 'stub.context_length': 131_072 },
    template: '{{ .Prompt }}',
  };
  return { status: 200, value };
}

function describe(name: string) {
  const details = {
    format: 'gguf',
    family: 'stub',
    families: ['stub'],
    parameter_size: '1B',
    quantization_level: 'Q4_0',
  };
  const modified = '2026-01-01T00:00:00Z';
  return { name, model: name, modified_at: modified, size: 1_000_000, digest: 'stub'.repeat(16), details };
}

/** Counters of the last line; durations in nanoseconds. */
const counters = {
  done: true,
  done_reason: 'stop',
  total_duration: 1_000_000,
  load_duration: 1000,
  prompt_eval_count: 1200,
  prompt_eval_duration: 1000,
  eval_count: 20,
  eval_duration: 1000,
};

async function play(request: StubRequest, reply: StubReply, steps: StubStep[]): Promise<void> {
  const head = { model: request.body.model, created_at: '2026-01-01T00:00:00Z' };
  const isChat = request.path === '/api/chat';
  const saying = (content: string, extra = {}) =>
    isChat ? { message: { role: 'assistant', content, ...extra } } : { response: content };
  const calls = (step: StubStep) => {
    if (!isCall(step) || offeredTools(request.body).length === 0) return [];
    const { name, input } = calledTool(step, request);
    return [{ function: { name, arguments: input } }];
  };
  if (request.body.stream === false) {
    const asked = steps.flatMap(calls);
    const whole = saying(spokenText(steps), asked[0] ? { tool_calls: asked } : {});
    return reply.json(200, { ...head, ...whole, ...counters });
  }
  for (const step of steps) {
    if (step.kind === 'wait') await wait(step.ms, undefined, { signal: request.signal });
    if (step.kind === 'hang') await hang(request.signal);
    if (step.kind === 'say' || step.kind === 'stream')
      await streamText(step, request.signal, (text) => reply.line({ ...head, ...saying(text), done: false }));
    const asked = calls(step);
    if (asked[0]) reply.line({ ...head, ...saying('', { tool_calls: asked }), done: false });
  }
  reply.line({ ...head, ...saying(''), ...counters });
  reply.end();
}
