import { setTimeout as wait } from 'node:timers/promises';
import {
  type Call,
  createFailures,
  type Failure,
  hang,
  isCall,
  type Replies,
  repliesTo,
  type StubStep,
  streamText,
} from './script.ts';
import type { StubProtocol, StubReply, StubRequest } from './start-stub.ts';
import { directoryIn, type OfferedTool, type ToolCall, toToolCall } from './tool-calls.ts';
import { userWords } from './user-words.ts';

export interface ChatMessage {
  role: string;
  content?: string | { type?: string; text?: string }[] | null;
}

interface ChatTool {
  function?: { name: string; parameters?: { properties?: Record<string, unknown> } };
}

/** OpenAI's Chat Completions, streaming and plain, as far as opencode, Qwen Code and clients of Ollama use it. */
export function chatStub(replies: Replies = repliesTo): StubProtocol {
  const failsWith = createFailures();
  return async (request, reply, prompts) => {
    if (request.path.endsWith('/models')) return reply.json(200, { object: 'list', data: [model] });
    if (!request.path.endsWith('/chat/completions'))
      return reply.json(404, { error: { message: 'no such path' } });

    const messages = messagesOf(request.body);
    const texts = messages.flatMap(wordsOf);
    const last = texts.at(-1) ?? '';
    if (isSideTask(request.body, last))
      return play(request, reply, [{ kind: 'say', text: sideAnswer(request) }]);

    prompts.see(conversationOf(request, texts), texts);
    const steps = replies(last)[repliesSince(messages)] ?? [{ kind: 'say', text: 'Done.' }];
    const failure = failsWith(`${texts.length}:${last}`, steps);
    if (failure !== null) return refuse(reply, failure);
    return play(request, reply, steps);
  };
}

const model = { id: 'stub', object: 'model', created: 0, owned_by: 'stub' };

/** The body is a client's request: the fields that are read are checked by use. */
export function messagesOf(body: Record<string, unknown>): ChatMessage[] {
  return (body.messages ?? []) as ChatMessage[];
}

/** Texts of a message that a person sent. */
export function wordsOf({ role, content }: ChatMessage): string[] {
  if (role !== 'user') return [];
  return userWords(typeof content === 'string' ? [content] : (content ?? []).map(({ text }) => text ?? ''));
}

/** Assistant messages after the newest prompt: which reply of its script is due. */
export function repliesSince(messages: ChatMessage[]): number {
  const at = messages.findLastIndex((message) => wordsOf(message).length > 0);
  return messages.slice(at + 1).filter((message) => message.role === 'assistant').length;
}

export function offeredTools(body: Record<string, unknown>): OfferedTool[] {
  return ((body.tools ?? []) as ChatTool[]).flatMap(({ function: tool }) =>
    tool ? [{ name: tool.name, parameters: Object.keys(tool.parameters?.properties ?? {}) }] : [],
  );
}

/** Requests that reuse the conversation and its tools but are not the user's: Qwen's memories and suggestions. */
const sideTask = /^Managed memory has |^\[SUGGESTION MODE/;

/** Titles, summaries and guesses of what comes next: asked without tools, or with a shape for the answer. */
function isSideTask(body: Record<string, unknown>, last: string): boolean {
  if (sideTask.test(last)) return true;
  return offeredTools(body).length === 0 || JSON.stringify(body.response_format ?? {}).includes('json');
}

function sideAnswer(request: StubRequest): string {
  return JSON.stringify(request.body.response_format ?? {}).includes('json') ? '{}' : 'Stub topic';
}

/** A client that names none is known by its first words: two at once must not count each other's prompts. */
function conversationOf(request: StubRequest, [first = '']: string[]): string {
  return String(request.headers['x-session-id'] ?? request.headers['session-id'] ?? `begun with ${first}`);
}

function refuse(reply: StubReply, { status, message, headers, body }: Failure): void {
  const code = status === 401 ? 'invalid_api_key' : status === 429 ? 'rate_limit_exceeded' : null;
  const error = { message: message ?? `stub failure ${status}`, type: 'stub_error', param: null, code };
  reply.json(status, body ?? { error }, headers ?? (status === 429 ? { 'retry-after': '1' } : {}));
}

const usage = { prompt_tokens: 1200, completion_tokens: 20, total_tokens: 1220 };

async function play(request: StubRequest, reply: StubReply, steps: StubStep[]): Promise<void> {
  const head = { id: `chatcmpl_${crypto.randomUUID()}`, created: 0, model: request.body.model ?? 'stub' };
  if (request.body.stream !== true) return reply.json(200, wholeReply(head, request, steps));
  const emit = (delta: object, finish: string | null = null) =>
    reply.data({
      ...head,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
  emit({ role: 'assistant', content: '' });
  let calls = 0;
  for (const step of steps) {
    if (step.kind === 'wait') await wait(step.ms, undefined, { signal: request.signal });
    if (step.kind === 'hang') await hang(request.signal);
    if (step.kind === 'say' || step.kind === 'stream')
      await streamText(step, request.signal, (content) => emit({ content }));
    if (isCall(step)) emit({ tool_calls: [{ index: calls++, ...callOf(step, request) }] });
  }
  emit({}, calls > 0 ? 'tool_calls' : 'stop');
  reply.data({ ...head, object: 'chat.completion.chunk', choices: [], usage });
  reply.data('[DONE]');
  reply.end();
}

function wholeReply(head: object, request: StubRequest, steps: StubStep[]) {
  const calls = steps.filter(isCall).map((step) => callOf(step, request));
  const message = {
    role: 'assistant',
    content: spokenText(steps),
    ...(calls[0] ? { tool_calls: calls } : {}),
  };
  const choice = { index: 0, message, finish_reason: calls[0] ? 'tool_calls' : 'stop' };
  return { ...head, object: 'chat.completion', choices: [choice], usage };
}

/** Everything that the steps say, for replies in one piece. */
export function spokenText(steps: StubStep[]): string {
  return steps
    .flatMap((step) => (step.kind === 'say' || step.kind === 'stream' ? [step.text] : []))
    .join('\n');
}

/** The call of a step with the tools that this request offers. */
export function calledTool(step: Call, request: StubRequest): ToolCall {
  return toToolCall(step, offeredTools(request.body), directoryIn(request.body));
}

function callOf(step: Call, request: StubRequest) {
  const { name, input } = calledTool(step, request);
  return {
    id: `call_${crypto.randomUUID()}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  };
}
