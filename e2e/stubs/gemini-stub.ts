import { setTimeout as wait } from 'node:timers/promises';
import {
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
import { directoryIn, type OfferedTool, toToolCall } from './tool-calls.ts';
import { userWords } from './user-words.ts';

interface Content {
  role?: string;
  parts?: { text?: string; functionResponse?: unknown }[];
}

interface Declaration {
  name: string;
  parameters?: { properties?: Record<string, unknown> };
  parametersJsonSchema?: { properties?: Record<string, unknown> };
}

type Part = { text: string } | { functionCall: { id: string; name: string; args: Record<string, unknown> } };

/** Gemini's API, as far as Gemini CLI uses it: generateContent, streamGenerateContent and countTokens. */
export function geminiStub(replies: Replies = repliesTo): StubProtocol {
  const failsWith = createFailures();
  return async (request, reply, prompts) => {
    const [, modelName, method] = /\/models\/([^:/]+):(\w+)$/.exec(request.path) ?? [];
    if (request.path.endsWith('/models')) return reply.json(200, { models: [{ name: 'models/stub' }] });
    if (method === 'countTokens') return reply.json(200, { totalTokens: 1200 });
    if (!modelName || (method !== 'generateContent' && method !== 'streamGenerateContent'))
      return refuse(reply, { kind: 'fail', status: 404, times: 1, message: 'no such path' });

    const contents = contentsOf(request);
    const texts = contents.flatMap(wordsOf);
    const last = texts.at(-1) ?? '';
    const target = { request, reply, model: modelName };
    if (isSideTask(request)) return play(target, [{ kind: 'say', text: sideAnswer(request) }]);

    // It names no conversation: two sessions at once must not count each other's prompts.
    prompts.see(`begun with ${texts[0] ?? ''}`, texts);
    const steps = replies(last)[repliesSince(contents)] ?? [{ kind: 'say', text: 'Done.' }];
    const failure = failsWith(`${texts.length}:${last}`, steps);
    if (failure !== null) return refuse(reply, failure);
    return play(target, steps);
  };
}

/** The body is a client's request: the fields that are read are checked by use. */
function contentsOf(request: StubRequest): Content[] {
  return (request.body.contents ?? []) as Content[];
}

function wordsOf({ role, parts = [] }: Content): string[] {
  if (role === 'model') return [];
  return userWords(parts.map(({ text }) => text ?? ''));
}

function repliesSince(contents: Content[]): number {
  const at = contents.findLastIndex((content) => wordsOf(content).length > 0);
  return contents.slice(at + 1).filter((content) => content.role === 'model').length;
}

function offeredTools(request: StubRequest): OfferedTool[] {
  const groups = (request.body.tools ?? []) as { functionDeclarations?: Declaration[] }[];
  return groups
    .flatMap((group) => group.functionDeclarations ?? [])
    .map(({ name, parameters, parametersJsonSchema }) => ({
      name,
      parameters: Object.keys((parametersJsonSchema ?? parameters)?.properties ?? {}),
    }));
}

/** Routing, titles, corrections and summaries: asked without tools or with a shape for the answer. */
function isSideTask(request: StubRequest): boolean {
  return offeredTools(request).length === 0 || schemaOf(request) !== null;
}

interface Schema {
  type?: string | string[];
  enum?: unknown[];
  minimum?: number;
  properties?: Record<string, Schema>;
}

function schemaOf(request: StubRequest): Schema | null {
  const { generationConfig = {} } = request.body as { generationConfig?: Record<string, unknown> };
  if (generationConfig.responseMimeType !== 'application/json') return null;
  return (generationConfig.responseJsonSchema ?? generationConfig.responseSchema ?? {}) as Schema;
}

function sideAnswer(request: StubRequest): string {
  const schema = schemaOf(request);
  return schema === null ? 'ok' : JSON.stringify(smallestOf(schema));
}

/** The smallest value that a schema allows, as far as clients ask for one. */
function smallestOf(schema: Schema): unknown {
  if (schema.enum) return schema.enum[0];
  const type = String([schema.type ?? 'object'].flat()[0]).toLowerCase();
  if (type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([key, value]) => [key, smallestOf(value)]),
    );
  if (type === 'array') return [];
  if (type === 'boolean') return false;
  return type === 'string' ? 'stub' : (schema.minimum ?? 0);
}

const statusNames: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

/** Errors in Google's form; 429 says when to come back, as the real server does. */
function refuse(reply: StubReply, { status, message, headers, body }: Failure): void {
  const retry = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1s' };
  const error = {
    code: status,
    message: message ?? `stub failure ${status}`,
    status: statusNames[status] ?? 'UNKNOWN',
    details: status === 429 ? [retry] : [],
  };
  reply.json(status, body ?? { error }, headers);
}

interface Target {
  request: StubRequest;
  reply: StubReply;
  model: string;
}

async function play({ request, reply, model }: Target, steps: StubStep[]): Promise<void> {
  const isStream = request.path.endsWith(':streamGenerateContent');
  // Without `alt=sse` the stream is one JSON array of the same pieces.
  const isEvents = request.query.get('alt') === 'sse';
  const pieces: unknown[] = [];
  const all: Part[] = [];
  const emit = (parts: Part[], end = {}) => {
    all.push(...parts);
    const candidate = { index: 0, content: { role: 'model', parts }, ...end };
    const piece = { candidates: [candidate], modelVersion: model, ...('finishReason' in end ? counted : {}) };
    if (isStream && isEvents) reply.data(piece);
    else pieces.push(piece);
  };
  for (const step of steps) {
    if (step.kind === 'wait') await wait(step.ms, undefined, { signal: request.signal });
    if (step.kind === 'hang') await hang(request.signal);
    if (step.kind === 'say' || step.kind === 'stream')
      await streamText(step, request.signal, (text) => emit([{ text }]));
    if (isCall(step)) {
      const { name, input } = toToolCall(step, offeredTools(request), directoryIn(request.body));
      emit([{ functionCall: { id: `call_${crypto.randomUUID()}`, name, args: input } }]);
    }
  }
  emit([{ text: '' }], { finishReason: 'STOP' });
  if (isStream && isEvents) return reply.end();
  if (isStream) return reply.json(200, pieces);
  const whole = { index: 0, content: { role: 'model', parts: all }, finishReason: 'STOP' };
  return reply.json(200, { candidates: [whole], modelVersion: model, ...counted });
}

const counted = {
  usageMetadata: { promptTokenCount: 1200, candidatesTokenCount: 20, totalTokenCount: 1220 },
};
