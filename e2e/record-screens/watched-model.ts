import { setTimeout as wait } from 'node:timers/promises';
import { type Replies, repliesTo, type StubStep } from '../stubs/script.ts';
import type { StubProtocol, StubReply, StubRequest } from '../stubs/start-stub.ts';

/** The model's side of the truth: what it was asked, what it answered and what it still waits for. */
export interface WatchedModel {
  protocol: StubProtocol;
  plays(prompt: string, replies: StubStep[][]): void;
  /** Requests of conversations so far; titles and other side requests do not count. */
  asked(): number;
  /** Requests that are being answered now. */
  open(): number;
  /** Requests that were answered with an HTTP error. */
  refused(): number;
  /** The newest finished reply called a tool whose result has not come back. */
  awaitsTool(): boolean;
  /** A person has ended the turn: no result will come, and what is being answered is nobody's. */
  endsTurn(): void;
  /** Epoch ms of the newest request or end of a reply. */
  lastAt(): number;
}

const toolCall = /"(tool_use|function_call|custom_tool_call|functionCall|tool_calls)"/;

/** How agents ask for the summary that takes a conversation's place. */
const summaryRequest =
  /(?:create|provide) a (?:detailed|comprehensive) (?:summary|prompt)|context checkpoint compaction|state_snapshot|anchored summary|respond with text only/i;
/** So long no word of a summary comes. */
const summaryMs = 20_000;

function wantsSummary({ body }: StubRequest): boolean {
  const said = [body.messages, body.input, body.contents].find(Array.isArray) ?? [];
  return summaryRequest.test(JSON.stringify(said.at(-1) ?? ''));
}

/** Wraps a protocol; prompts without a registered script are answered as `repliesTo` says. */
export function watchModel(create: (replies: Replies) => StubProtocol): WatchedModel {
  const scripts = new Map<string, StubStep[][]>();
  let asked = 0;
  let open = new Set<object>();
  let refused = 0;
  let awaitsTool = false;
  let lastAt = Date.now();
  const inner = create((prompt) => scripts.get(prompt.trim()) ?? repliesTo(prompt));
  return {
    async protocol(request, reply, prompts) {
      let isMain = false;
      let calls = false;
      const begins = () => {
        isMain = true;
        asked += 1;
        open.add(request);
        awaitsTool = false;
        lastAt = Date.now();
      };
      const see: typeof prompts.see = (conversation, texts) => {
        if (!isMain) begins();
        prompts.see(conversation, texts);
      };
      const heard = hearReply(reply, (said) => {
        calls ||= toolCall.test(said);
        if (isMain && typeof said === 'string' && said.startsWith('status ')) refused += 1;
      });
      try {
        if (wantsSummary(request)) {
          begins();
          await wait(summaryMs, undefined, { signal: request.signal });
        }
        await inner(request, heard, { ...prompts, see });
      } finally {
        if (isMain) {
          if (open.delete(request)) awaitsTool = calls;
          lastAt = Date.now();
        }
      }
    },
    plays: (prompt, replies) => void scripts.set(prompt.trim(), replies),
    asked: () => asked,
    open: () => open.size,
    refused: () => refused,
    awaitsTool: () => awaitsTool,
    endsTurn: () => {
      awaitsTool = false;
      open = new Set();
    },
    lastAt: () => lastAt,
  };
}

/** The same reply, with everything that is sent also told to `hear`; an error status as `status 429`. */
function hearReply(reply: StubReply, hear: (said: string) => void): StubReply {
  const methods = Object.entries(reply).map(([name, method]) => [
    name,
    (...values: unknown[]) => {
      if (name === 'json' && Number(values[0]) >= 400) hear(`status ${values[0]}`);
      else hear(JSON.stringify(values));
      return method(...values);
    },
  ]);
  // Every member of a reply is a method, and each keeps its name and its arguments.
  return Object.fromEntries(methods) as StubReply;
}
