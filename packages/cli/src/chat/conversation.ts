import type { ChatMessage, LlmProvider } from '@architect/llm/provider';
import type { Entry } from './compose-screen.ts';
import type { HookPayload } from './drop-hook.ts';
import type { AgentState } from './report-state.ts';

/** Older messages are not sent to the model again. */
const keptMessages = 50;

export interface Question {
  command: string;
  /** Index of the row that Enter picks. */
  selected: number;
}

/** Turns with a provider: one at a time, each reported by hooks. Knows nothing of terminals. */
export class Conversation {
  readonly entries: Entry[] = [];
  #provider: LlmProvider;
  #model: string;
  #now: () => number;
  #dropHook: (payload: HookPayload) => void;
  /** `isPiece`: only some more text of the answer. */
  #changed: (isPiece: boolean) => void;
  #messages: ChatMessage[] = [];
  #turn: { startedAt: number; abort: AbortController } | null = null;
  #question: (Question & { resolve: (allowed: boolean) => void }) | null = null;
  #restState: AgentState = 'idle';

  constructor(options: {
    provider: LlmProvider;
    model: string;
    /** Epoch ms. */
    now: () => number;
    dropHook: (payload: HookPayload) => void;
    changed: (isPiece: boolean) => void;
  }) {
    this.#provider = options.provider;
    this.#model = options.model;
    this.#now = options.now;
    this.#dropHook = options.dropHook;
    this.#changed = options.changed;
  }

  get state(): AgentState {
    if (this.#question) return 'blocked';
    return this.#turn ? 'working' : this.#restState;
  }

  get question(): Question | null {
    return this.#question;
  }

  /** Epoch ms at which the running turn began; null between turns. */
  get busySince(): number | null {
    return this.#turn?.startedAt ?? null;
  }

  /** Starts a turn; false while another one runs. */
  submit(prompt: string): boolean {
    if (this.#turn) return false;
    const turn = { startedAt: this.#now(), abort: new AbortController() };
    this.#turn = turn;
    this.#messages.push({ role: 'user', content: prompt });
    this.entries.push({ kind: 'user', text: prompt });
    this.tell({ hook_event_name: 'UserPromptSubmit', prompt });
    this.#changed(false);
    void this.#answer(turn.abort.signal);
    return true;
  }

  /** Answers the open question; without one nothing happens. */
  decide(allowed: boolean): void {
    if (!this.#question) return;
    const { command, resolve } = this.#question;
    this.#question = null;
    this.entries.push({ kind: 'note', text: `${allowed ? 'Allowed once' : 'Not allowed'}: ${command}` });
    resolve(allowed);
  }

  /** A failed turn was reported: the agent can take the next prompt. */
  recover(): void {
    if (this.#restState === 'error') this.#restState = 'idle';
  }

  select(row: number): void {
    if (this.#question) this.#question.selected = row;
  }

  /** Ends the running turn; an open question counts as denied. */
  interrupt(): void {
    this.decide(false);
    this.#turn?.abort.abort();
  }

  /** Drops a hook; a directory that cannot be written is said in the conversation, and the chat goes on. */
  tell(payload: HookPayload): void {
    try {
      this.#dropHook(payload);
    } catch (error) {
      this.entries.push({ kind: 'error', text: `The hook directory cannot be written: ${wordsOf(error)}` });
    }
  }

  async #answer(signal: AbortSignal): Promise<void> {
    let answer = '';
    try {
      for await (const piece of this.#stream(signal)) {
        signal.throwIfAborted();
        answer += piece;
        this.#showAnswer(answer);
      }
      this.#rest('done', { hook_event_name: 'Stop', last_assistant_message: answer.trim() });
    } catch (error) {
      const words = signal.aborted ? 'interrupted' : wordsOf(error);
      this.entries.push(
        signal.aborted ? { kind: 'note', text: 'Interrupted.' } : { kind: 'error', text: words },
      );
      this.#rest(signal.aborted ? 'idle' : 'error', { hook_event_name: 'StopFailure', error: words });
    }
    if (answer) this.#messages.push({ role: 'assistant', content: answer });
    this.#changed(false);
  }

  #stream(signal: AbortSignal): AsyncIterable<string> {
    return this.#provider.chat({
      messages: this.#messages.slice(-keptMessages),
      model: this.#model,
      signal,
      askPermission: (command) => this.#ask(command, signal),
    });
  }

  /** The answer grows in place while it is the last entry; after a question it goes on in a new one. */
  #showAnswer(answer: string): void {
    const last = this.entries.at(-1);
    if (last?.kind === 'answer') last.text = answer;
    else this.entries.push({ kind: 'answer', text: answer });
    this.#changed(true);
  }

  #ask(command: string, signal: AbortSignal): Promise<boolean> {
    this.tell({ hook_event_name: 'PermissionRequest', tool_name: 'Bash', tool_input: { command } });
    return new Promise((resolve) => {
      this.#question = { command, selected: 0, resolve };
      signal.addEventListener('abort', () => resolve(false), { once: true });
      this.#changed(false);
    });
  }

  #rest(state: AgentState, payload: HookPayload): void {
    this.#turn = null;
    this.#restState = state;
    this.tell(payload);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
