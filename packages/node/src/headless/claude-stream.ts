import { z } from 'zod';
import { parseResetTime } from '../agents/reset-time.ts';
import { claudePermission } from './claude-permission.ts';
import type { Answer, ConversationSpec, Protocol, ProtocolHost, TurnResult } from './protocol.ts';

const block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  name: z.string().optional(),
  input: z.record(z.string(), z.unknown()).optional(),
});

const tokens = z.looseObject({
  input_tokens: z.number().optional(),
  output_tokens: z.number().optional(),
  cache_read_input_tokens: z.number().optional(),
  cache_creation_input_tokens: z.number().optional(),
});

/** What Claude Code 2.1.197 and 2.1.330 write with `--output-format stream-json`, as far as it is used here. */
const line = z.looseObject({
  type: z.string(),
  subtype: z.string().optional(),
  uuid: z.string().optional(),
  isReplay: z.boolean().optional(),
  command_uuid: z.string().optional(),
  state: z.string().optional(),
  session_id: z.string().optional(),
  request_id: z.string().optional(),
  request: z.looseObject({ subtype: z.string() }).optional(),
  response: z
    .looseObject({
      subtype: z.string(),
      request_id: z.string(),
      error: z.string().optional(),
      response: z.looseObject({ claude_code_version: z.string().optional() }).optional(),
    })
    .optional(),
  message: z
    .looseObject({
      model: z.string().optional(),
      content: z.union([z.string(), z.array(block)]).optional(),
    })
    .optional(),
  parent_tool_use_id: z.string().nullish(),
  // system: api_retry
  error_status: z.number().nullish(),
  error: z.string().optional(),
  attempt: z.number().optional(),
  // result
  is_error: z.boolean().optional(),
  api_error_status: z.number().nullish(),
  result: z.string().optional(),
  errors: z.array(z.string()).optional(),
  total_cost_usd: z.number().optional(),
  usage: tokens.optional(),
});
type Line = z.infer<typeof line>;

const initId = 'architect-initialize';

interface Turn {
  messageId: string;
  lastText: string | null;
  model: string | null;
  wasDenied: boolean;
}

/** Claude Code in print mode: JSON lines both ways, permissions as control requests. */
export class ClaudeStream implements Protocol {
  private readonly host: ProtocolHost;
  private readonly now: () => number;
  private readonly asked = new Map<string, Record<string, unknown>>();
  private turn: Turn | null = null;
  /** What the conversation had cost before this turn: the total goes on over a resume (2.1.330). */
  private costBefore: number;

  /** @param now epoch ms */
  constructor(spec: ConversationSpec, host: ProtocolHost, now: () => number) {
    this.costBefore = spec.spentUsd;
    this.host = host;
    this.now = now;
  }

  begin(): void {
    this.host.write({ type: 'control_request', request_id: initId, request: { subtype: 'initialize' } });
  }

  send(messageId: string, text: string): boolean {
    this.host.emit({ kind: 'says', line: `> ${text}` });
    const message = { role: 'user', content: [{ type: 'text', text }] };
    return this.host.write({ type: 'user', uuid: messageId, message, parent_tool_use_id: null });
  }

  answer(requestId: string, answer: Answer): boolean {
    const input = this.asked.get(requestId);
    if (!input) return false;
    this.asked.delete(requestId);
    const response = decisionOf(answer, input);
    if (response.behavior === 'deny' && response.interrupt && this.turn) this.turn.wasDenied = true;
    return this.host.write({
      type: 'control_response',
      response: { subtype: 'success', request_id: requestId, response },
    });
  }

  take(message: unknown): void {
    const parsed = line.safeParse(message);
    if (!parsed.success) return;
    const said = parsed.data;
    switch (said.type) {
      case 'control_response':
        return this.takeResponse(said.response);
      case 'command_lifecycle':
        if (said.state === 'queued' || said.state === 'started')
          this.takeReceipt(said.command_uuid, said.state === 'started');
        return;
      case 'user':
        if (said.isReplay === true) this.takeReceipt(said.uuid, true);
        return;
      case 'assistant':
        return this.takeAssistant(said);
      case 'control_request':
        return this.takeRequest(said);
      case 'control_cancel_request':
        if (said.request_id && this.asked.delete(said.request_id))
          this.host.emit({ kind: 'withdrawn', requestId: said.request_id });
        return;
      case 'system':
        return this.takeNotice(said);
      case 'result':
        return this.takeResult(said);
    }
  }

  private takeResponse(response: Line['response']): void {
    if (!response) return;
    // Our own answers come back as well: in a journal they tell that a question was answered.
    if (this.asked.delete(response.request_id))
      return this.host.emit({ kind: 'withdrawn', requestId: response.request_id });
    if (response.request_id !== initId) return;
    this.turn = null;
    if (response.subtype === 'error')
      return this.host.emit({ kind: 'not-ready', reason: response.error ?? 'the handshake failed' });
    this.host.emit({ kind: 'ready', version: response.response?.claude_code_version ?? null });
  }

  /** Before its turn a message may wait for a turn of the agent's own: only what follows its start is its result. */
  private takeReceipt(messageId: string | undefined, isStarted: boolean): void {
    if (!messageId) return;
    if (isStarted && this.turn?.messageId !== messageId)
      this.turn = { messageId, lastText: null, model: null, wasDenied: false };
    this.host.emit({ kind: 'taken', messageId });
  }

  private takeAssistant(said: Line): void {
    if (said.parent_tool_use_id) return; // a sub-agent's words are not the answer
    const content = said.message?.content;
    const blocks: z.infer<typeof block>[] =
      typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
    for (const part of blocks) {
      if (part.type === 'text' && part.text) {
        if (this.turn) this.turn.lastText = part.text;
        this.host.emit({ kind: 'says', line: `● ${part.text}` });
      } else if (part.type === 'tool_use') {
        this.host.emit({ kind: 'says', line: `⚙ ${part.name} ${JSON.stringify(part.input ?? {})}` });
      }
    }
    const model = said.message?.model;
    if (this.turn && model && model !== '<synthetic>') this.turn.model = model;
  }

  private takeRequest({ request, request_id: requestId }: Line): void {
    if (!request || !requestId) return;
    const permission = request.subtype === 'can_use_tool' ? claudePermission(requestId, request) : null;
    if (!permission) {
      const error = `this client answers no request '${request.subtype}'`;
      const response = { subtype: 'error', request_id: requestId, error };
      this.host.write({ type: 'control_response', response });
      return;
    }
    this.asked.set(requestId, permission.input);
    this.host.emit({ kind: 'says', line: `? ${permission.dialog.tool} ${permission.dialog.subject}` });
    this.host.emit({ kind: 'asks', requestId, dialog: permission.dialog });
  }

  private takeNotice(said: Line): void {
    if (said.subtype === 'init' && said.session_id)
      this.host.emit({ kind: 'conversation', id: said.session_id, file: null });
    if (said.subtype !== 'api_retry') return;
    const detail = `${said.error ?? 'error'} ${said.error_status ?? ''}, try ${said.attempt ?? 1}`;
    this.host.emit({ kind: 'retrying', limited: said.error_status === 429, detail });
  }

  private takeResult(said: Line): void {
    const total = said.total_cost_usd;
    const cost = total === undefined ? null : costOf(total, this.costBefore);
    this.costBefore = total ?? this.costBefore;
    this.host.emit({ kind: 'spent', totalUsd: this.costBefore });
    const { turn } = this;
    this.turn = null;
    if (!turn) return; // a turn of the agent's own
    const isUnanswered = this.asked.size > 0;
    this.asked.clear();
    const judged = isUnanswered ? unanswered(said, turn) : judgeResult(said, turn, this.now());
    const result = { ...judged, usage: usageOf(said, turn, cost) };
    this.host.emit({ kind: 'ended', messageId: turn.messageId, result });
  }
}

/** A total that became smaller was begun anew. A difference has the dust of binary fractions. */
function costOf(total: number, before: number): number {
  return Math.round((total < before ? total : total - before) * 1e6) / 1e6;
}

type Decision =
  | { behavior: 'allow'; updatedInput: Record<string, unknown> }
  | { behavior: 'deny'; message: string; interrupt: boolean };

const questions = z.array(
  z.looseObject({ question: z.string(), options: z.array(z.looseObject({ label: z.string() })).optional() }),
);

function decisionOf(answer: Answer, input: Record<string, unknown>): Decision {
  if (answer.optionKey === 'deny') {
    return { behavior: 'deny', message: 'The user denied this. Stop and wait.', interrupt: true };
  }
  if (answer.optionKey === 'approve') return { behavior: 'allow', updatedInput: input };
  const asked = questions.safeParse(input.questions).data ?? [];
  const [only] = asked;
  const chosen = answer.text ?? only?.options?.[Number(answer.optionKey) - 1]?.label ?? '';
  if (only && asked.length === 1)
    return { behavior: 'allow', updatedInput: { ...input, answers: { [only.question]: chosen } } };
  return { behavior: 'deny', message: `The user answered: ${chosen}`, interrupt: false };
}

/** Its input was closed before anybody answered; it then takes the answer for a no and goes on. */
function unanswered(said: Line, turn: Turn): Omit<TurnResult, 'usage'> {
  const response = said.result || turn.lastText;
  const error = 'a permission that it asked for was never answered: its input was closed';
  return { outcome: 'failed', response, code: 'AGENT_EXITED', error, limitedUntil: null };
}

function judgeResult(said: Line, turn: Turn, nowMs: number): Omit<TurnResult, 'usage'> {
  const response = said.result || turn.lastText;
  const failed = (code: TurnResult['code'], error: string, until: Date | null = null) =>
    ({
      outcome: 'failed',
      response: null,
      code,
      error,
      limitedUntil: until?.getTime() ?? null,
    }) as const;
  if (said.is_error !== true && said.subtype === 'success')
    return { outcome: 'completed', response, code: null, error: null, limitedUntil: null };
  if (turn.wasDenied) return failed('DENIED', 'the permission was denied and the agent stopped');
  const words = said.result || (said.errors ?? []).join('; ') || said.subtype || 'the agent reports an error';
  const isLimit = said.api_error_status === 429 || /\b(usage|rate) limit\b|hit your limit/i.test(words);
  if (isLimit) return failed('USAGE_LIMIT', words, parseResetTime(words, nowMs));
  return failed('AGENT_ERROR', words);
}

function usageOf(said: Line, turn: Turn, cost: number | null): TurnResult['usage'] {
  const { usage } = said;
  if (!usage && cost === null) return null;
  return {
    input_tokens: usage?.input_tokens ?? null,
    output_tokens: usage?.output_tokens ?? null,
    cache_read_tokens: usage?.cache_read_input_tokens ?? null,
    cache_write_tokens: usage?.cache_creation_input_tokens ?? null,
    cost_usd: cost,
    model: turn.model,
  };
}
