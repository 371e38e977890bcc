/** A message of a conversation, oldest first in lists. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface ChatRequest {
  /** The conversation so far; the last message is the user's. */
  messages: ChatMessage[];
  /** Undefined: the provider picks its default. */
  model?: string;
  /** Aborting ends the stream with the signal's reason. */
  signal?: AbortSignal;
  /** Asks a person whether a command may run; a provider without tools never calls it. */
  askPermission?(command: string): Promise<boolean>;
}

/** Whether a provider can answer right now, in words for people. */
export interface ProviderStatus {
  available: boolean;
  detail: string;
  models: string[];
}

/**
 * A source of answers. Implementations keep no conversation: every request carries all of it.
 *
 * @example
 * for await (const piece of provider.chat({ messages: [{ role: 'user', content: 'Hello' }] })) process.stdout.write(piece);
 */
export interface LlmProvider {
  readonly name: string;
  /** One line for lists. */
  readonly summary: string;
  /** Streams the answer's text in pieces. @throws LlmError when the provider cannot answer. */
  chat(request: ChatRequest): AsyncIterable<string>;
  /** Never throws: an unreachable provider is `available: false`. */
  status(): Promise<ProviderStatus>;
  /** The model used when a request names none. @throws LlmError when there is none. */
  defaultModel(): Promise<string>;
}

/** `unreachable`: nobody listens · `no_model`: the model is not there · `failed`: the provider gave up. */
export type LlmErrorCode = 'unreachable' | 'no_model' | 'failed';

export class LlmError extends Error {
  readonly code: LlmErrorCode;
  constructor(code: LlmErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LlmError';
    this.code = code;
  }
}
