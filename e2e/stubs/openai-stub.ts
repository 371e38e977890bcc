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
import { directoryIn } from './tool-calls.ts';

interface Item {
  type?: string;
  role?: string;
  name?: string;
  content?: string | { type: string; text?: string }[];
  tools?: Tool[];
}

interface Tool {
  type: string;
  name?: string;
  tools?: Tool[];
}

/** Texts that Codex puts before the conversation on its own account. */
const clientText =
  /^\s*(<(environment_context|user_instructions|skills|apps|plugins|turn_aborted|recommended)|# AGENTS\.md)/;

/** The Responses API, streaming, as far as Codex uses it. */
export function openaiStub(replies: Replies = repliesTo): StubProtocol {
  const failsWith = createFailures();
  return async (request, reply, prompts) => {
    if (request.path.endsWith('/models')) return reply.json(200, { object: 'list', data: [], models: [] });
    if (!request.path.endsWith('/responses')) return reply.json(404, { error: { message: 'no such path' } });

    const input = inputOf(request);
    const texts = input.flatMap(userTexts);
    const last = texts.at(-1) ?? '';
    if (wantsSchema(request)) return play(request, reply, [{ kind: 'say', text: '{"title":"Stub topic"}' }]);

    prompts.see(conversationOf(request), texts);
    const steps = replies(last)[toolResultsSince(input)] ?? [{ kind: 'say', text: 'Done.' }];
    const failure = failsWith(`${texts.length}:${last}`, steps);
    if (failure !== null) return refuse(reply, failure);
    return play(request, reply, steps);
  };
}

function inputOf(request: StubRequest): Item[] {
  const { input } = request.body;
  // The body is a client's request: the fields that are read are checked by use.
  return typeof input === 'string' ? [{ role: 'user', content: input }] : ((input ?? []) as Item[]);
}

function userTexts(item: Item): string[] {
  if (item.role !== 'user') return [];
  const parts = typeof item.content === 'string' ? [{ text: item.content }] : (item.content ?? []);
  return parts.flatMap(({ text }) => (text && !clientText.test(text) ? [text] : []));
}

function toolResultsSince(input: Item[]): number {
  const at = input.findLastIndex((item) => userTexts(item).length > 0);
  return input.slice(at + 1).filter((item) => item.type?.endsWith('_output')).length;
}

function conversationOf(request: StubRequest): string {
  const id = request.headers.session_id ?? request.headers['session-id'] ?? request.body.prompt_cache_key;
  return String(id ?? 'one');
}

function wantsSchema(request: StubRequest): boolean {
  return JSON.stringify(request.body.text ?? {}).includes('json_schema');
}

function refuse(reply: StubReply, { status, message, headers, body }: Failure): void {
  const code = status === 401 ? 'invalid_api_key' : status === 429 ? 'rate_limit_exceeded' : null;
  const error = { message: message ?? `stub failure ${status}`, type: 'stub_error', param: null, code };
  reply.json(status, body ?? { error }, headers ?? (status === 429 ? { 'retry-after': '1' } : {}));
}

async function play(request: StubRequest, reply: StubReply, steps: StubStep[]): Promise<void> {
  const response = {
    id: `resp_${crypto.randomUUID()}`,
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    model: request.body.model,
    status: 'in_progress',
    output: [] as unknown[],
  };
  let sequence = 0;
  const emit = (name: string, data: Record<string, unknown>) =>
    reply.event(name, { sequence_number: sequence++, ...data });
  emit('response.created', { response });
  for (const step of steps) {
    if (step.kind === 'wait') await wait(step.ms, undefined, { signal: request.signal });
    const at = response.output.length;
    if (step.kind === 'hang') await hang(request.signal);
    if (step.kind === 'say' || step.kind === 'stream')
      response.output.push(await sendMessage(emit, at, step, request.signal));
    if (step.kind === 'run' || step.kind === 'edit' || step.kind === 'tool')
      response.output.push(sendCall(emit, at, step, request));
  }
  const usage = {
    input_tokens: 1200,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 20,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 1220,
  };
  emit('response.completed', { response: { ...response, status: 'completed', usage } });
  reply.end();
}

type Emit = (name: string, data: Record<string, unknown>) => void;

async function sendMessage(emit: Emit, index: number, step: Spoken, signal: AbortSignal) {
  const { text } = step;
  const id = `msg_${crypto.randomUUID()}`;
  const item = { id, type: 'message', role: 'assistant', status: 'in_progress', content: [] };
  const where = { item_id: id, output_index: index, content_index: 0 };
  const part = { type: 'output_text', text, annotations: [] };
  const done = { ...item, status: 'completed', content: [part] };
  emit('response.output_item.added', { output_index: index, item });
  emit('response.content_part.added', { ...where, part: { ...part, text: '' } });
  await streamText(step, signal, (delta) => emit('response.output_text.delta', { ...where, delta }));
  emit('response.output_text.done', { ...where, text });
  emit('response.content_part.done', { ...where, part });
  emit('response.output_item.done', { output_index: index, item: done });
  return done;
}

function sendCall(emit: Emit, index: number, step: StubStep, request: StubRequest) {
  const item = {
    id: `fc_${crypto.randomUUID()}`,
    call_id: `call_${crypto.randomUUID()}`,
    status: 'completed',
    ...callOf(step, request),
  };
  emit('response.output_item.added', { output_index: index, item });
  emit('response.output_item.done', { output_index: index, item });
  return item;
}

/** A `tool` step with one text `input` is a freeform call, as `apply_patch` wants it. */
function callOf(step: StubStep, request: StubRequest) {
  if (step.kind === 'tool') {
    const input = fillDirectory(step.input, directoryIn(request.body));
    const isText = typeof input.input === 'string';
    const offered = offeredTools(request);
    if (!offered.includes(step.name) && offered.includes('exec'))
      return scriptCall(step.name, isText ? input.input : input);
    if (isText) return { type: 'custom_tool_call', name: step.name, input: input.input };
    return { type: 'function_call', ...nameOf(step.name, request), arguments: JSON.stringify(input) };
  }
  const command =
    step.kind === 'run' ? step.command : `printf 'written\\n' > ${step.kind === 'edit' ? step.file : ''}`;
  return shellCall(command, offeredTools(request));
}

/** Tools of MCP servers stand in a group that a call names apart (0.169). */
function nameOf(name: string, request: StubRequest): { name: string; namespace?: string } {
  const tool = /^mcp__\w+?__(\w+)$/.exec(name)?.[1];
  const groups = toolsOf(request).filter(({ tools = [] }) => tools.some((one) => one.name === tool));
  const namespace = groups[0]?.name;
  return tool === undefined || namespace === undefined ? { name } : { name: tool, namespace };
}

/** Tools stand in the request, in groups, or in an `additional_tools` item of newer models. */
function toolsOf(request: StubRequest): Tool[] {
  const added = inputOf(request).flatMap((item) =>
    item.type === 'additional_tools' ? (item.tools ?? []) : [],
  );
  return [...((request.body.tools ?? []) as Tool[]), ...added];
}

function offeredTools(request: StubRequest): string[] {
  const flatten = (tools: Tool[]): string[] =>
    tools.flatMap((tool) => (tool.tools ? flatten(tool.tools) : [tool.name ?? tool.type]));
  return flatten(toolsOf(request));
}

/** Asks to leave the sandbox: that is what makes Codex ask the person. */
function shellCall(command: string, offered: string[]) {
  const leave = { sandbox_permissions: 'require_escalated', justification: `Do you want to run ${command}?` };
  if (offered.includes('exec_command')) {
    return {
      type: 'function_call',
      name: 'exec_command',
      arguments: JSON.stringify({ cmd: command, ...leave }),
    };
  }
  if (offered.includes('shell_command')) {
    return { type: 'function_call', name: 'shell_command', arguments: JSON.stringify({ command, ...leave }) };
  }
  return scriptCall('exec_command', { cmd: command, ...leave });
}

/** Newer models are offered one tool, in whose JavaScript all others are called. */
function scriptCall(name: string, input: unknown) {
  const script = `const r = await tools.${name}(${JSON.stringify(input)});\ntext(r?.output ?? r);\n`;
  return { type: 'custom_tool_call', name: 'exec', input: script };
}
