import type { LlmProvider } from '@architect/llm/provider';
import { composeScreen, dialogRows, entryRows } from './compose-screen.ts';
import { Conversation } from './conversation.ts';
import { type Draft, edit, emptyDraft, insert, insertPaste, textOf } from './draft.ts';
import type { HookPayload } from './drop-hook.ts';
import { createPainter } from './paint-terminal.ts';
import { createKeyParser, type Key, type KeyName } from './parse-keys.ts';
import { stateBytes } from './report-state.ts';

/** The terminal as the chat needs it. */
export interface ChatTerminal {
  write(bytes: string): void;
  size(): { columns: number; rows: number };
}

export interface Timers {
  /** Epoch ms. */
  now(): number;
  /** Runs once after `delayMs`; returns cancel. */
  after(delayMs: number, run: () => void): () => void;
}

export interface ChatOptions {
  provider: LlmProvider;
  model: string;
  terminal: ChatTerminal;
  timers: Timers;
  dropHook: (payload: HookPayload) => void;
  /** Called once the person wants to leave. */
  quit: () => void;
}

const keptEntries = 200;
/** Pieces of an answer that come within this time share one repaint. */
const repaintMs = 30;
const escapeMs = 30;
const quitWithinMs = 2000;
const errorShownMs = 1000;

/**
 * The built-in agent on a terminal: an input box below a conversation. What it shows and reports is read by the
 * node's adapter of the same name: keep both alike.
 */
export class Chat {
  #options: ChatOptions;
  #talk: Conversation;
  #parser = createKeyParser();
  #painter = createPainter();
  #draft: Draft = emptyDraft;
  #hint: string | null = null;
  #lastCtrlCAt = Number.NEGATIVE_INFINITY;
  #lastState = '';
  #cancelRepaint: (() => void) | null = null;
  #cancelEscape: (() => void) | null = null;

  constructor(options: ChatOptions) {
    this.#options = options;
    this.#talk = new Conversation({
      ...options,
      now: options.timers.now,
      changed: (isPiece) => (isPiece ? this.#repaintWithin(repaintMs) : this.#repaint()),
    });
  }

  start(): void {
    const { provider, model, terminal } = this.#options;
    const text = `Built-in agent on ${provider.name} (${model}). Enter sends, Esc interrupts, Ctrl-C twice quits.`;
    this.#talk.entries.push({ kind: 'note', text });
    this.#talk.tell({ hook_event_name: 'SessionStart', source: 'startup' });
    terminal.write('\r\n'.repeat(terminal.size().rows));
    this.#repaint();
  }

  /** Input as read from the terminal, decoded. */
  input(chunk: string): void {
    const { timers } = this.#options;
    this.#cancelEscape?.();
    for (const key of this.#parser.feed(chunk, timers.now())) this.#onKey(key);
    if (this.#parser.isWaiting()) {
      this.#cancelEscape = timers.after(escapeMs, () => {
        for (const key of this.#parser.flush()) this.#onKey(key);
        this.#repaint();
      });
    }
    this.#repaint();
  }

  resized(): void {
    this.#painter.forget();
    this.#repaint();
  }

  /** Ends a running turn and all timers. Safe twice. */
  stop(reason: string): void {
    this.#talk.interrupt();
    this.#talk.tell({ hook_event_name: 'SessionEnd', reason });
    this.#cancelRepaint?.();
    this.#cancelEscape?.();
  }

  #repaint(): void {
    const { terminal, timers, provider, model } = this.#options;
    this.#cancelRepaint?.();
    this.#cancelRepaint = null;
    const { busySince, entries, question, state } = this.#talk;
    const busyMs = busySince === null ? null : timers.now() - busySince;
    const busySeconds = busyMs === null ? null : Math.floor(busyMs / 1000);
    const size = terminal.size();
    const view = { provider: provider.name, model, entries, busySeconds, draft: this.#draft };
    const picture = composeScreen({ ...view, dialog: question, hint: this.#hint }, size);
    const report = stateBytes(state, provider.name);
    const bytes = this.#painter.paint(picture, size) + (report === this.#lastState ? '' : report);
    this.#lastState = report;
    if (bytes !== '') terminal.write(bytes);
    this.#dropOldEntries(size.columns);
    if (busyMs !== null) this.#repaintWithin(1000 - (busyMs % 1000));
    if (state === 'error') this.#recoverSoon();
  }

  /** An agent that stays in error gets no prompt any more; one failed answer is no reason for that. */
  #recoverSoon(): void {
    this.#options.timers.after(errorShownMs, () => {
      this.#talk.recover();
      this.#repaint();
    });
  }

  /** The next repaint that is due wins. */
  #repaintWithin(delayMs: number): void {
    if (this.#cancelRepaint && delayMs <= repaintMs) {
      if (this.#isRepaintClose) return;
      this.#cancelRepaint();
    }
    this.#isRepaintClose = delayMs <= repaintMs;
    this.#cancelRepaint = this.#options.timers.after(delayMs, () => this.#repaint());
  }
  #isRepaintClose = false;

  #dropOldEntries(columns: number): void {
    const { entries } = this.#talk;
    while (entries.length > keptEntries && entries[0]) {
      const rows = entryRows(entries[0], columns).length + 1;
      if (rows > this.#painter.scrolledRows()) return;
      entries.shift();
      this.#painter.dropRows(rows);
    }
  }

  #onKey(key: Key): void {
    const isCtrlC = key.type === 'press' && key.name === 'ctrl-c';
    if (!isCtrlC) this.#hint = null;
    if (isCtrlC) this.#onCtrlC();
    else if (this.#talk.question) this.#onDialogKey(key, this.#talk.question.selected);
    else if (key.type === 'text') this.#draft = insert(this.#draft, key.text);
    else if (key.type === 'paste') this.#draft = insertPaste(this.#draft, key.text);
    else this.#onPress(key.name);
  }

  #onPress(name: KeyName): void {
    switch (name) {
      case 'enter':
        this.#submit();
        return;
      case 'newline':
        this.#draft = insert(this.#draft, '\n');
        return;
      case 'escape':
        this.#talk.interrupt();
        return;
      case 'ctrl-d':
        if (this.#draft.text === '' && this.#talk.busySince === null) this.#options.quit();
        return;
      case 'repaint':
        this.#painter.forget();
        return;
      case 'up':
      case 'down':
      case 'ctrl-c':
        return;
      default:
        this.#draft = edit(this.#draft, name);
    }
  }

  #submit(): void {
    const text = textOf(this.#draft);
    if (text.trim() === '') return;
    if (this.#talk.busySince !== null) {
      this.#hint = 'Still working: press Enter again when the answer is there, or Esc to interrupt.';
      return;
    }
    this.#draft = emptyDraft;
    this.#talk.submit(text);
  }

  #onDialogKey(key: Key, selected: number): void {
    const pressed = key.type === 'text' ? key.text : key.type === 'press' ? key.name : '';
    if (pressed === '1') this.#talk.decide(true);
    if (pressed === '2') this.#talk.decide(false);
    if (pressed === 'enter') this.#talk.decide(selected === 0);
    if (pressed === 'up') this.#talk.select(0);
    if (pressed === 'down') this.#talk.select(dialogRows.length - 1);
    if (pressed === 'escape') this.#talk.interrupt();
  }

  #onCtrlC(): void {
    const now = this.#options.timers.now();
    if (now - this.#lastCtrlCAt < quitWithinMs) {
      this.#options.quit();
      return;
    }
    this.#lastCtrlCAt = now;
    this.#talk.interrupt();
    this.#draft = emptyDraft;
    this.#hint = 'Press Ctrl-C again to quit.';
  }
}
