import {
  type NodeEvent,
  type NodeLink,
  NodeLinkError,
  type NodeMethod,
  type NodeParams,
  type NodePayload,
  type NodeResult,
  nodeEvents,
  nodeMethods,
} from '@architect/contracts/node-link';
import type { NodeMessage, NodeServerMessage } from '@architect/contracts/node-wire';
import type { ModuleContext } from '../../platform/context.ts';
import { createPendingReplies } from './pending-replies.ts';

/** The open connection of a node. */
export interface Peer {
  isOpen(): boolean;
  send(message: NodeServerMessage): void;
}

/** A node on another machine. It outlives its connections: the same object when the node comes back. */
export interface RemoteLink extends NodeLink {
  onConnection(listener: (lostBecause: string | null) => void): () => void;
  isConnected(): boolean;
  connected(peer: Peer): void;
  /** Open requests reject with FAILED: whether they were carried out is for the caller to find out. */
  lost(reason: string): void;
  receive(message: Exclude<NodeMessage, { type: 'hello' }>): void;
}

type Options = Pick<ModuleContext, 'clock' | 'log'> & { name: string };

export function createRemoteLink({ name, clock, log }: Options): RemoteLink {
  const listeners = createListeners();
  const onConnection = new Set<(lostBecause: string | null) => void>();
  const pending = createPendingReplies(clock);
  const terminals = new Set<string>();
  let peer: Peer | null = null;
  /**
   * Steps of deliveries are confirmed in their order: a confirmation covers all that came before. After one that was not
   * recorded none is, until the node has connected anew and said them again.
   */
  let confirmed = Promise.resolve();

  function takeEvent({ event, payload, seq }: Extract<NodeMessage, { type: 'event' }>): void {
    const checked = nodeEvents[event].safeParse(payload);
    let taken: Promise<unknown> = Promise.resolve();
    if (checked.success) {
      if (event === 'terminal.closed') terminals.delete((checked.data as NodePayload<typeof event>).stream);
      taken = listeners.emit(event, checked.data);
    } else log.error({ err: checked.error, node: name, event }, 'an event of a node makes no sense; ignored');
    if (event === 'delivery') confirm(seq, taken);
  }

  /** The node keeps a step until it is recorded here. Another connection may be of a node that counts anew. */
  function confirm(seq: number, taken: Promise<unknown>): void {
    const from = peer;
    confirmed = confirmed
      .then(() => taken)
      .then(() => {
        if (from === peer && from?.isOpen()) from.send({ type: 'received', seq });
      });
    confirmed.catch((error: unknown) =>
      log.error({ err: error, node: name, seq }, 'a step is not recorded, and not confirmed'),
    );
  }

  return {
    name,
    on: listeners.on,
    onConnection(listener) {
      onConnection.add(listener);
      return () => onConnection.delete(listener);
    },
    isConnected: () => peer !== null,
    connected(next) {
      peer = next;
      confirmed = Promise.resolve();
      for (const listener of onConnection) listener(null);
    },
    lost(reason) {
      peer = null;
      pending.failAll(reason);
      for (const stream of terminals) listeners.emit('terminal.closed', { stream, reason });
      terminals.clear();
      for (const listener of onConnection) listener(reason);
    },
    receive(message) {
      if (message.type === 'event') takeEvent(message);
      else pending.take(message);
    },
    async request<M extends NodeMethod>(method: M, params: NodeParams<M>): Promise<NodeResult<M>> {
      const checked = nodeMethods[method].params.safeParse(params);
      if (!checked.success) throw new NodeLinkError('BAD_REQUEST', checked.error.message);
      if (!peer?.isOpen()) throw new NodeLinkError('TMUX_DOWN', `node ${name} is not connected`);
      const { id, reply } = pending.open(method);
      peer.send({ type: 'request', id, method, params: checked.data });
      if ('stream' in checked.data) noteTerminal(terminals, method, checked.data.stream);
      // `pending` checked it with the schema of this very method.
      return (await reply) as NodeResult<M>;
    },
  };
}

/** Which terminals must be told when the connection breaks. */
function noteTerminal(terminals: Set<string>, method: NodeMethod, stream: string): void {
  if (method === 'terminal.open') terminals.add(stream);
  if (method === 'terminal.close') terminals.delete(stream);
}

function createListeners() {
  // Some listeners return a promise: that they took the event in.
  const byEvent = new Map<NodeEvent, Set<(payload: never) => unknown>>();
  return {
    on<E extends NodeEvent>(event: E, listener: (payload: NodePayload<E>) => void): () => void {
      const ofEvent = byEvent.get(event) ?? new Set();
      byEvent.set(event, ofEvent);
      ofEvent.add(listener);
      return () => ofEvent.delete(listener);
    },
    /** Resolves when every listener has taken the event in. */
    emit<E extends NodeEvent>(event: E, payload: NodePayload<E>): Promise<unknown> {
      // Keyed by event, so a listener found there takes this event's payload.
      return Promise.all([...(byEvent.get(event) ?? [])].map((listener) => listener(payload as never)));
    },
  };
}
