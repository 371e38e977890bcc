import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { createControlParser, type ReplyBlock } from './control-parser.ts';
import type { TmuxCommand } from './tmux-command.ts';

export interface ControlClient {
  readonly pid: number;
  readonly alive: boolean;
  /** Resolves when attached, rejects when the process ends before. Write nothing earlier: tmux 3.3a loses it. */
  readonly ready: Promise<void>;
  /** One command that answers with one block. Rejects with tmux's error text. */
  run(line: string): Promise<Buffer[]>;
  /**
   * A line with any number of blocks (`a ; b`, if-shell with a branch). A sentinel command closes the group, so that a
   * miscount can never shift later replies. Resolves with the lines of all blocks. `onBlock` runs the moment a block is
   * read, in order with the output around it.
   */
  runGroup(line: string, onBlock?: (block: ReplyBlock) => void): Promise<Buffer[]>;
  /** Detaches (EOF), ends the process by its pid if it lingers, and resolves when it is gone. Safe twice. */
  close(): Promise<void>;
}

export interface ControlClientOptions {
  tmux: TmuxCommand;
  clock: Clock;
  /** Target session, e.g. `$3`. */
  target: string;
  /** Client flags, e.g. `no-output,ignore-size`. */
  flags: string;
  /** Goes into the client's environment, so that a later run can tell it for ours. */
  marker: Record<string, string>;
  onOutput?(paneId: string, chunk: Buffer): void;
  onNotify(name: string, rest: string): void;
  onExit(reason: string): void;
}

interface Pending {
  /** Last block of a group; null for a single block. */
  sentinel: string | null;
  lines: Buffer[];
  failure: string | null;
  sentAt: number;
  onBlock?: (block: ReplyBlock) => void;
  resolve(lines: Buffer[]): void;
  reject(error: Error): void;
}

/** A server that does not answer for this long is taken for dead: the client is ended and the driver connects anew. */
const replyTimeoutMs = 15_000;
/** tmux 3.3a leaves a client with unread output hanging after EOF. */
const exitGraceMs = 500;

/** Starts one `tmux -C attach-session`. Replies are matched in the order of the commands, as tmux guarantees. */
export function createControlClient(options: ControlClientOptions): ControlClient {
  const { tmux, clock } = options;
  const process = spawn(
    tmux.file,
    [...tmux.args, '-N', '-C', 'attach-session', '-t', options.target, '-f', options.flags],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { ...tmux.clientEnv, ...options.marker } },
  );
  const attached = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  const replies = createReplyQueue({
    clock,
    write: (text) => process.stdin.write(text),
    onStuck: () => process.kill('SIGKILL'),
  });
  let alive = true;
  let isAttached = false;
  let complaint = '';

  const parse = createControlParser({
    output: (paneId, chunk) => options.onOutput?.(paneId, chunk),
    block: (block) => {
      if (block.ours) replies.take(block);
      else if (block.failed) complaint += textOf(block.lines);
    },
    notify: (name, rest) => {
      if (name === '%session-changed') {
        isAttached = true;
        attached.resolve();
      }
      options.onNotify(name, rest);
    },
  });

  function end(error?: Error): void {
    if (!alive) return;
    alive = false;
    const reason = complaint.trim() || error?.message || 'the control client ended';
    attached.reject(new Error(reason));
    replies.fail(new Error(`tmux is out of reach: ${reason}`));
    gone.resolve();
    options.onExit(reason);
  }
  attached.promise.catch(() => undefined); // the caller of `ready` hears of it; an unheard rejection would end the program
  process.stdout.on('data', parse);
  process.stderr.on('data', (bytes: Buffer) => {
    complaint += bytes.toString('utf8');
  });
  process.stdin.on('error', () => undefined); // EPIPE: the exit event follows and says more
  process.on('error', end);
  process.on('close', () => end());

  const send = (line: string, group: boolean, onBlock?: Pending['onBlock']): Promise<Buffer[]> => {
    if (!alive || !isAttached) return Promise.reject(new Error('tmux is out of reach: not connected'));
    return replies.send(line, group, onBlock);
  };
  return {
    pid: process.pid ?? 0,
    get alive() {
      return alive;
    },
    ready: attached.promise,
    run: (line) => send(line, false),
    runGroup: (line, onBlock) => send(line, true, onBlock),
    close: () => closeProcess(process, clock, gone.promise),
  };
}

function closeProcess(process: ChildProcess, clock: Clock, gone: Promise<void>): Promise<void> {
  process.stdin?.end();
  const cancel = clock.after(exitGraceMs, () => process.kill('SIGKILL'));
  return gone.finally(cancel);
}

interface ReplyQueue {
  send(line: string, group: boolean, onBlock?: Pending['onBlock']): Promise<Buffer[]>;
  take(block: ReplyBlock): void;
  fail(error: Error): void;
}

function createReplyQueue(deps: { clock: Clock; write(text: string): void; onStuck(): void }): ReplyQueue {
  const queue: Pending[] = [];
  const prefix = randomBytes(6).toString('hex');
  let count = 0;
  let unsent = '';
  let cancelWatch: (() => void) | null = null;

  /** Ticks only while an answer is awaited. */
  function watch(): void {
    cancelWatch ??= deps.clock.after(replyTimeoutMs, () => {
      cancelWatch = null;
      const oldest = queue[0];
      if (!oldest) return;
      if (deps.clock.now() - oldest.sentAt >= replyTimeoutMs) deps.onStuck();
      else watch();
    });
  }

  function rest(): void {
    if (queue.length > 0) return;
    cancelWatch?.();
    cancelWatch = null;
  }

  function flush(): void {
    const text = unsent;
    unsent = '';
    deps.write(text);
  }

  return {
    send(line, group, onBlock) {
      if (line === '' || /[\r\n\0]/.test(line))
        return Promise.reject(new Error('a control line must be one line and not empty')); // an empty one detaches
      return new Promise((resolve, reject) => {
        count += 1;
        const sentinel = group ? `end-${prefix}-${count}` : null;
        const sentAt = deps.clock.now();
        queue.push({ sentinel, lines: [], failure: null, sentAt, onBlock, resolve, reject });
        if (unsent === '') queueMicrotask(flush); // commands of the same turn go out in one write
        unsent += sentinel ? `${line}\ndisplay-message -p ${sentinel}\n` : `${line}\n`;
        watch();
      });
    },
    take(block) {
      const pending = queue[0];
      if (!pending) return;
      const isLast = pending.sentinel === null || isSentinel(block, pending.sentinel);
      if (pending.sentinel === null || !isLast) takeInto(pending, block);
      if (!isLast) return;
      queue.shift();
      rest();
      if (pending.failure === null) pending.resolve(pending.lines);
      else pending.reject(new Error(pending.failure));
    },
    fail(error) {
      for (const pending of queue.splice(0)) pending.reject(error);
      rest();
    },
  };
}

function takeInto(pending: Pending, block: ReplyBlock): void {
  pending.onBlock?.(block);
  if (block.failed) pending.failure ??= textOf(block.lines);
  else for (const line of block.lines) pending.lines.push(line);
}

function isSentinel(block: ReplyBlock, sentinel: string): boolean {
  return block.lines.length === 1 && block.lines[0]?.toString('latin1') === sentinel;
}

function textOf(lines: Buffer[]): string {
  return lines.map((line) => line.toString('utf8')).join('\n');
}
