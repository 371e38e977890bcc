import type { PromptErrorCode } from '@architect/contracts/prompts';
import type { Dialog } from '@architect/contracts/sessions';
import type { Usage } from '@architect/contracts/usage';

/** How a turn ended, in the agent's own words. */
export interface TurnResult {
  outcome: 'completed' | 'failed';
  response: string | null;
  code: PromptErrorCode | null;
  error: string | null;
  /** When a limit ends, where the agent tells; epoch ms. */
  limitedUntil: number | null;
  usage: Usage | null;
}

/** What one message of an agent means. A message may mean several things, or nothing to us. */
export type ProtocolEvent =
  /** The handshake is over: prompts may be sent. */
  | { kind: 'ready'; version: string | null }
  | { kind: 'not-ready'; reason: string }
  /** What to resume after a restart; `file`: where the agent itself keeps the conversation. */
  | { kind: 'conversation'; id: string; file: string | null }
  /** The agent says that it has this message of ours. Comes before the model is asked. */
  | { kind: 'taken'; messageId: string }
  /** The agent refused the message before doing anything with it. */
  | { kind: 'rejected'; messageId: string; reason: string }
  | { kind: 'asks'; requestId: string; dialog: Dialog }
  /** The agent withdrew the question, or answered it by itself. */
  | { kind: 'withdrawn'; requestId: string }
  /** It tries again by itself after an error or a limit. */
  | { kind: 'retrying'; limited: boolean; detail: string }
  /** What the whole conversation has cost so far. */
  | { kind: 'spent'; totalUsd: number }
  /** The turn of this message ended. */
  | { kind: 'ended'; messageId: string; result: TurnResult }
  /** A line for `capture`. */
  | { kind: 'says'; line: string };

export interface ProtocolHost {
  /** One message to the agent's standard input; false when it is closed. */
  write(message: object): boolean;
  emit(event: ProtocolEvent): void;
}

export interface Answer {
  optionKey: string;
  text?: string;
}

/** One conversation over one protocol: what is read becomes events, what is decided becomes messages. Knows no process. */
export interface Protocol {
  /** Begins the handshake. */
  begin(): void;
  /** Takes one message that the agent wrote. */
  take(message: unknown): void;
  /** Hands a prompt over. `messageId` is a UUID that the agent repeats where its protocol can. */
  send(messageId: string, text: string): boolean;
  /** Answers a question that was asked; false when it is not open any more. */
  answer(requestId: string, answer: Answer): boolean;
}

/** Where a conversation is, and how the agent itself keeps it. */
export interface ConversationPlace {
  workingDir: string;
  env: Record<string, string>;
  /** Id that the agent or we gave to the conversation; null before there is one. */
  conversationId: string | null;
  /** The agent's own file of it, where the agent told. */
  conversationFile: string | null;
  /** What it has cost so far, as its agent reckons. */
  spentUsd: number;
}

export interface ConversationSpec extends ConversationPlace {
  /** True when the agent knows the conversation already. */
  isResumed: boolean;
}

export interface Launch {
  command: string[];
  /** Conversation id where we choose it. */
  conversationId: string | null;
}

export type Preparation = { ok: true; text: string; adjusted: string[] } | { ok: false; reason: string };

/** What became of a message as the agent's own conversation file tells. */
export type Recorded =
  | { found: false }
  /** `ended`: the file shows the end of the turn. */
  | { found: true; ended: boolean; answer: string | null };

/** An agent CLI that can run without a terminal. */
export interface HeadlessAgent {
  launch(spec: ConversationSpec): Launch;
  /** True when the agent itself can go on with the conversation. */
  isKnown(place: ConversationPlace): boolean;
  /** A new one for each process, and one to read a journal again. */
  open(spec: ConversationSpec, host: ProtocolHost): Protocol;
  prepare(text: string): Preparation;
  /**
   * True when this version says `taken` of every message before it asks its model: then a message that no `taken`
   * follows in the journal of an ended process was never read.
   */
  announces(version: string | null): boolean;
  /** What the agent's own conversation file says about a prompt of ours sent after `since` (epoch ms). */
  lookUp?(place: ConversationPlace, text: string, since: number): Promise<Recorded>;
}
