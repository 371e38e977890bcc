import { randomUUID } from 'node:crypto';
import type { Role } from '@architect/contracts/accounts';
import type { Access } from '@architect/contracts/endpoint';
import { type ClientMessage, clientMessage, type ServerMessage } from '@architect/contracts/events';
import fastifyWebsocket from '@fastify/websocket';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { AppError } from '../app-error.ts';
import type { Caller, Clock } from '../context.ts';
import type { EventBus } from '../events/bus.ts';
import { createLiveFeed, type FeedEntry, isTopicIn, type LiveFeed } from '../events/live-feed.ts';
import { isSameOrigin } from './csrf.ts';
import { asAppError } from './error-reply.ts';
import type { Http } from './http.ts';
import { type Identity, isRoleAtLeast } from './identity.ts';
import { validate } from './validate.ts';

/** Bytes a client may send in one message; a terminal paste is the largest. */
const largestMessage = 512 * 1024;
/** Other addresses may take more: one limit holds for all sockets before a message is complete. */
const largestAnywhere = 16 * 1024 * 1024;
/** Bytes that may wait for a client that does not read; then it is dropped and may come back with `since`. */
const largestBacklog = 8 * 1024 * 1024;
const heartbeatMs = 30_000;

/** Close codes: 1009 of RFC 6455, others ours; 4000–4999 are free for applications (RFC 6455, 7.4.2). */
const closeCodes = { tooLarge: 1009, tooSlow: 4408, signedOut: 4401 } as const;

export type HandledType = Exclude<ClientMessage['type'], 'subscribe' | 'unsubscribe' | 'ping'>;
export type MessageOf<Type extends ClientMessage['type']> = Extract<ClientMessage, { type: Type }>;

/** One client; the same object for every message of a connection. */
export interface LiveConnection {
  readonly caller: Caller;
  send(message: ServerMessage): void;
  /** Runs once, when the connection has ended for whatever reason. */
  onClose(run: () => void): void;
}

export type MessageHandler<Type extends HandledType> = (
  message: MessageOf<Type>,
  connection: LiveConnection,
) => Promise<void> | void;

type Handlers = Map<string, { role: Role; handle: MessageHandler<never> }>;

export interface LiveSockets {
  /** Registers the one handler of a message type, for callers of at least this role: `operator` where it acts. */
  onMessage<Type extends HandledType>(type: Type, role: Role, handler: MessageHandler<Type>): void;
  /** Adds another address that speaks WebSocket, for callers of at least this role. */
  onSocket(url: string, access: Access, accept: AcceptSocket): void;
  /** Open connections. */
  count(): number;
}

export type AcceptSocket = (socket: WebSocket, identity: Identity) => void;

interface LiveDependencies {
  http: Http;
  events: EventBus;
  clock: Clock;
  log: Logger;
}

/** Adds `/ws`: live events with resume, and messages that other modules handle. */
export function createLiveSockets({ http, events, clock, log }: LiveDependencies): LiveSockets {
  const serverId = randomUUID();
  // Numbers go on from the clock, so that an older server's number is never mistaken for one of ours.
  const feed = createLiveFeed({ events, firstSeq: clock.now() });
  const handlers: Handlers = new Map();
  const clients = new Set<Client>();
  http.app.register(fastifyWebsocket, { options: { maxPayload: largestAnywhere } });
  const onSocket: LiveSockets['onSocket'] = (url, access, accept) => {
    http.app.after(() => addSocketRoute(http, { url, access, accept }));
  };
  onSocket('/ws', 'viewer', (socket, identity) => {
    const client = new Client({ socket, identity, feed, serverId, handlers, clock, log });
    clients.add(client);
    client.onClose(() => clients.delete(client));
  });
  http.app.addHook('onClose', async () => feed.close());

  return {
    onMessage(type, role, handler) {
      if (handlers.has(type)) throw new Error(`messages ${type} have a handler already`);
      // The map holds handlers of all types; each is called with messages of its own type only.
      handlers.set(type, { role, handle: handler as unknown as MessageHandler<never> });
    },
    onSocket,
    count: () => clients.size,
  };
}

function addSocketRoute(
  http: Http,
  { url, access, accept }: { url: string; access: Access; accept: AcceptSocket },
): void {
  http.app.route({
    method: 'GET',
    url,
    preValidation: async (request, reply) => {
      await http.gate.admit(request, reply, { access, unlimited: true, passive: true });
      // Browsers do not keep pages of other sites from opening sockets: only this check does.
      if (request.headers.origin !== undefined && !isSameOrigin(request)) {
        throw new AppError('FORBIDDEN', 'This connection comes from another site, so it was refused.');
      }
    },
    handler: (_request, reply) => {
      reply.header('Upgrade', 'websocket').header('Connection', 'Upgrade');
      throw new AppError('VALIDATION_FAILED', `${url} speaks WebSocket: connect with a WebSocket client.`);
    },
    wsHandler: (socket, { identity }) => {
      if (identity) accept(socket, identity);
      else socket.close(closeCodes.signedOut, 'sign in first');
    },
  });
}

interface ClientParts {
  socket: WebSocket;
  identity: Identity;
  feed: LiveFeed;
  serverId: string;
  handlers: Handlers;
  clock: Clock;
  log: Logger;
}

class Client implements LiveConnection {
  readonly caller: Caller;
  readonly #parts: ClientParts;
  readonly #topics = new Set<string>();
  readonly #onClose: (() => void)[] = [];
  #isAlive = true;
  #cancelHeartbeat: () => void = () => undefined;

  constructor(parts: ClientParts) {
    const { socket, feed, serverId, log } = parts;
    this.#parts = parts;
    this.caller = parts.identity.caller;
    this.onClose(feed.onEntry((entry) => this.#offer(entry)));
    socket.on('message', (data: Buffer) => {
      if (data.length > largestMessage) socket.close(closeCodes.tooLarge, 'message too large');
      else void this.#receive(data.toString());
    });
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('error', (error) => log.debug({ err: error }, 'a live connection failed'));
    socket.once('close', () => this.#closed());
    this.#heartbeat();
    this.send({ type: 'hello', seq: feed.seq(), data: { seq: feed.seq(), server_id: serverId } });
  }

  send(message: ServerMessage): void {
    this.#sendText(JSON.stringify(message));
  }

  onClose(run: () => void): void {
    this.#onClose.push(run);
  }

  #sendText(text: string): void {
    const { socket, log } = this.#parts;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > largestBacklog) {
      log.warn({ actor: this.caller.actor, bytes: socket.bufferedAmount }, 'a slow live client was dropped');
      socket.close(closeCodes.tooSlow, 'too slow: connect again and resume with since');
      // The close frame stands behind the backlog; a client that reads nothing would keep it all in memory.
      this.#parts.clock.after(1000, () => socket.terminate());
      return;
    }
    socket.send(text);
  }

  #offer({ topic, text }: FeedEntry): void {
    if (isTopicIn(topic, this.#topics)) this.#sendText(text);
  }

  async #receive(text: string): Promise<void> {
    try {
      await this.#handle(validate(clientMessage, parse(text), 'body'));
    } catch (error) {
      const refusal = asAppError(error);
      if (refusal.code === 'INTERNAL') this.#parts.log.error({ err: error }, 'a live message failed');
      this.send({ type: 'error', data: { error: refusal.message, error_code: refusal.code } });
    }
  }

  async #handle(message: ClientMessage): Promise<void> {
    const { feed, handlers, identity } = this.#parts;
    switch (message.type) {
      case 'subscribe':
        return this.#subscribe(message);
      case 'unsubscribe':
        for (const topic of message.topics) this.#topics.delete(topic);
        return;
      case 'ping':
        return this.send({ type: 'pong', seq: feed.seq() });
      default: {
        const handler = handlers.get(message.type);
        if (!handler) throw new AppError('NOT_FOUND', `Nobody handles ${message.type} here.`);
        if (!isRoleAtLeast(this.caller.role, handler.role)) throw new AppError('FORBIDDEN');
        identity.touch();
        // `onMessage` took the handler for just this type.
        await handler.handle(message as never, this);
      }
    }
  }

  /** Replays what was missed before anything new, so that a client sees every event once and in order. */
  #subscribe({ topics, since }: MessageOf<'subscribe'>): void {
    for (const topic of topics) this.#topics.add(topic);
    if (since === undefined) return;
    const { feed } = this.#parts;
    const missed = feed.after(since);
    if (missed === null) return this.send({ type: 'gap', seq: feed.seq() });
    for (const entry of missed) if (isTopicIn(entry.topic, topics)) this.#sendText(entry.text);
  }

  /** Finds connections that died without a word, and logins that ended meanwhile. */
  #heartbeat(): void {
    const { socket, clock, identity, log } = this.#parts;
    this.#cancelHeartbeat = clock.after(heartbeatMs, () => {
      if (!this.#isAlive) return socket.terminate();
      this.#isAlive = false;
      socket.ping();
      identity.isValid().then(
        (isValid) => {
          if (!isValid) socket.close(closeCodes.signedOut, 'the login has ended');
        },
        (error: unknown) => log.warn({ err: error }, 'a live login could not be checked'),
      );
      this.#heartbeat();
    });
  }

  #closed(): void {
    this.#cancelHeartbeat();
    for (const run of this.#onClose) run();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('MALFORMED_JSON', 'A message is one JSON object.', { cause: error });
  }
}
