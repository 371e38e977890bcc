import type { ClientMessage } from '@architect/contracts/events';
import { createListeners } from './listeners.ts';
import { type LiveMessage, readLiveMessage } from './live-message.ts';

export type LiveStatus = 'connecting' | 'live' | 'reconnecting';

/** What the live connection needs of a WebSocket. */
export interface Socket {
  send(text: string): void;
  close(): void;
  onMessage(listener: (data: unknown) => void): void;
  onClose(listener: () => void): void;
}

export interface LiveParts {
  open(): Socket;
  after(delayMs: number, run: () => void): () => void;
  /** 0–1; spreads the reconnects of many tabs. */
  random(): number;
}

const topics = [
  ...[
    'session.*',
    'prompt.*',
    'interaction.*',
    'pattern.*',
    'policy.*',
    'record.*',
    'errors.*',
    'assignment.*',
    'suggestion.*',
    'scan.*',
  ],
  ...['node.*', 'activity.*', 'server.*', 'autopilot.*'],
];
const firstDelayMs = 500;
const longestDelayMs = 15_000;
const pingMs = 25_000;
const silentMs = 10_000;

/**
 * One connection to `/ws` for the whole page. After a loss it reconnects with a rising delay and resumes after
 * the last event it saw; where the server cannot resume, or is another process, it reports a gap.
 */
export class Live {
  private readonly parts: LiveParts;
  private readonly statusListeners = createListeners<[LiveStatus]>();
  private readonly eventListeners = createListeners<[topic: string, payload: unknown]>();
  private readonly gapListeners = createListeners<[]>();
  private readonly lossListeners = createListeners<[]>();
  private readonly messageListeners = createListeners<[LiveMessage]>();
  private current: LiveStatus = 'connecting';
  private socket: Socket | null = null;
  private wanted = false;
  private failures = 0;
  private greetings = 0;
  private hasGap = false;
  private lastSeq: number | undefined;
  private serverId: unknown;
  private cancelTimer: (() => void) | null = null;

  readonly onStatus = this.statusListeners.add;
  readonly onEvent = this.eventListeners.add;
  /** Something may have been missed: everything shown must be read again. */
  readonly onGap = this.gapListeners.add;
  /** After every lost connection and failed try: the login may be why. */
  readonly onLoss = this.lossListeners.add;
  /** Messages that are not events, e.g. `terminal.data`. */
  readonly onMessage = this.messageListeners.add;

  constructor(parts: LiveParts) {
    this.parts = parts;
  }

  readonly status = (): LiveStatus => this.current;

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.connect();
  }

  stop(): void {
    this.wanted = false;
    this.setTimer(null);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.current = 'connecting';
  }

  /** Returns false while disconnected; nothing is queued. */
  send(message: ClientMessage): boolean {
    if (this.current !== 'live' || !this.socket) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  private connect() {
    const socket = this.parts.open();
    this.socket = socket;
    socket.onMessage((data) => {
      const message = typeof data === 'string' ? readLiveMessage(data) : null;
      if (message && this.socket === socket) this.receive(socket, message);
    });
    socket.onClose(() => {
      if (this.socket === socket) this.lost();
    });
  }

  private lost() {
    this.socket = null;
    this.setTimer(null);
    if (!this.wanted) return;
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** this.failures);
    this.failures += 1;
    this.setStatus('reconnecting');
    this.lossListeners.tell();
    this.setTimer(this.parts.after(delayMs * (0.75 + this.parts.random() / 2), () => this.connect()));
  }

  /** A connection that died without a word is found by a ping that nobody answers. */
  private watch() {
    const giveUp = () => {
      const socket = this.socket;
      this.lost();
      socket?.close();
    };
    const ask = () => {
      this.send({ type: 'ping' });
      this.setTimer(this.parts.after(silentMs, giveUp));
    };
    this.setTimer(this.parts.after(pingMs, ask));
  }

  private receive(socket: Socket, message: LiveMessage) {
    this.watch();
    if (message.type === 'hello') return this.greet(socket, message);
    if (message.seq !== undefined) this.lastSeq = message.seq;
    if (message.type === 'pong') this.subscribed();
    else if (message.type === 'gap') this.gapListeners.tell();
    else if (message.type === 'event' && message.topic) this.eventListeners.tell(message.topic, message.data);
    else this.messageListeners.tell(message);
  }

  private greet(socket: Socket, message: LiveMessage) {
    const { seq, server_id: serverId } = message.fields;
    const since = this.greetings > 0 && this.serverId === serverId ? this.lastSeq : undefined;
    this.hasGap = since === undefined && (this.greetings > 0 || this.failures > 0);
    if (since === undefined) this.lastSeq = typeof seq === 'number' ? seq : undefined;
    this.serverId = serverId;
    this.greetings += 1;
    this.failures = 0;
    socket.send(JSON.stringify({ type: 'subscribe', topics, since } satisfies ClientMessage));
    socket.send(JSON.stringify({ type: 'ping' } satisfies ClientMessage));
  }

  /** Messages are answered in order: a pong proves that the subscription before it holds. */
  private subscribed() {
    this.setStatus('live');
    if (!this.hasGap) return;
    this.hasGap = false;
    this.gapListeners.tell();
  }

  private setStatus(status: LiveStatus) {
    if (this.current === status) return;
    this.current = status;
    this.statusListeners.tell(status);
  }

  private setTimer(cancel: (() => void) | null) {
    this.cancelTimer?.();
    this.cancelTimer = cancel;
  }
}
