import type { ClientMessage } from '@architect/contracts/events';
import { type LiveMessage, readLiveMessage } from './live-message.ts';

export type LiveStatus = 'connecting' | 'live' | 'reconnecting';

/** What the live connection needs of a WebSocket. */
export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

export interface LiveParts {
  open(): Socket;
  after(delayMs: number, run: () => void): () => void;
  /** 0–1; spreads the reconnects of many tabs. */
  random(): number;
}

export interface Live {
  status(): LiveStatus;
  onStatus(listener: (status: LiveStatus) => void): () => void;
  onEvent(listener: (topic: string, payload: unknown) => void): () => void;
  /** Something may have been missed: everything shown must be read again. */
  onGap(listener: () => void): () => void;
  /** Messages that are not events, e.g. `terminal.data`. */
  onMessage(listener: (message: LiveMessage) => void): () => void;
  /** Returns false while disconnected; nothing is queued. */
  send(message: ClientMessage): boolean;
  start(): void;
  stop(): void;
}

const topics = ['session.*', 'prompt.*', 'interaction.*', 'node.*', 'activity.*', 'server.*'];
const firstDelayMs = 500;
const longestDelayMs = 15_000;
const pingMs = 25_000;
const silentMs = 10_000;

/**
 * One connection to `/ws` for the whole page. After a loss it reconnects with a rising delay and resumes after
 * the last event it saw; where the server cannot resume, or is another process, it reports a gap.
 */
export function createLive(parts: LiveParts): Live {
  const statusListeners = new Set<(status: LiveStatus) => void>();
  const eventListeners = new Set<(topic: string, payload: unknown) => void>();
  const gapListeners = new Set<() => void>();
  const messageListeners = new Set<(message: LiveMessage) => void>();
  const state = {
    status: 'connecting' as LiveStatus,
    socket: null as Socket | null,
    attempts: 0,
    lastSeq: undefined as number | undefined,
    serverId: undefined as unknown,
    wanted: false,
    cancelTimer: () => {},
  };

  function setStatus(status: LiveStatus) {
    if (state.status === status) return;
    state.status = status;
    for (const listener of statusListeners) listener(status);
  }

  function send(message: ClientMessage): boolean {
    if (state.status !== 'live' || !state.socket) return false;
    state.socket.send(JSON.stringify(message));
    return true;
  }

  function connect() {
    const socket = parts.open();
    state.socket = socket;
    socket.onmessage = (event) => {
      const message = typeof event.data === 'string' ? readLiveMessage(event.data) : null;
      if (message && state.socket === socket) receive(socket, message);
    };
    socket.onclose = () => {
      if (state.socket === socket) lost();
    };
  }

  function lost() {
    state.socket = null;
    state.cancelTimer();
    if (!state.wanted) return;
    setStatus('reconnecting');
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** state.attempts);
    state.attempts += 1;
    state.cancelTimer = parts.after(delayMs * (0.75 + parts.random() / 2), connect);
  }

  /** A connection that died without a word is found by a ping that nobody answers. */
  function watch() {
    state.cancelTimer();
    state.cancelTimer = parts.after(pingMs, () => {
      send({ type: 'ping' });
      state.cancelTimer = parts.after(silentMs, () => {
        const socket = state.socket;
        lost();
        socket?.close();
      });
    });
  }

  function receive(socket: Socket, message: LiveMessage) {
    watch();
    if (message.type === 'hello') return greet(socket, message);
    if (message.seq !== undefined) state.lastSeq = message.seq;
    if (message.type === 'gap') for (const listener of gapListeners) listener();
    else if (message.type === 'event' && message.topic)
      for (const listener of eventListeners) listener(message.topic, message.data);
    else for (const listener of messageListeners) listener(message);
  }

  function greet(socket: Socket, message: LiveMessage) {
    const sameServer = state.serverId !== undefined && state.serverId === message.fields.server_id;
    const missed = state.attempts > 0 || state.serverId !== undefined;
    const since = sameServer ? state.lastSeq : undefined;
    socket.send(JSON.stringify({ type: 'subscribe', topics, ...(since === undefined ? {} : { since }) }));
    state.serverId = message.fields.server_id;
    if (since === undefined) state.lastSeq = typeof message.fields.seq === 'number' ? message.fields.seq : undefined;
    state.attempts = 0;
    setStatus('live');
    if (missed && since === undefined) for (const listener of gapListeners) listener();
  }

  return {
    status: () => state.status,
    onStatus: (listener) => listen(statusListeners, listener),
    onEvent: (listener) => listen(eventListeners, listener),
    onGap: (listener) => listen(gapListeners, listener),
    onMessage: (listener) => listen(messageListeners, listener),
    send,
    start() {
      if (state.wanted) return;
      state.wanted = true;
      connect();
    },
    stop() {
      state.wanted = false;
      state.cancelTimer();
      const socket = state.socket;
      state.socket = null;
      socket?.close();
      state.status = 'connecting';
    },
  };
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
