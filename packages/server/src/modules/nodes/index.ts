import type {
  NodeEvent,
  NodeLink,
  NodeMethod,
  NodeParams,
  NodePayload,
  NodeResult,
} from '@architect/contracts/node-link';
import type { Session } from '@architect/contracts/sessions';
import type { Stats } from '@architect/contracts/system';
import { AppError } from '../../platform/app-error.ts';
import type { ModuleContext, Running } from '../../platform/context.ts';
import { toAppError } from './node-error.ts';
import { createNodeWatch, type NodeWatch } from './node-watch.ts';
import { createProjection, type SessionChange } from './projection.ts';
import { type SessionRef, sessionKey } from './session-ref.ts';

export { toAppError } from './node-error.ts';
export type { SessionChange } from './projection.ts';
export { isNamed, type SessionRef, sessionKey } from './session-ref.ts';

/** The live picture of every node's sessions, and the way to their nodes. */
export interface Nodes extends Running {
  /** Listens to a node and reads its sessions. Resolves when they are known; a node that fails is tried again. */
  add(link: NodeLink): Promise<void>;
  /** All sessions, by name. */
  sessions(): Session[];
  /** By `name` or `node:name`; null when there is none, or when a bare name exists on several nodes. */
  session(name: string): Session | null;
  /** Like `session`, for a request that needs one. @throws AppError NOT_FOUND, or CONFLICT for an ambiguous name. */
  need(name: string): Session;
  /** @throws AppError as `need`. */
  linkOf(name: string): NodeLink;
  /** A request to a node, with its refusals as AppErrors. */
  request<M extends NodeMethod>(node: string, method: M, params: NodeParams<M>): Promise<NodeResult<M>>;
  /** Null for a node that is not known. Its requests reject with NodeLinkErrors. */
  link(node: string): NodeLink | null;
  onSessionChange(listener: (change: SessionChange) => void): () => void;
  /**
   * Node events other than those about the list of sessions, after the picture was brought up to date. A listener may
   * return a promise: a step of a delivery is confirmed to its node only when that has resolved.
   */
  on<E extends NodeEvent>(event: E, listener: (payload: NodePayload<E>, node: string) => void): () => void;
  /** A node's sessions were read: at first, and again whenever its tmux or the connection to it came up. */
  onReady(listener: (node: string) => void): () => void;
  /** False for a node that is unknown, not read yet, or out of reach: then nobody knows what became of its sessions. */
  isReady(node: string): boolean;
  /** Which prompt a session works on; shown in its record. */
  setCurrentPrompt(session: SessionRef, promptId: number | null): void;
  /** Re-reads every node's sessions from tmux. */
  refresh(): Promise<Session[]>;
  status(): Stats['nodes'];
}

export function createNodes(context: Pick<ModuleContext, 'events' | 'clock' | 'log'>): Nodes {
  const watches = new Map<string, NodeWatch>();
  const projection = createProjection(context.events);
  const relays = createRelays();
  const readyListeners = new Set<(node: string) => void>();

  function watchOf(node: string): NodeWatch {
    const watch = watches.get(node);
    if (!watch) throw new AppError('NOT_FOUND', `no node '${node}' is known`);
    return watch;
  }
  const need = (name: string): Session => onlyOne(name, projection.find(name));

  return {
    need,
    on: relays.on,
    sessions: projection.all,
    onSessionChange: projection.onChange,
    setCurrentPrompt: projection.setCurrentPrompt,
    async add(link) {
      if (watches.has(link.name)) throw new Error(`node ${link.name} was added twice`);
      const onReady = (node: string): void => {
        for (const listener of readyListeners) listener(node);
      };
      const watch = createNodeWatch({ ...context, link, projection, relay: relays.relay, onReady });
      watches.set(link.name, watch);
      await watch.start();
    },
    session(name) {
      const [only, ...others] = projection.find(name);
      return only && others.length === 0 ? only : null;
    },
    linkOf: (name) => watchOf(need(name).node).link,
    link: (node) => watches.get(node)?.link ?? null,
    async request(node, method, params) {
      try {
        return await watchOf(node).link.request(method, params);
      } catch (error) {
        throw toAppError(error);
      }
    },
    onReady(listener) {
      readyListeners.add(listener);
      return () => readyListeners.delete(listener);
    },
    isReady: (node) => watches.get(node)?.isReady() ?? false,
    async refresh() {
      await Promise.all([...watches.values()].map((watch) => watch.refresh()));
      return projection.all();
    },
    status: () => [...watches.values()].map((watch) => statusOf(watch, projection.all())),
    async stop() {
      for (const watch of watches.values()) watch.stop();
    },
  };
}

function onlyOne(name: string, matches: Session[]): Session {
  const [only] = matches;
  if (!only) throw new AppError('NOT_FOUND', `no session '${name}' exists`);
  if (matches.length === 1) return only;
  const spellings = matches.map(sessionKey).join(' or ');
  throw new AppError('CONFLICT', `several nodes have a session '${name}': say which, ${spellings}`);
}

function statusOf(watch: NodeWatch, sessions: Session[]): Stats['nodes'][number] {
  return {
    name: watch.link.name,
    ...watch.standing(),
    tmux_version: watch.tmuxVersion(),
    sessions: sessions.filter((session) => session.node === watch.link.name).length,
  };
}

/** Hands events of all nodes to listeners that also want to know the node. */
function createRelays() {
  const listeners = new Map<NodeEvent, Set<(payload: never, node: string) => unknown>>();
  return {
    on<E extends NodeEvent>(event: E, listener: (payload: NodePayload<E>, node: string) => void) {
      const ofEvent = listeners.get(event) ?? new Set();
      listeners.set(event, ofEvent);
      ofEvent.add(listener);
      return () => ofEvent.delete(listener);
    },
    /** Rejects when a step of a delivery was not recorded, by nobody or in vain: a node keeps it then. */
    relay<E extends NodeEvent>(event: E, payload: NodePayload<E>, node: string): Promise<unknown> {
      // The map is keyed by event, so a listener found there takes this event's payload.
      const ofEvent = [...(listeners.get(event) ?? [])];
      const isLost = event === 'delivery' && ofEvent.length === 0;
      const taken = isLost
        ? Promise.reject(new Error('nobody records deliveries at this moment'))
        : Promise.all(ofEvent.map((listener) => listener(payload as never, node)));
      // The node of our own process does not wait for it; who records deliveries has said why.
      taken.catch(() => undefined);
      return taken;
    },
  };
}
