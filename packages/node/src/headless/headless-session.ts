import { join } from 'node:path';
import type { Dialog, SessionState } from '@architect/contracts/sessions';
import type { Clock } from '../clock.ts';
import { createEmitter, type Emitter } from '../emitter.ts';
import { agentEnvironment } from './agent-environment.ts';
import { type AgentProcess, endAgent, isAlive, lastErrors, startAgent } from './agent-process.ts';
import { createHold, type Hold } from './hold.ts';
import { followJournal, type JournalTail, readJournal, sizeOf, trimJournal } from './journal.ts';
import type {
  Answer,
  ConversationPlace,
  HeadlessAgent,
  Protocol,
  ProtocolEvent,
  TurnResult,
} from './protocol.ts';
import { SaidBook } from './said-book.ts';
import { directoryOf, type SavedSession, saveSession } from './saved-session.ts';

export interface SessionParts {
  root: string;
  agent: HeadlessAgent;
  clock: Clock;
  onError(error: unknown): void;
}

export interface SessionEvents {
  changed: undefined;
  /** Something the agent said, live or read again. */
  said: ProtocolEvent;
  /** The process is gone and everything it wrote was read. */
  exited: { how: string };
}

const readyTimeoutMs = 60_000;
/** An idle process is a gigabyte: the conversation is resumed with the next prompt. */
const idleProcessMs = 10 * 60_000;
const orphanLookMs = 250;

/** One agent without a terminal: its conversation, the process that holds it now, and what it said. */
export class HeadlessSession {
  readonly events: Emitter<SessionEvents>;
  readonly book = new SaidBook();
  /** The attempt whose turn runs here; nothing else is delivered meanwhile. */
  openAttempt: { attemptId: string; promptId: number } | null = null;
  /** Message of the turn that runs; null between turns. */
  turn: string | null = null;
  saved: SavedSession;
  stateSince: number;
  lastSaidAt: number | null = null;
  hold: Hold;

  private readonly parts: SessionParts;
  private readonly asks = new Map<string, Dialog>();
  private process: AgentProcess | null = null;
  private isOrphan = false;
  private isReady = false;
  private isEnding = false;
  private retrying: { limited: boolean; detail: string } | null = null;
  private protocol: Protocol | null = null;
  private tail: JournalTail | null = null;
  private starting: Promise<void> | null = null;
  private lastState: SessionState = 'starting';
  private cancelIdle = (): void => undefined;
  private cancelOrphanLook = (): void => undefined;

  constructor(saved: SavedSession, parts: SessionParts) {
    this.saved = saved;
    this.parts = parts;
    this.events = createEmitter(parts.onError);
    this.stateSince = parts.clock.now();
    this.hold = createHold(parts.clock, () => this.changed());
  }

  /** Reads what the agent said in earlier runs; an agent that still works is followed to its end. */
  async load(): Promise<void> {
    const { process: last } = this.saved;
    this.protocol = this.openProtocol(() => false, 0);
    if (last && isAlive(last)) {
      this.isOrphan = true;
      this.tail = this.follow(0);
      await this.tail.drain();
      this.watchOrphan();
    } else {
      await readJournal(this.journal, (message) => this.protocol?.take(message));
      this.settle();
    }
    this.hold.clear();
    this.changed();
  }

  get place(): ConversationPlace {
    const { working_dir, env, conversation_id, conversation_file, spent_usd } = this.saved;
    return {
      workingDir: working_dir,
      env: agentEnvironment(process.env, env),
      conversationId: conversation_id,
      conversationFile: conversation_file,
      spentUsd: spent_usd,
    };
  }

  get agent(): HeadlessAgent {
    return this.parts.agent;
  }

  get isRunning(): boolean {
    return this.process !== null || this.isOrphan;
  }

  get pid(): number {
    return this.isRunning ? (this.saved.process?.pid ?? 0) : 0;
  }

  /** The dialog that waits first. */
  get dialog(): Dialog | null {
    return this.asks.values().next().value ?? null;
  }

  state(): { state: SessionState; rule: string; detail: string } {
    const { asks, retrying, hold } = this;
    if (this.isOrphan)
      return says('busy', 'orphan', 'it finishes what it began before the restart and takes nothing new');
    if (this.process && !this.isReady) return says('starting', 'handshake', 'the agent starts');
    if (asks.size > 0) return says('blocked', 'asks', this.dialog?.question ?? '');
    if (retrying?.limited) return says('limited', 'limit.retrying', retrying.detail);
    if (this.turn !== null) return says('busy', 'turn', retrying?.detail ?? 'a turn runs');
    if (hold.active) return says(hold.active.state, hold.active.state, hold.active.detail);
    if (!this.process) return says('idle', 'no-process', 'the agent starts with the next prompt');
    return says('idle', 'ready', 'the agent waits for a prompt');
  }

  /** Why no prompt can be delivered now; null when one can. */
  obstacle(): string | null {
    if (this.isEnding) return 'the session ends';
    if (this.openAttempt) return `prompt ${this.openAttempt.promptId} is being worked on`;
    const { state, detail } = this.state();
    if (state === 'idle') return null;
    return state === 'blocked' ? `it waits for a decision: ${detail}` : `it is ${state} (${detail})`;
  }

  /** Starts the agent where it does not run. @throws Error with the reason when it does not get ready. */
  ensureReady(): Promise<void> {
    if (this.process && this.isReady) return Promise.resolve();
    this.starting ??= this.start().finally(() => {
      this.starting = null;
    });
    return this.starting;
  }

  /** False when the agent's input is closed: then nothing was written. */
  send(messageId: string, text: string): boolean {
    this.turn = messageId;
    const isSent = this.protocol?.send(messageId, text) ?? false;
    if (!isSent) this.turn = null;
    this.changed();
    return isSent;
  }

  /** False when no such question is open. */
  answer(fingerprint: string, answer: Answer): boolean {
    const asked = [...this.asks].find(([, dialog]) => dialog.fingerprint === fingerprint);
    if (!asked) return false;
    const [requestId, dialog] = asked;
    if (!this.protocol?.answer(requestId, answer)) return false;
    this.asks.delete(requestId);
    const chosen = dialog.options.find((option) => option.key === answer.optionKey)?.text ?? answer.optionKey;
    this.book.note(`= ${answer.text ?? chosen}`);
    this.changed();
    return true;
  }

  /** Ends the agent for good. Resolves with the pids that could not be ended. */
  async end(): Promise<number[]> {
    this.isEnding = true;
    this.close();
    const { process: last } = this.saved;
    return last ? endAgent(last, this.parts.clock) : [];
  }

  /** Lets go: the agent sees the end of its input and finishes by itself. */
  close(): void {
    this.cancelIdle();
    this.cancelOrphanLook();
    this.hold.stop();
    this.tail?.close();
    this.process?.closeInput();
  }

  private get journal(): string {
    return join(directoryOf(this.parts.root, this.saved.id), 'journal.jsonl');
  }

  private get errors(): string {
    return join(directoryOf(this.parts.root, this.saved.id), 'errors.log');
  }

  private async start(): Promise<void> {
    const { agent, clock } = this.parts;
    this.cancelIdle();
    if (!this.openAttempt) await trimJournal(this.journal);
    const { place } = this;
    const spec = { ...place, isResumed: place.conversationId !== null && agent.isKnown(place) };
    const launch = agent.launch(spec);
    this.save({ conversation_id: launch.conversationId ?? place.conversationId });
    const offset = await sizeOf(this.journal);
    this.process = await startAgent({
      command: launch.command,
      workingDir: place.workingDir,
      env: place.env,
      journal: this.journal,
      errors: this.errors,
      onExit: (how) => void this.gone(how),
    }).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      this.hold.fail('error', reason, null);
      throw new Error(`the agent could not be started: ${reason}`);
    });
    this.save({ process: this.process.id });
    this.isReady = false;
    this.protocol = this.openProtocol(
      (message) => this.process?.write(message) ?? false,
      this.saved.spent_usd,
    );
    const ready = this.untilReady(clock);
    this.tail = this.follow(offset);
    this.protocol.begin();
    this.changed();
    await ready;
  }

  private untilReady(clock: Clock): Promise<void> {
    return new Promise((resolve, reject) => {
      const stops: (() => void)[] = [];
      const fail = (reason: string): void => {
        for (const stop of stops) stop();
        this.hold.fail('error', reason, null);
        this.process?.closeInput();
        reject(new Error(`the agent did not get ready: ${reason}`));
      };
      stops.push(
        this.events.on('said', (event) => {
          if (event.kind === 'not-ready') fail(event.reason);
          if (event.kind !== 'ready') return;
          for (const stop of stops) stop();
          resolve();
        }),
        this.events.on('exited', ({ how }) => fail(how)),
        clock.after(readyTimeoutMs, () => fail(`it said nothing for ${readyTimeoutMs / 1000} s`)),
      );
    });
  }

  private follow(offset: number): JournalTail {
    const { clock, onError } = this.parts;
    const onMessage = (message: unknown): void => this.protocol?.take(message);
    return followJournal({ path: this.journal, offset, clock, onMessage, onError });
  }

  private openProtocol(write: (message: object) => boolean, spentUsd: number): Protocol {
    const { agent } = this.parts;
    const isResumed = this.saved.conversation_id !== null && agent.isKnown(this.place);
    const spec = { ...this.place, spentUsd, isResumed };
    return agent.open(spec, { write, emit: (event) => this.take(event) });
  }

  private take(event: ProtocolEvent): void {
    this.lastSaidAt = this.parts.clock.now();
    switch (event.kind) {
      case 'ready':
        this.isReady = true;
        if (event.version !== null && event.version !== this.saved.version)
          this.save({ version: event.version });
        break;
      case 'conversation':
        if (event.id !== this.saved.conversation_id || event.file !== this.saved.conversation_file)
          this.save({
            conversation_id: event.id,
            conversation_file: event.file ?? this.saved.conversation_file,
          });
        break;
      case 'taken':
        this.book.record(event.messageId, { taken: true });
        this.turn = event.messageId;
        break;
      case 'rejected':
        this.book.record(event.messageId, { rejected: event.reason });
        this.turn = null;
        break;
      case 'asks':
        this.asks.set(event.requestId, event.dialog);
        if (this.isOrphan) this.endOrphan();
        break;
      case 'withdrawn':
        this.asks.delete(event.requestId);
        break;
      case 'retrying':
        this.retrying = event;
        break;
      case 'spent':
        if (event.totalUsd !== this.saved.spent_usd) this.save({ spent_usd: event.totalUsd });
        break;
      case 'ended':
        this.takeEnd(event.messageId, event.result);
        break;
      case 'says':
        this.retrying = null;
        this.book.note(event.line);
    }
    this.events.emit('said', event);
    this.changed();
  }

  private takeEnd(messageId: string, result: TurnResult): void {
    this.book.record(messageId, { taken: true, result });
    if (this.turn === messageId) this.turn = null;
    this.asks.clear();
    this.retrying = null;
    if (result.error) this.book.note(`✕ ${result.error}`);
    if (result.outcome === 'completed') this.hold.clear();
    else if (result.code === 'USAGE_LIMIT')
      this.hold.fail('limited', result.error ?? 'usage limit', result.limitedUntil);
    else if (result.code === 'AGENT_ERROR') this.hold.fail('error', result.error ?? 'the turn failed', null);
  }

  private async gone(how: string): Promise<void> {
    await this.tail?.drain();
    this.tail?.close();
    this.process = null;
    this.isOrphan = false;
    const words = await lastErrors(this.errors);
    this.settle();
    this.events.emit('exited', { how: words === '' ? how : `${how}: ${words}` });
    this.changed();
  }

  /** No process: nothing runs and nobody asks. */
  private settle(): void {
    this.isReady = false;
    this.turn = null;
    this.retrying = null;
    this.asks.clear();
  }

  private watchOrphan(): void {
    const { clock } = this.parts;
    this.cancelOrphanLook = clock.after(orphanLookMs, () => {
      const { process: last } = this.saved;
      if (last && isAlive(last)) this.watchOrphan();
      else void this.gone('ended');
    });
  }

  /** It asks for something and nobody can answer it any more: its input is closed. */
  private endOrphan(): void {
    const { process: last } = this.saved;
    if (last) endAgent(last, this.parts.clock).catch(this.parts.onError);
  }

  private changed(): void {
    const { state } = this.state();
    if (state !== this.lastState) this.stateSince = this.parts.clock.now();
    this.lastState = state;
    this.restWhenIdle(state);
    this.events.emit('changed', undefined);
  }

  private restWhenIdle(state: SessionState): void {
    this.cancelIdle();
    if (state !== 'idle' || !this.process || this.openAttempt) return;
    this.cancelIdle = this.parts.clock.after(idleProcessMs, () => this.process?.closeInput());
  }

  private save(change: Partial<SavedSession>): void {
    this.saved = { ...this.saved, ...change };
    saveSession(this.parts.root, this.saved);
  }
}

function says(state: SessionState, rule: string, detail: string) {
  return { state, rule: `protocol.${rule}`, detail };
}
