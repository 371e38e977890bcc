import { type NodeEvent, type NodeLink, NodeLinkError, nodeEvents } from '@architect/contracts/node-link';
import { type NodeMessage, type NodeServerMessage, wireVersion } from '@architect/contracts/node-wire';
import type { Clock } from './clock.ts';
import { createDeliveryOutbox } from './delivery-outbox.ts';
import { type Ending, type NodeSocket, openNodeSocket } from './node-socket.ts';

export interface NodeLinkClientOptions {
  /** The node of this machine. */
  link: NodeLink;
  /** The program's. */
  version: string;
  dashboard: string;
  token: string;
  ca: string[] | undefined;
  clock: Clock;
  /** 0 ≤ n < 1; spreads the moments at which many nodes come back. */
  random(): number;
  /** Connected (null), or why not. Called for every attempt to connect. */
  onChange(ending: Ending | null): void;
  onError(error: unknown): void;
}

const firstPauseMs = 500;
const longestPauseMs = 15_000;

type Request = Extract<NodeServerMessage, { type: 'request' }>;

/**
 * Joins the node of this machine to a dashboard elsewhere: hands its requests to the node and the node's events to it.
 * Reconnects for ever. Knows nothing of what is said, but that no event of a delivery may be lost.
 */
export class NodeLinkClient {
  readonly #options: NodeLinkClientOptions;
  readonly #outbox = createDeliveryOutbox();
  readonly #terminals = new Set<string>();
  readonly #unlisten: (() => void)[];
  #socket: NodeSocket | null = null;
  #isWelcome = false;
  #isStopped = false;
  #failures = 0;
  #seq = 0;
  #cancelRetry: () => void = () => undefined;

  constructor(options: NodeLinkClientOptions) {
    this.#options = options;
    // Object.keys forgets that the keys are events.
    const events = Object.keys(nodeEvents) as NodeEvent[];
    this.#unlisten = events.map((event) => options.link.on(event, (payload) => this.#tell(event, payload)));
    this.#connect();
  }

  /** Ends the connection; the node itself runs on. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelRetry();
    for (const end of this.#unlisten) end();
    this.#socket?.close();
  }

  #connect(): void {
    const { link, version, dashboard, token, ca, clock } = this.#options;
    const socket: NodeSocket = openNodeSocket({
      dashboard,
      token,
      ca,
      clock,
      onOpen: () => socket.send({ type: 'hello', wire: wireVersion, name: link.name, version }),
      onMessage: (message) => this.#take(message, socket),
      onEnd: (ending) => this.#ended(ending),
    });
    this.#socket = socket;
  }

  #ended(ending: Ending): void {
    this.#socket = null;
    this.#isWelcome = false;
    this.#closeTerminals();
    if (this.#isStopped) return;
    const pauseMs =
      Math.min(longestPauseMs, firstPauseMs * 2 ** this.#failures) * (0.5 + this.#options.random() / 2);
    this.#failures += 1;
    this.#cancelRetry = this.#options.clock.after(pauseMs, () => this.#connect());
    this.#options.onChange(ending);
  }

  #take(message: NodeServerMessage, socket: NodeSocket): void {
    switch (message.type) {
      case 'welcome':
        return this.#welcome(socket);
      case 'received':
        return this.#outbox.received(message.seq);
      case 'request':
        void this.#answer(message, socket);
    }
  }

  #welcome(socket: NodeSocket): void {
    this.#isWelcome = true;
    this.#failures = 0;
    // Before anything newer. State events of the meantime are not missed: the server reads a fresh list.
    for (const message of this.#outbox.unconfirmed()) socket.send(message);
    this.#options.onChange(null);
  }

  #tell(event: NodeEvent, payload: unknown): void {
    this.#seq += 1;
    const message = { type: 'event', seq: this.#seq, event, payload } as const;
    if (event === 'delivery') this.#outbox.keep(message);
    if (this.#isWelcome) this.#socket?.send(message);
  }

  /** The node begins with a request as soon as it is read, so that requests are begun in the order they were sent. */
  async #answer({ id, method, params }: Request, socket: NodeSocket): Promise<void> {
    this.#noteTerminal(method, params);
    let reply: NodeMessage;
    try {
      // The link checks params with the schema of the method.
      const result = await this.#options.link.request(method, params as never);
      reply = { type: 'reply', id, ok: true, result };
    } catch (error) {
      reply = { type: 'reply', id, ok: false, error: errorOf(error) };
      if (!(error instanceof NodeLinkError)) this.#options.onError(error);
    }
    // To the connection that asked: the next one counts its requests anew.
    socket.send(reply);
  }

  #noteTerminal(method: string, params: unknown): void {
    const stream = typeof params === 'object' && params !== null && 'stream' in params ? params.stream : null;
    if (typeof stream !== 'string') return;
    if (method === 'terminal.open') this.#terminals.add(stream);
    if (method === 'terminal.close') this.#terminals.delete(stream);
  }

  /** Nobody watches them any more. */
  #closeTerminals(): void {
    for (const stream of this.#terminals) {
      this.#options.link.request('terminal.close', { stream }).catch(this.#options.onError);
    }
    this.#terminals.clear();
  }
}

function errorOf(error: unknown) {
  if (error instanceof NodeLinkError) return { code: error.code, message: error.message, state: error.state };
  return {
    code: 'FAILED',
    message: error instanceof Error ? error.message : String(error),
    state: null,
  } as const;
}
