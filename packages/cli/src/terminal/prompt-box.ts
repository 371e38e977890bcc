import {
  clearScreenDown,
  createInterface,
  cursorTo,
  type Interface,
  type Key,
  moveCursor,
} from 'node:readline';
import { readTerminalLine } from '@architect/contracts/terminal-line';
import type { CommandContext } from '../command-context.ts';
import { describeError } from '../describe-error.ts';
import type { Fleet } from '../watch/fleet.ts';
import { completeLine } from './complete-line.ts';
import { type HistoryFile, keptLines } from './history-file.ts';
import { createTellNews, type TellNews } from './notices.ts';
import type { RunLine } from './run-line.ts';

export interface PromptBoxOptions {
  fleet: Fleet;
  history: HistoryFile;
  context: CommandContext;
}

const firstPrompt = '> ';
/** Before the last line of a pasted text, which is sent with the lines above it. */
const lastPrompt = '… ';
const pasteOn = '\u001b[?2004h';
const pasteOff = '\u001b[?2004l';

/** The line a person types, with history, completion, and notices that appear above it without touching it. */
export class PromptBox {
  #options: PromptBoxOptions;
  #readline: Interface;
  #tellNews: TellNews;
  #tellsAll = false;
  #wasConnected = true;
  #isPasting = false;
  /** Lines of a paste above the one being typed. */
  #pasted: string[] = [];
  #running = 0;
  #work: Promise<void> = Promise.resolve();
  #isClosed = false;
  #toldHistory = false;

  constructor(options: PromptBoxOptions) {
    this.#options = options;
    const { fleet, history, context } = options;
    const { stdin, stdout } = context;
    this.#tellNews = createTellNews(fleet, context.output.colors);
    this.#readline = createInterface({
      input: stdin,
      output: stdout,
      prompt: firstPrompt,
      history: history.read().reverse(),
      historySize: keptLines,
      removeHistoryDuplicates: true,
      completer: (line: string) => (this.#isPasting ? [[], line] : completeLine(line, fleet)),
    });
    // Before readline's own listener: the state must be known when it reports a line.
    stdin.prependListener('keypress', this.#onKey);
  }

  /** Runs lines until the person leaves. Resolves when the last line is done. */
  async run(runLine: RunLine): Promise<void> {
    const { fleet, context } = this.#options;
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    const end = () => this.#readline.close();
    this.#readline.once('close', close);
    this.#readline.on('line', (line) => this.#onLine(line, runLine));
    this.#readline.on('history', (lines) => this.#onHistory(lines));
    this.#readline.on('SIGINT', () => this.#onInterrupt());
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
    fleet.onChange(() => this.#onChange());
    fleet.live.failed.then((error) => this.#notify(`Live notices have ended: ${error.message}`));
    context.stdout.write(pasteOn);
    this.#readline.prompt();
    await closed;
    this.#isClosed = true;
    context.stdin.off('keypress', this.#onKey);
    context.stdout.write(`${pasteOff}\n`);
    fleet.live.close();
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.off(signal, end);
    await this.#work;
  }

  clear(): void {
    const { stdout } = this.#options.context;
    cursorTo(stdout, 0, 0);
    clearScreenDown(stdout);
  }

  /** With `true`, every change is told, not only ends and questions. */
  watch(isOn: boolean): void {
    this.#tellsAll = isOn;
  }

  #onKey = (_text: string | undefined, key: Key | undefined): void => {
    this.#settle({ always: key?.name === 'paste-end' });
    if (key?.name === 'paste-start') this.#isPasting = true;
    if (key?.name !== 'paste-end') return;
    this.#isPasting = false;
    if (this.#pasted.length === 0) return;
    this.#readline.setPrompt(lastPrompt);
    this.#readline.prompt(true);
  };

  /** Lines of a paste are not executed one by one: they are one text, sent by the person's own Enter. */
  #onLine(line: string, runLine: RunLine): void {
    if (this.#isPasting) {
      this.#pasted.push(line);
      this.#readline.setPrompt('');
      return;
    }
    const isPaste = this.#pasted.length > 0;
    const text = [...this.#pasted, line].join('\n');
    this.#forgetPaste();
    if (!isPaste && line.trim() !== '') this.#remember(line);
    const isPrompt = readTerminalLine(text).kind !== 'command';
    this.#running += 1;
    this.#work = this.#work.then(() => this.#finish(isPaste && !isPrompt ? refusePaste() : runLine(text)));
  }

  async #finish(running: Promise<'more' | 'end'>): Promise<void> {
    try {
      if ((await running) === 'end') this.#readline.close();
    } catch (error) {
      const { words } = describeError(error);
      if (words !== null) this.#options.context.output.note(words);
    }
    this.#running -= 1;
    if (this.#running === 0 && !this.#isClosed) this.#readline.prompt(true);
  }

  /** Parts of a paste would come back as lines of their own. */
  #onHistory(lines: string[]): void {
    if (this.#isPasting || this.#pasted.length > 0) lines.shift();
  }

  /** Ctrl-C drops what is typed; on an empty line it ends the program. */
  #onInterrupt(): void {
    if (this.#readline.line === '' && this.#pasted.length === 0) return this.#readline.close();
    this.#readline.write(null, { ctrl: true, name: 'e' });
    this.#leaveRow('^C');
    this.#readline.write(null, { ctrl: true, name: 'u' });
    this.#forgetPaste();
    this.#readline.prompt();
  }

  #forgetPaste(): void {
    this.#pasted = [];
    this.#readline.setPrompt(firstPrompt);
  }

  #onChange(): void {
    const { isConnected } = this.#options.fleet;
    for (const line of this.#tellNews({ all: this.#tellsAll })) this.#notify(line);
    if (isConnected !== this.#wasConnected)
      this.#notify(isConnected ? 'Connected again.' : 'The connection is lost; trying again.');
    this.#wasConnected = isConnected;
  }

  /** Puts a line above the one being typed. */
  #notify(text: string): void {
    if (this.#isClosed) return;
    const { stdout, output } = this.#options.context;
    if (this.#running > 0) return output.line(text);
    this.#settle({ always: false });
    const { rows } = this.#readline.getCursorPos();
    moveCursor(stdout, 0, -rows);
    cursorTo(stdout, 0);
    clearScreenDown(stdout);
    this.#leaveRow(text, rows);
    this.#readline.prompt(true);
  }

  /**
   * Repaints a line that came in one piece: readline writes such characters without noticing that they go on in the
   * next row, and would later paint over the wrong rows (`prevRows`, in Node 24's Interface).
   */
  #settle({ always }: { always: boolean }): void {
    const { stdout } = this.#options.context;
    const { rows, cols } = this.#readline.getCursorPos();
    const believed =
      'prevRows' in this.#readline && typeof this.#readline.prevRows === 'number'
        ? this.#readline.prevRows
        : rows;
    if (rows === believed && !always) return;
    // A full row: the terminal's cursor goes to the next one with the next character only.
    if (rows !== believed && cols === 0) stdout.write(' ');
    moveCursor(stdout, 0, believed - rows);
    this.#readline.prompt(true);
  }

  /** Ends the row with a text. Readline then goes up by the rows it believes to be above the cursor before it paints. */
  #leaveRow(text: string, rows = this.#readline.getCursorPos().rows): void {
    this.#options.context.stdout.write(`${text}\n${'\n'.repeat(rows)}`);
  }

  /** A history that cannot be kept is no reason to lose the line. */
  #remember(line: string): void {
    try {
      this.#options.history.add(line);
    } catch (error) {
      const { words } = describeError(error);
      if (!this.#toldHistory) this.#options.context.output.note(`The history is not kept: ${words}`);
      this.#toldHistory = true;
    }
  }
}

async function refusePaste(): Promise<never> {
  throw new Error('Several lines are sent as one prompt: begin with os:');
}
