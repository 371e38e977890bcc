import type { Usage } from '@architect/contracts/usage';
import { z } from 'zod';
import { parseResetTime } from '../agents/reset-time.ts';
import { acpPermission } from './acp-permission.ts';
import { type RpcMessage, rpcMessage, rpcProblem } from './json-rpc.ts';
import type { Answer, ConversationSpec, Protocol, ProtocolHost, TurnResult } from './protocol.ts';

const initialised = z.looseObject({
  agentCapabilities: z.looseObject({ loadSession: z.boolean().optional() }).optional(),
  agentInfo: z.looseObject({ version: z.string().optional() }).optional(),
});
const opened = z.looseObject({ sessionId: z.string() });
const update = z.looseObject({
  update: z.looseObject({
    sessionUpdate: z.string(),
    content: z.unknown().optional(),
    title: z.string().nullish(),
    cost: z.looseObject({ amount: z.number() }).nullish(),
  }),
});
const text = z.looseObject({ type: z.literal('text'), text: z.string() });

const geminiTokens = z.looseObject({ input_tokens: z.number(), output_tokens: z.number() });
const finished = z.looseObject({
  stopReason: z.string(),
  /** opencode 1.18; of the last request to the model alone. */
  usage: z
    .looseObject({
      inputTokens: z.number().optional(),
      outputTokens: z.number().optional(),
      cachedReadTokens: z.number().optional(),
      cachedWriteTokens: z.number().optional(),
    })
    .nullish(),
  /** Gemini 0.61. */
  _meta: z
    .looseObject({
      quota: z
        .looseObject({
          token_count: geminiTokens.optional(),
          model_usage: z.array(z.looseObject({ model: z.string() })).optional(),
        })
        .optional(),
    })
    .nullish(),
});

interface Turn {
  messageId: string;
  answer: string;
  /** A tool ran since: what is said next is a new message. */
  isBroken: boolean;
  isTaken: boolean;
  wasDenied: boolean;
}

/** Updates that the agent sends by itself, not for a prompt. */
const notOfTurn =
  /^(available_commands_update|current_mode_update|usage_update|config_option_update|session_info_update)$/;

/** The Agent Client Protocol, version 1 (agentclientprotocol.com): Gemini 0.61, opencode 1.18. */
export class AcpClient implements Protocol {
  private readonly spec: ConversationSpec;
  private readonly host: ProtocolHost;
  private readonly now: () => number;
  private readonly asked = new Map<string, string | number>();
  private readonly denying = new Map<string, Set<string>>();
  private sessionId: string | null;
  private version: string | null = null;
  private isLoading = false;
  private turn: Turn | null = null;
  /** In the running turn, so it makes more than one request to the model. */
  private usedTools = false;
  private spentUsd: number;
  private spentBefore: number;

  /** @param now epoch ms */
  constructor(spec: ConversationSpec, host: ProtocolHost, now: () => number) {
    this.spec = spec;
    this.host = host;
    this.now = now;
    this.sessionId = spec.conversationId;
    this.spentUsd = spec.spentUsd;
    this.spentBefore = spec.spentUsd;
  }

  begin(): void {
    // Files and terminals are the agent's own business: it uses those of its machine.
    const clientCapabilities = { fs: { readTextFile: false, writeTextFile: false }, terminal: false };
    const clientInfo = { name: 'architect', version: '0.1.0' };
    this.call('initialize', 'initialize', { protocolVersion: 1, clientInfo, clientCapabilities });
  }

  send(messageId: string, prompt: string): boolean {
    if (this.sessionId === null) return false;
    this.host.emit({ kind: 'says', line: `> ${prompt}` });
    this.turn = { messageId, answer: '', isBroken: false, isTaken: false, wasDenied: false };
    const params = { sessionId: this.sessionId, prompt: [{ type: 'text', text: prompt }] };
    return this.call(messageId, 'session/prompt', params);
  }

  answer(requestId: string, { optionKey }: Answer): boolean {
    const id = this.asked.get(requestId);
    if (id === undefined) return false;
    this.asked.delete(requestId);
    const outcome = { outcome: 'selected', optionId: optionKey };
    const isGiven = this.host.write({ jsonrpc: '2.0', id, result: { outcome } });
    if (this.denying.get(requestId)?.has(optionKey)) this.stopTurn();
    this.denying.delete(requestId);
    return isGiven;
  }

  take(message: unknown): void {
    const parsed = rpcMessage.safeParse(message);
    if (!parsed.success) return;
    const { method, id, params } = parsed.data;
    if (method === undefined) this.takeReply(parsed.data);
    else if (id !== undefined) this.takeRequest(id, method, params ?? {});
    else if (method === 'session/update' && !this.isLoading) this.takeUpdate(params);
  }

  /** As at a terminal, a refusal ends the turn. */
  private stopTurn(): void {
    if (this.turn) this.turn.wasDenied = true;
    const params = { sessionId: this.sessionId };
    this.host.write({ jsonrpc: '2.0', method: 'session/cancel', params });
  }

  private call(id: string, method: string, params: object): boolean {
    return this.host.write({ jsonrpc: '2.0', id, method, params });
  }

  private takeReply(said: RpcMessage): void {
    switch (said.id) {
      case 'initialize':
        return this.takeInitialised(said);
      case 'load':
        this.isLoading = false;
        if (said.error) return this.newSession();
        return this.host.emit({ kind: 'ready', version: this.version });
      case 'new': {
        const session = opened.safeParse(said.result);
        if (!session.success)
          return this.host.emit({ kind: 'not-ready', reason: rpcProblem(said) || 'no session was opened' });
        this.sessionId = session.data.sessionId;
        this.host.emit({ kind: 'conversation', id: this.sessionId, file: null });
        return this.host.emit({ kind: 'ready', version: this.version });
      }
    }
    if (typeof said.id === 'string') this.takeTurnEnd(said.id, said);
  }

  private takeInitialised(said: RpcMessage): void {
    const told = initialised.safeParse(said.result);
    if (said.error || !told.success)
      return this.host.emit({ kind: 'not-ready', reason: rpcProblem(said) || 'the handshake failed' });
    this.version = told.data.agentInfo?.version ?? null;
    const canLoad = told.data.agentCapabilities?.loadSession === true;
    if (!canLoad || !this.spec.isResumed || this.sessionId === null) return this.newSession();
    this.isLoading = true;
    const params = { sessionId: this.sessionId, cwd: this.spec.workingDir, mcpServers: [] };
    this.call('load', 'session/load', params);
  }

  private newSession(): void {
    this.call('new', 'session/new', { cwd: this.spec.workingDir, mcpServers: [] });
  }

  private takeRequest(id: string | number, method: string, params: Record<string, unknown>): void {
    const requestId = String(id);
    const dialog = method === 'session/request_permission' ? acpPermission(requestId, params) : null;
    if (!dialog) {
      const error = { code: -32601, message: `this client answers no request '${method}'` };
      this.host.write({ jsonrpc: '2.0', id, error });
      return;
    }
    this.noteTaken();
    this.asked.set(requestId, id);
    const denying = dialog.options.filter(({ meaning }) => meaning === 'deny').map(({ key }) => key);
    this.denying.set(requestId, new Set(denying));
    this.host.emit({ kind: 'says', line: `? ${dialog.tool} ${dialog.subject}` });
    this.host.emit({ kind: 'asks', requestId, dialog });
  }

  private takeUpdate(params: unknown): void {
    const parsed = update.safeParse(params);
    if (!parsed.success) return;
    const { sessionUpdate, content, title, cost } = parsed.data.update;
    if (cost) this.takeCost(cost.amount);
    if (notOfTurn.test(sessionUpdate)) return;
    this.noteTaken();
    if (sessionUpdate === 'tool_call') this.host.emit({ kind: 'says', line: `⚙ ${title ?? 'a tool'}` });
    if (sessionUpdate.startsWith('tool_call')) {
      this.usedTools = true;
      if (this.turn) this.turn.isBroken = true;
    }
    const said = text.safeParse(content);
    if (sessionUpdate !== 'agent_message_chunk' || !said.success || !this.turn) return;
    this.turn.answer = this.turn.isBroken ? said.data.text : this.turn.answer + said.data.text;
    this.turn.isBroken = false;
  }

  /** Of the whole conversation. 0 is also what is told of a model without a known price. */
  private takeCost(totalUsd: number): void {
    this.spentUsd = totalUsd;
    this.host.emit({ kind: 'spent', totalUsd });
  }

  /** Nothing is announced: the first thing that an agent does for a prompt shows that it has it. */
  private noteTaken(): void {
    if (!this.turn || this.turn.isTaken) return;
    this.turn.isTaken = true;
    this.host.emit({ kind: 'taken', messageId: this.turn.messageId });
  }

  private takeTurnEnd(messageId: string, said: RpcMessage): void {
    // Read again from a journal there is no turn: its words are lost, its end is not.
    const turn = this.turn?.messageId === messageId ? this.turn : null;
    this.turn = null;
    this.asked.clear();
    const answer = turn?.answer || null;
    if (answer !== null) this.host.emit({ kind: 'says', line: `● ${answer}` });
    const told = finished.safeParse(said.result).data;
    const spent = Math.round(Math.max(0, this.spentUsd - this.spentBefore) * 1e6) / 1e6;
    this.spentBefore = this.spentUsd;
    if (told && this.usedTools) told.usage = null;
    this.usedTools = false;
    const usage = told ? usageOf(told, spent === 0 ? null : spent) : null;
    const judged = judgeEnd(said, {
      stopReason: told?.stopReason,
      answer,
      wasDenied: turn?.wasDenied === true,
    });
    const until = judged.code === 'USAGE_LIMIT' ? parseResetTime(judged.error ?? '', this.now()) : null;
    const result = { ...judged, limitedUntil: until?.getTime() ?? null, usage };
    this.host.emit({ kind: 'ended', messageId, result });
  }
}

type Judged = Pick<TurnResult, 'outcome' | 'response' | 'code' | 'error'>;

function judgeEnd(
  said: RpcMessage,
  turn: { stopReason: string | undefined; answer: string | null; wasDenied: boolean },
): Judged {
  const { stopReason, answer, wasDenied } = turn;
  const failed = (code: TurnResult['code'], error: string): Judged => ({
    outcome: 'failed',
    response: answer,
    code,
    error,
  });
  if (wasDenied) return failed('DENIED', 'the permission was denied and the agent stopped');
  if (said.error) {
    const words = rpcProblem(said);
    const isLimit = said.error.code === 429 || /\b429\b|quota|usage limit|rate limit/i.test(words);
    return failed(isLimit ? 'USAGE_LIMIT' : 'AGENT_ERROR', words);
  }
  if (stopReason === 'cancelled') return failed('INTERRUPTED', 'the turn was interrupted');
  if (stopReason === 'refusal') return failed('AGENT_ERROR', 'the model refused to answer');
  if (stopReason === 'max_turn_requests')
    return failed('AGENT_ERROR', 'the agent stopped: it reached its limit of requests in one turn');
  return { outcome: 'completed', response: answer, code: null, error: null };
}

function usageOf(told: z.infer<typeof finished>, costUsd: number | null): Usage | null {
  const { usage, _meta: meta } = told;
  const gemini = meta?.quota?.token_count;
  if (!usage && !gemini && costUsd === null) return null;
  return {
    input_tokens: usage?.inputTokens ?? gemini?.input_tokens ?? null,
    output_tokens: usage?.outputTokens ?? gemini?.output_tokens ?? null,
    cache_read_tokens: usage?.cachedReadTokens ?? null,
    cache_write_tokens: usage?.cachedWriteTokens ?? null,
    cost_usd: costUsd,
    model: meta?.quota?.model_usage?.[0]?.model ?? null,
  };
}
