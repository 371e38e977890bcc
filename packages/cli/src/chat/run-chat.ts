import { randomUUID } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import type { LlmProvider } from '@architect/llm/provider';
import { Chat } from './chat.ts';
import { createHookDrop } from './drop-hook.ts';

const enter = '\u001b[?2004h';
/** Bracketed paste off, cursor shown, plain look, below what is on the screen. */
const leave = '\u001b[?2004l\u001b[?25h\u001b[0m\u001b]2;\u0007';

/**
 * Runs the chat on this process's terminal until the person leaves or a signal comes.
 * @param hookDirectory where hook files go; undefined = nowhere
 */
export function runChat({
  provider,
  model,
  stdin,
  stdout,
  hookDirectory,
}: {
  provider: LlmProvider;
  model: string;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  hookDirectory: string | undefined;
}): Promise<void> {
  process.title = 'architect-chat';
  const dropHook = createHookDrop({
    directory: hookDirectory,
    common: { session_id: randomUUID(), cwd: process.cwd() },
    now: Date.now,
    pid: process.pid,
  });
  return new Promise((resolve) => {
    const chat = new Chat({
      provider,
      model,
      dropHook,
      timers: { now: Date.now, after },
      terminal: {
        write: (bytes) => stdout.write(bytes),
        size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
      },
      quit: finish,
    });
    const decoder = new StringDecoder('utf8');
    const onData = (bytes: Buffer) => chat.input(decoder.write(bytes));
    const onResize = () => chat.resized();
    let isOver = false;

    function finish(): void {
      if (isOver) return;
      isOver = true;
      chat.stop('exit');
      stdin.off('data', onData);
      stdout.off('resize', onResize);
      stdout.write(`\u001b[${stdout.rows || 24};1H\r\n${leave}`);
      stdin.setRawMode(false);
      stdin.pause();
      resolve();
    }

    stdin.setRawMode(true);
    stdout.write(enter);
    stdin.on('data', onData);
    stdin.on('end', finish);
    stdout.on('resize', onResize);
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.once(signal, finish);
    chat.start();
  });
}

function after(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}
