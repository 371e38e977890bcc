import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

/**
 * A stand-in for the terminal side of `ollama run MODEL`, which cannot be had here: written from the public source
 * (`readline/readline.go`, `cmd/interactive.go`, `cmd/cmd.go`, `progress/` of github.com/ollama/ollama, August 2026).
 * Prompt, hint and its colour, `... ` for further rows, line-wise pastes, `"""` blocks, commands, spinner and streamed
 * answer are as there; the model is whatever answers at OLLAMA_HOST. The model's name is the last argument.
 */
const model = process.argv.at(-1) ?? 'stub:latest';
const host = process.env.OLLAMA_HOST ?? 'http://127.0.0.1:11434';
const grey = '\u001b[38;5;245m';
const plain = '\u001b[0m';
const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const write = (text: string) => process.stdout.write(text);

interface Keys {
  read(): Promise<string>;
}

/** Characters from the terminal, one at a time, as the program's own reader hands them on. */
function openKeys(): Keys {
  const waiting: string[] = [];
  let wake: (() => void) | null = null;
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (data: string) => {
    waiting.push(...data);
    wake?.();
  });
  return {
    async read() {
      while (waiting.length === 0) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
      return waiting.shift() ?? '';
    },
  };
}

type Line = { kind: 'line'; text: string } | { kind: 'interrupt' } | { kind: 'end' };

const keys = openKeys();
let isPasting = false;
let isFurther = false;

/** One line with the marks, the hint and the wrapping of the program's line editor. */
async function readLine(): Promise<Line> {
  process.stdin.setRawMode(true);
  write(isPasting || isFurther ? '... ' : '>>> ');
  const width = (process.stdout.columns || 80) - 4;
  let text = '';
  let shown = 0;
  const add = (letter: string) => {
    text += letter;
    shown += 1;
    write(letter);
    if (shown % width === 0) write('\r\n... ');
  };
  try {
    for (;;) {
      if (text === '' && (!isPasting || isFurther)) {
        const hint = isFurther ? 'Press Enter to send' : 'Send a message (/? for help)';
        write(`${grey}${hint}\u001b[${hint.length}D${plain}`);
      }
      const key = await keys.read();
      if (text === '') write('\u001b[K');
      if (key === '\u001b') await readEscape();
      else if (key === '\u0003') return { kind: 'interrupt' };
      else if (key === '\u0004') return { kind: 'end' };
      else if (key === '\t') for (let i = 0; i < 8; i += 1) add(' ');
      else if (key === '\r' || key === '\n') {
        write('\r\n');
        return { kind: 'line', text };
      } else if (key === '\u0015') {
        write(`\r\u001b[4C\u001b[K`);
        text = '';
        shown = 0;
      } else if (key >= ' ' && key !== '\u007f') add(key);
    }
  } finally {
    process.stdin.setRawMode(false);
  }
}

async function readEscape(): Promise<void> {
  if ((await keys.read()) !== '[') return;
  if ((await keys.read()) !== '2') return;
  const code = (await keys.read()) + (await keys.read()) + (await keys.read());
  if (code === '00~') isPasting = true;
  if (code === '01~') isPasting = false;
}

const messages: { role: string; content: string }[] = [];

async function chat(content: string): Promise<void> {
  messages.push({ role: 'user', content });
  let frame = 0;
  const turning = setInterval(() => write(`\r${spinner[frame++ % spinner.length]} \u001b[K`), 100);
  let answer = '';
  const stopSpinner = () => {
    clearInterval(turning);
    write('\r\u001b[2K');
  };
  try {
    const reply = await fetch(`${host}/api/chat`, {
      method: 'POST',
      body: JSON.stringify({ model, messages }),
    });
    if (!reply.ok || reply.body === null) throw new Error(await reply.text());
    const lines = createInterface({ input: Readable.from(reply.body) });
    for await (const line of lines) {
      const part: { message?: { content?: string } } = JSON.parse(line);
      const piece = part.message?.content ?? '';
      if (piece !== '' && answer === '') stopSpinner();
      answer += piece;
      write(piece.replaceAll('\n', '\r\n'));
    }
  } catch (error) {
    stopSpinner();
    if (!String(error).includes('upstream error')) {
      write(`Error: ${error instanceof Error ? error.message : error}\r\n`);
      process.exit(1);
    }
    write('An error occurred while processing your message. Please try again.\r\n\r\n');
    return;
  }
  stopSpinnerIfEmpty(answer, stopSpinner);
  messages.push({ role: 'assistant', content: answer });
  write('\r\n\r\n');
}

function stopSpinnerIfEmpty(answer: string, stop: () => void): void {
  if (answer === '') stop();
}

let block: string | null = null;
let text = '';

/** What the program does with a line; true when the message is whole. */
function takeLine(line: string): boolean {
  if (block !== null) {
    const isEnd = line.endsWith('"""');
    text += isEnd ? line.slice(0, -3) : `${line}\n`;
    isFurther = !isEnd;
    block = isEnd ? null : block;
    return isEnd;
  }
  if (line.startsWith('"""')) {
    const rest = line.slice(3);
    const isEnd = rest.endsWith('"""');
    text += isEnd ? rest.slice(0, -3) : `${rest}\n`;
    isFurther = !isEnd;
    block = isEnd ? null : '"""';
    return isEnd;
  }
  if (isPasting) {
    text += `${line}\n`;
    return false;
  }
  if (line.startsWith('/bye') || line.startsWith('/exit')) process.exit(0);
  if (line.startsWith('/')) {
    write(`Unknown command '${line.split(/\s/)[0]}'. Type /? for help\r\n`);
    return false;
  }
  text += line;
  return true;
}

if (process.argv.includes('--version')) {
  write('ollama version is 0.30.0\n');
  process.exit(0);
}
write('\u001b[?2004h');
for (;;) {
  const line = await readLine();
  if (line.kind === 'end') process.exit(0);
  if (line.kind === 'interrupt') {
    write('\r\n\r\nUse Ctrl + d or /bye to exit.\r\n');
    isFurther = false;
    text = '';
    block = null;
  } else if (takeLine(line.text) && text !== '') {
    const message = text;
    text = '';
    await chat(message);
  }
}
