import {
  type LivePayload,
  type LiveTopic,
  liveEvents,
  type ServerMessage,
  serverMessage,
} from '@architect/contracts/events';
import { WebSocket } from 'ws';
import type { Server } from './connect.ts';
import { CliError } from './exit-codes.ts';

export type LiveEvent = { [T in LiveTopic]: { topic: T; data: LivePayload<T> } }[LiveTopic];

export interface Live {
  close(): void;
  /** Resolves only when the connection cannot come back: the server refuses us. */
  failed: Promise<CliError>;
}

const firstRetryMs = 250;
const longestRetryMs = 10_000;

/**
 * Live events from `/ws`, resumed after every loss. Resolves once the subscription is in effect.
 * @throws CliError when the first connection fails
 */
export async function openLive(options: {
  server: Server;
  topics: string[];
  onEvent: (event: LiveEvent) => void;
  /** Events were missed: read again what is shown. */
  onGap: () => void;
  onLost?: () => void;
  onBack?: () => void;
}): Promise<Live> {
  const link = new LiveLink(options);
  await link.open();
  return link;
}

type Options = Parameters<typeof openLive>[0];

class LiveLink implements Live {
  readonly failed: Promise<CliError>;
  #fail: (error: CliError) => void;
  #options: Options;
  #socket: WebSocket | null = null;
  #retry: NodeJS.Timeout | null = null;
  #retryMs = firstRetryMs;
  #lastSeq: number | undefined;
  #serverId: unknown;
  #isClosed = false;

  constructor(options: Options) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<CliError>();
    this.failed = promise;
    this.#fail = resolve;
  }

  close(): void {
    this.#isClosed = true;
    if (this.#retry) clearTimeout(this.#retry);
    this.#socket?.close();
  }

  open(): Promise<void> {
    const { server } = this.#options;
    const socket = new WebSocket(`${server.url.replace(/^http/, 'ws')}/ws`, { headers: server.headers });
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      let isReady = false;
      socket.on('message', (bytes) => {
        const message = serverMessage.safeParse(JSON.parse(String(bytes)));
        if (!message.success) return;
        if (message.data.type === 'pong' && !isReady) {
          isReady = true;
          this.#retryMs = firstRetryMs;
          resolve();
        }
        this.#onMessage(message.data, socket);
      });
      socket.on('unexpected-response', (_request, response) => {
        const failure = response.statusCode === 401 || response.statusCode === 403 ? 'forbidden' : 'failed';
        reject(new CliError(failure, `Live updates were refused with status ${response.statusCode}.`));
        socket.close();
      });
      socket.on('error', (cause) =>
        reject(new CliError('unreachable', `no answer from ${server.url}`, { cause })),
      );
      socket.on('close', () => {
        reject(new CliError('unreachable', `${server.url} closed the connection.`));
        if (isReady) this.#onLost();
      });
    });
  }

  #onMessage(message: ServerMessage, socket: WebSocket): void {
    if (message.type === 'hello') return this.#greet(message, socket);
    if (message.seq !== undefined) this.#lastSeq = message.seq;
    if (message.type === 'gap') this.#options.onGap();
    if (message.type !== 'event' || !message.topic || !(message.topic in liveEvents)) return;
    // The topic was just looked up; a payload of another shape comes from another version and is left out.
    const schema = liveEvents[message.topic as LiveTopic];
    const payload = schema.safeParse(message.data);
    if (payload.success) this.#options.onEvent({ topic: message.topic, data: payload.data } as LiveEvent);
  }

  /** Subscribes from the last event seen; the pong after it shows that the subscription is in effect. */
  #greet(message: ServerMessage, socket: WebSocket): void {
    const hello = (message.data ?? {}) as { seq?: number; server_id?: unknown };
    const isOther = this.#serverId !== undefined && this.#serverId !== hello.server_id;
    this.#serverId = hello.server_id;
    const since = isOther ? undefined : this.#lastSeq;
    socket.send(
      JSON.stringify({
        type: 'subscribe',
        topics: this.#options.topics,
        ...(since === undefined ? {} : { since }),
      }),
    );
    socket.send(JSON.stringify({ type: 'ping' }));
    this.#lastSeq = since ?? message.seq ?? hello.seq;
    if (isOther) this.#options.onGap();
  }

  #onLost(): void {
    if (this.#isClosed) return;
    this.#options.onLost?.();
    const again = () => {
      this.open().then(
        () => this.#options.onBack?.(),
        (error: CliError) => {
          if (error.failure === 'forbidden') return this.#fail(error);
          if (this.#isClosed) return;
          this.#retryMs = Math.min(this.#retryMs * 2, longestRetryMs);
          this.#retry = setTimeout(again, this.#retryMs);
        },
      );
    };
    this.#retry = setTimeout(again, this.#retryMs);
  }
}
