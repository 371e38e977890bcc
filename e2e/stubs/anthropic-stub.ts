import { setTimeout as wait } from 'node:timers/promises';
import {
  createFailures,
  type Failure,
  fillDirectory,
  hang,
  type Replies,
  repliesTo,
  type Spoken,
  type StubStep,
  streamText,
} from './script.ts';
import type { StubProtocol, StubReply, StubRequest } from './start-stub.ts';

interface Block {
  type: string;
  text?: string;
}

interface Message {
  role: string;
  content: string | Block[];
}

/** Text blocks that the client writes into the user's message on its own account. */
const clientText =
  /^\s*(\[Request interrupted by user|<(system-reminder|command-|local-command|bash-|task-notification))/;
/** Newer versions (2.1.329) tell the model where a folded paste begins and ends. */
const pastedContent = /\n*<pasted_content id="[^"]*">\n([\s\S]*?)\n<\/pasted_content[^>]*>\n*/g;
/** Requests that reuse the conversation and its tools but are not the user's. */
const sideTask =
  /^\[SUGGESTION MODE|^Your task is to create a detailed summary|^CRITICAL: Respond with TEXT ONLY/;

/** The Messages API, streaming and plain, as far as Claude Code uses it. */
export function anthropicStub(replies: Replies = repliesTo): StubProtocol {
  const failsWith = createFailures();
  return async (request, reply, prompts) => {
    if (request.path === '/v1/messages/count_tokens') return reply.json(200, { input_tokens: 1200 });
    if (request.path === '/v1/models') return reply.json(200, { data: [], has_more: false });
    if (request.path !== '/v1/messages') return reply.json(request.method === 'HEAD' ? 200 : 404, {});

    // The body is a client's request: the fields that are read are checked by use.
    const messages = (request.body.messages ?? []) as Message[];
    const texts = messages.filter((message) => message.role === 'user').flatMap(userTexts);
    const last = texts.at(-1) ?? '';
    const offersTools = Array.isArray(request.body.tools) && request.body.tools.length > 0;
    if (!offersTools || sideTask.test(last))
      return play(request, reply, [{ kind: 'say', text: sideAnswer(request) }]);

    prompts.see(conversationOf(request), texts);
    const steps = replies(last)[repliesSince(messages)] ?? [{ kind: 'say', text: 'Done.' }];
    const failure = failsWith(`${texts.length}:${last}`, steps);
    if (failure !== null) return refuse(reply, failure);
    return play(request, reply, steps);
  };
}

/** Texts of a user message that a person sent. */
function userTexts(message: Message): string[] {
  const blocks: Block[] =
    typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
  return blocks.flatMap(({ type, text }) =>
    type === 'text' && text && !clientText.test(text) ? [text.replace(pastedContent, '$1')] : [],
  );
}

/** Assistant messages after the newest prompt: which reply of its script is due. */
function repliesSince(messages: Message[]): number {
  const at = messages.findLastIndex((message) => message.role === 'user' && userTexts(message).length > 0);
  return messages.slice(at + 1).filter((message) => message.role === 'assistant').length;
}

/** The client names its session in `metadata.user_id`: JSON in newer versions, `…_session_<uuid>` in older ones. */
function conversationOf(request: StubRequest): string {
  const metadata = JSON.stringify(request.body.metadata ?? {});
  return /session_(?:id)?[\\":]*([0-9a-f-]{36})/.exec(metadata)?.[1] ?? 'one';
}

/** Topics and titles are wanted as JSON; anything else takes a word. */
function sideAnswer(request: StubRequest): string {
  const asked = JSON.stringify([request.body.system, request.body.output_config]);
  return /title|json/i.test(asked) ? '{"title":"Stub topic","isNewTopic":false}' : 'ok';
}

const errorTypes: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  429: 'rate_limit_error',
  500: 'api_error',
  529: 'overloaded_error',
};

function refuse(reply: StubReply, { status, message, headers, body }: Failure): void {
  const error = { type: errorTypes[status] ?? 'api_error', message: message ?? `stub failure ${status}` };
  reply.json(
    status,
    body ?? { type: 'error', error },
    headers ?? (status === 429 ? { 'retry-after': '1' } : {}),
  );
}

/** Streams the steps as one assistant message. */
async function play(request: StubRequest, reply: StubReply, steps: StubStep[]): Promise<void> {
  const message = newMessage(request, steps.find((step) => step.kind === 'context')?.tokens);
  if (request.body.stream !== true) {
    const text = steps.flatMap((step) => (step.kind === 'say' ? [step.text] : [])).join('\n');
    return reply.json(200, { ...message, content: [{ type: 'text', text }], stop_reason: 'end_turn' });
  }
  reply.event('message_start', { message });
  let stopReason = 'end_turn';
  let index = 0;
  for (const step of steps) {
    if (step.kind === 'wait') await wait(step.ms, undefined, { signal: request.signal });
    if (step.kind === 'hang') await hang(request.signal);
    if (step.kind === 'say' || step.kind === 'stream') await sendText(request, reply, index++, step);
    if (step.kind === 'run' || step.kind === 'edit' || step.kind === 'tool') {
      sendTool(reply, index++, step, request);
      stopReason = 'tool_use';
    }
  }
  const usage = { output_tokens: 20 };
  reply.event('message_delta', { delta: { stop_reason: stopReason, stop_sequence: null }, usage });
  reply.event('message_stop', {});
  reply.end();
}

function newMessage(request: StubRequest, contextTokens = 1200) {
  return {
    id: `msg_${crypto.randomUUID()}`,
    type: 'message',
    role: 'assistant',
    model: request.body.model ?? 'stub',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: contextTokens, output_tokens: 1 },
  };
}

async function sendText(request: StubRequest, reply: StubReply, index: number, step: Spoken): Promise<void> {
  reply.event('content_block_start', { index, content_block: { type: 'text', text: '' } });
  await streamText(step, request.signal, (text) =>
    reply.event('content_block_delta', { index, delta: { type: 'text_delta', text } }),
  );
  reply.event('content_block_stop', { index });
}

function sendTool(reply: StubReply, index: number, step: StubStep, request: StubRequest): void {
  const tool = toolOf(step, request);
  const block = { type: 'tool_use', id: `toolu_${crypto.randomUUID()}`, name: tool.name, input: {} };
  reply.event('content_block_start', { index, content_block: block });
  const delta = { type: 'input_json_delta', partial_json: JSON.stringify(tool.input) };
  reply.event('content_block_delta', { index, delta });
  reply.event('content_block_stop', { index });
}

function toolOf(step: StubStep, request: StubRequest): { name: string; input: Record<string, unknown> } {
  if (step.kind === 'run') return { name: 'Bash', input: { command: step.command, description: 'Run it' } };
  if (step.kind === 'tool') {
    const input = fillDirectory(step.input, directoryOf(request));
    return { name: step.name, input: fillPlanFile(input, request) };
  }
  const file = step.kind === 'edit' ? step.file : '';
  const path = file.startsWith('/') ? file : `${directoryOf(request)}/${file}`;
  return { name: 'Write', input: { file_path: path, content: 'written by the stub model\n' } };
}

/** Newer versions name a file for the plan; `$PLAN` stands for it. */
function fillPlanFile(input: Record<string, unknown>, request: StubRequest): Record<string, unknown> {
  if (input.file_path !== '$PLAN') return input;
  const told = JSON.stringify([request.body.system, request.body.messages]);
  return { ...input, file_path: /(\/[^\s"'\\`]*\/plans\/[\w.-]+\.md)/.exec(told)?.[1] ?? '/tmp/plan.md' };
}

/** The client tells its working directory in its system prompt; tools take absolute paths. */
function directoryOf(request: StubRequest): string {
  const told = /[Ww]orking directory: ([^\\"\n]+)/.exec(
    JSON.stringify([request.body.system, request.body.messages]),
  );
  return told?.[1] ?? '.';
}
