import type { Usage } from '@architect/contracts/usage';
import { z } from 'zod';
import { parseResetTime } from '../agents/reset-time.ts';
import { denyKey } from './ask-dialog.ts';
import { codexApproval, codexDecision, elicitation } from './codex-approval.ts';
import { type RpcMessage, rpcMessage, rpcProblem } from './json-rpc.ts';
import type { Answer, ConversationSpec, Protocol, ProtocolHost, TurnResult } from './protocol.ts';

const opened = z.looseObject({
  thread: z.looseObject({ id: z.string(), path: z.string().nullish() }),
  model: z.string().optional(),
});
const turnStarted = z.looseObject({ turn: z.looseObject({ id: z.string() }) });
const problem = z.looseObject({ message: z.string(), codexErrorInfo: z.unknown() });
const turnCompleted = z.looseObject({
  turn: z.looseObject({ id: z.string(), status: z.string(), error: problem.nullish() }),
});
const itemEvent = z.looseObject({
  turnId: z.string().optional(),
  item: z.looseObject({ id: z.string(), type: z.string(), text: z.string().optional() }),
});
const tokenCount = z.looseObject({
  inputTokens: z.number(),
  cachedInputTokens: z.number().optional(),
  cacheWriteInputTokens: z.number().optional(),
  outputTokens: z.number(),
});
const tokenUsage = z.looseObject({
  turnId: z.string(),
  tokenUsage: z.looseObject({ last: tokenCount }),
});
const retry = z.looseObject({ error: problem, willRetry: z.boolean() });

const resolved = z.looseObject({ requestId: z.unknown() });

interface Asked {
  id: string | number;
  method: string;
  params: Record<string, unknown>;
}

interface Turn {
  messageId: string;
  answer: string | null;
  wasDenied: boolean;
  usage: Usage | null;
}

const turnPrefix = 'turn:';
const toolItem = /^(commandExecution|fileChange|mcpToolCall)$/;

/** `codex app-server` (0.150, 0.169): JSON-RPC over standard input and output. */
export class CodexAppServer implements Protocol {
  private readonly spec: ConversationSpec;
  private readonly host: ProtocolHost;
  private readonly now: () => number;
  private readonly turns = new Map<string, Turn>();
  private readonly items = new Map<string, Record<string, unknown>>();
  private readonly asked = new Map<string, Asked>();
  private threadId: string | null;
  private model: string | null = null;
  private version: string | null = null;

  /** @param now epoch ms */
  constructor(spec: ConversationSpec, host: ProtocolHost, now: () => number) {
    this.spec = spec;
    this.host = host;
    this.now = now;
    this.threadId = spec.conversationId;
  }

  begin(): void {
    const clientInfo = { name: 'architect', title: 'Architect Dashboard', version: '0.1.0' };
    this.host.write({ id: 'initialize', method: 'initialize', params: { clientInfo } });
  }

  send(messageId: string, text: string): boolean {
    const { threadId } = this;
    if (threadId === null) return false;
    this.host.emit({ kind: 'says', line: `> ${text}` });
    const params = { threadId, input: [{ type: 'text', text }], clientUserMessageId: messageId };
    return this.host.write({ id: `${turnPrefix}${messageId}`, method: 'turn/start', params });
  }

  answer(requestId: string, answer: Answer): boolean {
    const request = this.asked.get(requestId);
    if (!request) return false;
    this.asked.delete(requestId);
    const { id, method, params } = request;
    const isGiven = this.host.write({ id, result: codexDecision(method, params, answer) });
    if (answer.optionKey !== denyKey) return isGiven;
    for (const turn of this.turns.values()) turn.wasDenied = true;
    if (method === elicitation) this.stopTurn(params.turnId);
    return isGiven;
  }

  /** A refused command ends the turn; after a refused MCP tool Codex would go on. */
  private stopTurn(turnId: unknown): void {
    const params = { threadId: this.threadId, turnId };
    this.host.write({ id: 'interrupt', method: 'turn/interrupt', params });
  }

  take(message: unknown): void {
    const parsed = rpcMessage.safeParse(message);
    if (!parsed.success) return;
    const { method, id, params } = parsed.data;
    if (method === undefined) this.takeReply(parsed.data);
    else if (id === undefined) this.takeNotice(method, params);
    else this.takeRequest({ id, method, params: params ?? {} });
  }

  private openThread(isResumed: boolean): void {
    const cwd = this.spec.workingDir;
    if (isResumed) {
      this.host.write({ id: 'resume', method: 'thread/resume', params: { threadId: this.threadId, cwd } });
    } else this.host.write({ id: 'thread', method: 'thread/start', params: { cwd } });
  }

  private takeReply(said: RpcMessage): void {
    if (said.id === 'initialize') {
      if (said.error) return this.host.emit({ kind: 'not-ready', reason: rpcProblem(said) });
      this.version = /\/(\d[\w.-]*)/.exec(JSON.stringify(said.result ?? ''))?.[1] ?? null;
      this.host.write({ method: 'initialized' });
      return this.openThread(this.spec.isResumed && this.threadId !== null);
    }
    // A thread that never had a turn has no file and cannot be resumed.
    if (said.id === 'resume' && said.error) return this.openThread(false);
    if (said.id === 'thread' || said.id === 'resume') return this.takeThread(said);
    if (typeof said.id !== 'string' || !said.id.startsWith(turnPrefix)) return;
    const messageId = said.id.slice(turnPrefix.length);
    if (said.error) return this.host.emit({ kind: 'rejected', messageId, reason: rpcProblem(said) });
    const started = turnStarted.safeParse(said.result);
    if (!started.success) return;
    this.turns.set(started.data.turn.id, { messageId, answer: null, wasDenied: false, usage: null });
    this.host.emit({ kind: 'taken', messageId });
  }

  private takeThread(said: RpcMessage): void {
    const parsed = opened.safeParse(said.result);
    if (!parsed.success)
      return this.host.emit({ kind: 'not-ready', reason: rpcProblem(said) || 'no thread was opened' });
    const { thread, model } = parsed.data;
    this.threadId = thread.id;
    this.model = model ?? this.model;
    this.host.emit({ kind: 'conversation', id: thread.id, file: thread.path ?? null });
    this.host.emit({ kind: 'ready', version: this.version });
  }

  private takeRequest(request: Asked): void {
    const { id, method, params } = request;
    const requestId = String(id);
    const item = typeof params.itemId === 'string' ? this.items.get(params.itemId) : undefined;
    const dialog = codexApproval({ requestId, method, params, item });
    if (!dialog) {
      const error = { code: -32601, message: `this client answers no request '${method}'` };
      this.host.write({ id, error });
      return;
    }
    this.asked.set(requestId, request);
    this.host.emit({ kind: 'says', line: `? ${dialog.tool} ${dialog.subject}` });
    this.host.emit({ kind: 'asks', requestId, dialog });
  }

  private takeNotice(method: string, params: unknown): void {
    switch (method) {
      case 'item/started':
        return this.takeItem(params, false);
      case 'item/completed':
        return this.takeItem(params, true);
      case 'thread/tokenUsage/updated':
        return this.takeTokens(params);
      case 'serverRequest/resolved': {
        const requestId = String(resolved.safeParse(params).data?.requestId);
        if (this.asked.delete(requestId)) this.host.emit({ kind: 'withdrawn', requestId });
        return;
      }
      case 'error': {
        const told = retry.safeParse(params);
        if (!told.success || !told.data.willRetry) return;
        const { error } = told.data;
        return this.host.emit({ kind: 'retrying', limited: isLimit(error), detail: error.message });
      }
      case 'turn/completed':
        return this.takeTurnEnd(params);
    }
  }

  private takeItem(params: unknown, isCompleted: boolean): void {
    const parsed = itemEvent.safeParse(params);
    if (!parsed.success) return;
    const { item, turnId } = parsed.data;
    const turn = turnId === undefined ? undefined : this.turns.get(turnId);
    if (item.type === 'agentMessage' && isCompleted && item.text) {
      if (turn) turn.answer = item.text;
      this.host.emit({ kind: 'says', line: `● ${item.text}` });
    }
    if (!toolItem.test(item.type)) return;
    if (isCompleted) return void this.items.delete(item.id);
    this.items.set(item.id, item);
    const words = [item.command, item.tool, item.type].find((word) => typeof word === 'string');
    this.host.emit({ kind: 'says', line: `⚙ ${words}` });
  }

  private takeTokens(params: unknown): void {
    const told = tokenUsage.safeParse(params);
    const turn = told.success ? this.turns.get(told.data.turnId) : undefined;
    if (told.success && turn) turn.usage = addTokens(turn.usage, told.data.tokenUsage.last, this.model);
  }

  private takeTurnEnd(params: unknown): void {
    const parsed = turnCompleted.safeParse(params);
    const turn = parsed.success ? this.turns.get(parsed.data.turn.id) : undefined;
    if (!parsed.success || !turn) return;
    this.turns.delete(parsed.data.turn.id);
    const result = { ...judgeTurn(parsed.data.turn, turn, this.now()), usage: turn.usage };
    this.host.emit({ kind: 'ended', messageId: turn.messageId, result });
  }
}

function isLimit(error: z.infer<typeof problem>): boolean {
  const told = JSON.stringify(error.codexErrorInfo ?? '');
  return (
    /usageLimit|sessionBudget|"httpStatusCode":429/.test(told) || /\b429\b|usage limit/i.test(error.message)
  );
}

function judgeTurn(
  { status, error }: z.infer<typeof turnCompleted>['turn'],
  turn: Turn,
  nowMs: number,
): Omit<TurnResult, 'usage'> {
  const failed = (code: TurnResult['code'], words: string, limitedUntil: number | null = null) =>
    ({ outcome: 'failed', response: turn.answer, code, error: words, limitedUntil }) as const;
  if (status === 'completed')
    return { outcome: 'completed', response: turn.answer, code: null, error: null, limitedUntil: null };
  if (turn.wasDenied) return failed('DENIED', 'the permission was denied and the agent stopped');
  if (status === 'interrupted' && !error) return failed('INTERRUPTED', 'the turn was interrupted');
  if (error && isLimit(error))
    return failed('USAGE_LIMIT', error.message, parseResetTime(error.message, nowMs)?.getTime() ?? null);
  return failed('AGENT_ERROR', error?.message ?? `the turn ended as ${status}`);
}

/** Codex counts cached tokens into its input; a turn has one count for each request to the model. */
function addTokens(before: Usage | null, last: z.infer<typeof tokenCount>, model: string | null): Usage {
  const cached = last.cachedInputTokens ?? null;
  const written = last.cacheWriteInputTokens ?? null;
  const add = (sum: number | null | undefined, more: number | null): number | null =>
    more === null ? (sum ?? null) : (sum ?? 0) + more;
  return {
    input_tokens: add(before?.input_tokens, Math.max(0, last.inputTokens - (cached ?? 0))),
    output_tokens: add(before?.output_tokens, last.outputTokens),
    cache_read_tokens: add(before?.cache_read_tokens, cached),
    cache_write_tokens: add(before?.cache_write_tokens, written),
    cost_usd: null,
    model,
  };
}
