import type {
  NodeEvent,
  NodeLink,
  NodeMethod,
  NodeParams,
  NodePayload,
  NodeResult,
} from '@architect/contracts/node-link';
import type { Session } from '@architect/contracts/sessions';
import { AppError } from '../../platform/app-error.ts';
import type { ModuleContext, Running } from '../../platform/context.ts';
import { toAppError } from './node-error.ts';
import { createProjection, type SessionChange } from './projection.ts';
import { type SessionRef, sessionKey } from './session-ref.ts';

export type { SessionChange } from './projection.ts';
export { isNamed, type SessionRef, sessionKey } from './session-ref.ts';

export interface NodeStatus {
  name: string;
  status: 'up' | 'down';
  tmux_version: string | null;
  sessions: number;
}

/** The live picture of every node's sessions, and the way to their nodes. */
export interface Nodes extends Running {
  /** Listens to a node and reads its sessions. Resolves when they are known; a node that fails is tried again. */
  add(link: NodeLink): Promise<void>;
  /** All sessions, by name. */
  sessions(): Session[];
  /** By `name` or `node:name`; null when there is none, or when a bare name exists on several nodes. */
  session(name: string): Session | null;
  /** @throws AppError NOT_FOUND, or CONFLICT for a bare name that several nodes have. */
  linkOf(name: string): NodeLink;
  /** A request to the node of a session, with the node's refusals as AppErrors. */
  request<M extends NodeMethod>(node: string, method: M, params: NodeParams<M>): Promise<NodeResult<M>>;
  /** Null for a node that is not known. */
  link(node: string): NodeLink | null;
  names(): string[];
  onSessionChange(listener: (change: SessionChange) => void): () => void;
  /** Events of all nodes that are not about the list of sessions, after the picture was brought up to date. */
  on<E extends NodeEvent>(event: E, listener: (payload: NodePayload<E>, node: string) => void): () => void;
  /** A node's sessions were read: at first, and again whenever its tmux came up. */
  onReady(listener: (node: string) => void): () => void;
  isReady(node: string): boolean;
  /** Which prompt a session works on; shown in its record. */
  setCurrentPrompt(session: SessionRef, promptId: number | null): void;
  /** Re-reads a node's (or every node's) sessions from tmux. */
  refresh(): Promise<Session[]>;
  status(): NodeStatus[];
}

interface NodeState {
  link: NodeLink;
  ready: boolean;
  up: boolean;
  version: string | null;
  unlisten: (() => void)[];
  cancelRetry: () => void;
}

const relayed = [
  'delivery',
  'dialog.opened',
  'dialog.closed',
  'session.renamed',
  'terminal.data',
  'terminal.resized',
  'terminal.closed',
] as const satisfies NodeEvent[];

const listRetryMs = 2_000;

export function createNodes({ events, clock, log }: Pick<ModuleContext, 'events' | 'clock' | 'log'>): Nodes {
  const states = new Map<string, NodeState>();
  const projection = createProjection(events);
  const relays = new Map<NodeEvent, Set<(payload: never, node: string) => void>>();
  const readyListeners = new Set<(node: string) => void>();
  let stopped = false;

  function relay<E extends NodeEvent>(event: E, payload: NodePayload<E>, node: string): void {
    // The map is keyed by event, so a listener found there takes this event's payload.
    for (const listener of relays.get(event) ?? []) listener(payload as never, node);
  }

  function setUp(state: NodeState, up: boolean, note: string): void {
    if (state.up === up) return;
    state.up = up;
    events.publish('node.changed', { name: state.link.name, status: up ? 'up' : 'down', note });
  }

  async function read(state: NodeState): Promise<void> {
    const node = state.link.name;
    state.cancelRetry();
    try {
      const known = await state.link.request('list', {});
      state.version = known.tmux_version;
      setUp(state, known.tmux === 'up', known.tmux_version ?? '');
      projection.replaceAll(node, known.sessions);
      state.ready = true;
      for (const listener of readyListeners) listener(node);
    } catch (error) {
      log.warn({ err: error, node }, 'the sessions of a node could not be read; trying again');
      if (!stopped) state.cancelRetry = clock.after(listRetryMs, () => void read(state));
    }
  }

  function listen(state: NodeState): void {
    const { link } = state;
    const node = link.name;
    const put = (session: Session): void => projection.put({ ...session, node });
    state.unlisten.push(
      link.on('session.added', put),
      link.on('session.changed', put),
      link.on('session.removed', ({ name, reason }) => projection.remove({ node, name }, reason)),
      link.on('session.renamed', ({ from, to }) => projection.rename(node, from, to)),
      link.on('tmux.up', ({ version }) => {
        state.version = version;
        setUp(state, true, version);
        void read(state);
      }),
      link.on('tmux.down', ({ reason }) => {
        setUp(state, false, reason);
        projection.replaceAll(node, []);
      }),
      ...relayed.map((event) => link.on(event, (payload) => relay(event, payload, node))),
    );
  }

  function find(name: string): Session {
    const matches = projection.find(name);
    const [only] = matches;
    if (!only) throw new AppError('NOT_FOUND', `no session '${name}' exists`);
    if (matches.length > 1) {
      throw new AppError(
        'CONFLICT',
        `several nodes have a session '${name}': say which, ${matches.map(sessionKey).join(' or ')}`,
      );
    }
    return only;
  }

  function linkOfNode(node: string): NodeLink {
    const state = states.get(node);
    if (!state) throw new AppError('NOT_FOUND', `no node '${node}' is known`);
    return state.link;
  }

  return {
    add(link) {
      if (states.has(link.name)) throw new Error(`node ${link.name} was added twice`);
      const state: NodeState = {
        link,
        ready: false,
        up: false,
        version: null,
        unlisten: [],
        cancelRetry: () => undefined,
      };
      states.set(link.name, state);
      listen(state);
      return read(state);
    },
    sessions: () => projection.all(),
    session(name) {
      const matches = projection.find(name);
      return matches.length === 1 ? (matches[0] ?? null) : null;
    },
    linkOf: (name) => linkOfNode(find(name).node),
    link: (node) => states.get(node)?.link ?? null,
    names: () => [...states.keys()],
    async request(node, method, params) {
      try {
        return await linkOfNode(node).request(method, params);
      } catch (error) {
        throw toAppError(error);
      }
    },
    onSessionChange: (listener) => projection.onChange(listener),
    on(event, listener) {
      const listeners = relays.get(event) ?? new Set();
      relays.set(event, listeners);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onReady(listener) {
      readyListeners.add(listener);
      return () => readyListeners.delete(listener);
    },
    isReady: (node) => states.get(node)?.ready ?? false,
    setCurrentPrompt: (session, promptId) => projection.setCurrentPrompt(session, promptId),
    async refresh() {
      await Promise.all([...states.values()].map((state) => refreshOne(state, projection.replaceAll)));
      return projection.all();
    },
    status: () =>
      [...states.values()].map(({ link, up, version }) => ({
        name: link.name,
        status: up ? 'up' : 'down',
        tmux_version: version,
        sessions: projection.all().filter((session) => session.node === link.name).length,
      })),
    async stop() {
      stopped = true;
      for (const state of states.values()) {
        state.cancelRetry();
        for (const unlisten of state.unlisten.splice(0)) unlisten();
      }
    },
  };
}

async function refreshOne(
  state: NodeState,
  replaceAll: (node: string, sessions: Session[]) => void,
): Promise<void> {
  try {
    replaceAll(state.link.name, (await state.link.request('refresh', {})).sessions);
  } catch (error) {
    throw toAppError(error);
  }
}
