import {
  type DeliveryStep,
  type NodeEvent,
  type NodeLink,
  NodeLinkError,
  type NodeMethod,
  type NodeParams,
  type NodePayload,
  type NodeResult,
} from '@architect/contracts/node-link';
import type { Dialog, Session } from '@architect/contracts/sessions';

type Handlers = { [M in NodeMethod]?: (params: NodeParams<M>) => Promise<NodeResult<M>> | NodeResult<M> };

/** Test support: a node without tmux. A test sets sessions and answers, reads what was asked, and emits events. */
export interface FakeLink extends NodeLink {
  /** Every request in order. */
  readonly requests: { method: NodeMethod; params: unknown }[];
  requestsOf<M extends NodeMethod>(method: M): NodeParams<M>[];
  /** Replaces the answer to a method; throw a NodeLinkError to refuse. */
  handle<M extends NodeMethod>(method: M, answer: NonNullable<Handlers[M]>): void;
  /** Adds or changes a session and tells the server. */
  setSession(session: Partial<Session> & { name: string }): Session;
  removeSession(name: string, reason?: string): void;
  renameSession(from: string, to: string): void;
  emit<E extends NodeEvent>(event: E, payload: NodePayload<E>): void;
  /** As a remote node: the connection is lost, or back (null). While it is lost every request is refused. */
  connection(lostBecause: string | null): void;
  /** A step of a delivery; `at` and `evidence` may be left out. */
  step(step: StepSketch): void;
  session(name: string): Session;
  /** How many listeners the server has here: 0 after a clean stop. */
  listenerCount(): number;
}

/** `deliveryStep` without the parts that tests seldom care about. */
export type StepSketch = {
  step: DeliveryStep['step'];
  attempt_id: string;
  at?: string;
  evidence?: string;
  permanent?: boolean;
  outcome?: 'completed' | 'failed';
  response?: string | null;
  error_code?: Extract<DeliveryStep, { step: 'ended' }>['error_code'];
  error?: string | null;
  untouched?: boolean;
};

export function createFakeLink(name = 'local', options: { tmux?: 'up' | 'down' } = {}): FakeLink {
  const sessions = new Map<string, Session>();
  const requests: FakeLink['requests'] = [];
  const listeners = new Map<NodeEvent, Set<(payload: never) => void>>();
  let tmux = options.tmux ?? 'up';
  const { refuseWhileLost, ...connection } = createConnection();
  const handlers: Handlers = defaultHandlers(sessions, () => tmux);

  function emit<E extends NodeEvent>(event: E, payload: NodePayload<E>): void {
    if (event === 'tmux.up') tmux = 'up';
    if (event === 'tmux.down') tmux = 'down';
    // Keyed by event, so a listener found there takes this event's payload.
    for (const listener of [...(listeners.get(event) ?? [])]) listener(payload as never);
  }

  return {
    name,
    requests,
    // The recorded params of a method are what `request` was given for it.
    requestsOf: <M extends NodeMethod>(method: M) =>
      requests
        .filter((request) => request.method === method)
        .map((request) => request.params as NodeParams<M>),
    handle(method, answer) {
      handlers[method] = answer;
    },
    async request(method, params) {
      requests.push({ method, params });
      refuseWhileLost();
      const handler = handlers[method];
      if (!handler) throw new NodeLinkError('FAILED', `the fake node has no answer to ${method}`);
      return handler(params);
    },
    on(event, listener) {
      const ofEvent = listeners.get(event) ?? new Set();
      listeners.set(event, ofEvent);
      ofEvent.add(listener);
      return () => ofEvent.delete(listener);
    },
    ...connection,
    setSession(change) {
      const before = sessions.get(change.name);
      const session = aSession({
        ...before,
        ...(change.state ? readiness(change.state) : {}),
        node: name,
        ...change,
      });
      sessions.set(session.name, session);
      emit(before ? 'session.changed' : 'session.added', session);
      return session;
    },
    removeSession(removed, reason = 'killed') {
      sessions.delete(removed);
      emit('session.removed', { name: removed, node: name, reason });
    },
    renameSession(from, to) {
      const session = sessions.get(from);
      if (!session) throw new Error(`the fake node has no session ${from}`);
      sessions.delete(from);
      sessions.set(to, { ...session, name: to });
      emit('session.renamed', { from, to });
    },
    emit,
    step: (sketch) => emit('delivery', fullStep(sketch)),
    session(wanted) {
      const session = sessions.get(wanted);
      if (!session) throw new Error(`the fake node has no session ${wanted}`);
      return session;
    },
    listenerCount: () => [...listeners.values()].reduce((sum, ofEvent) => sum + ofEvent.size, 0),
  };
}

function createConnection(): Pick<FakeLink, 'connection'> & {
  onConnection: NonNullable<NodeLink['onConnection']>;
  refuseWhileLost(): void;
} {
  const listeners = new Set<(lostBecause: string | null) => void>();
  let lost: string | null = null;
  return {
    onConnection(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    connection(lostBecause) {
      lost = lostBecause;
      for (const listener of listeners) listener(lostBecause);
    },
    refuseWhileLost() {
      if (lost !== null) throw new NodeLinkError('TMUX_DOWN', lost);
    },
  };
}

/** An idle Claude session, with the given differences. A state other than idle or asking is not deliverable. */
export function aSession(change: Partial<Session> & { name: string }): Session {
  const state = change.state ?? 'idle';
  return {
    node: 'local',
    mode: 'terminal',
    pane_id: `%${change.name}`,
    provider: 'claude',
    agent_version: null,
    state,
    state_since: '2026-01-01T12:03:00.000Z',
    evidence: null,
    ...readiness(state),
    draft: null,
    dialog: null,
    limited_until: null,
    current_prompt_id: null,
    working_dir: '/srv/project',
    git_branch: null,
    role: null,
    tier: null,
    attached_clients: 0,
    width: 120,
    height: 40,
    created_at: '2026-01-01T12:00:00.000Z',
    managed: true,
    ...change,
  };
}

function readiness(state: Session['state']): Pick<Session, 'deliverable' | 'not_deliverable_because'> {
  const deliverable = state === 'idle' || state === 'asking';
  return { deliverable, not_deliverable_because: deliverable ? null : `the agent is ${state}` };
}

/** A complete permission dialog: yes, yes-and-don't-ask-again, no. */
export function aDialog(change: Partial<Dialog> = {}): Dialog {
  return {
    kind: 'bash',
    tool: 'Bash',
    subject: 'npm test',
    question: 'Do you want to proceed?',
    options: [
      { key: '1', text: 'Yes', meaning: 'approve_once', selected: true },
      { key: '2', text: "Yes, and don't ask again for npm test", meaning: 'approve_always' },
      { key: '3', text: 'No, and tell the agent what to do differently', meaning: 'deny' },
    ],
    complete: true,
    fingerprint: 'dialog-1',
    ...change,
  };
}

function fullStep({
  at = new Date().toISOString(),
  evidence = 'seen by the fake node',
  ...sketch
}: StepSketch): DeliveryStep {
  const common = { attempt_id: sketch.attempt_id, at, evidence };
  switch (sketch.step) {
    case 'refused':
      return { ...common, step: 'refused', ...(sketch.permanent ? { permanent: true } : {}) };
    case 'ended':
      return {
        ...common,
        step: 'ended',
        outcome: sketch.outcome ?? 'completed',
        response: sketch.response ?? null,
        error_code: sketch.error_code ?? null,
        error: sketch.error ?? null,
        ...(sketch.untouched === undefined ? {} : { untouched: sketch.untouched }),
      };
    default:
      return { ...common, step: sketch.step };
  }
}

function defaultHandlers(sessions: Map<string, Session>, tmux: () => 'up' | 'down'): Handlers {
  const need = (name: string): Session => {
    const session = sessions.get(name);
    if (!session) throw new NodeLinkError('NO_SESSION', `no session '${name}' exists`);
    return session;
  };
  return {
    list: () => ({
      sessions: [...sessions.values()],
      tmux: tmux(),
      tmux_version: tmux() === 'up' ? '3.3a' : null,
    }),
    refresh: () => ({ sessions: [...sessions.values()] }),
    prepare({ session: wanted, text }) {
      const session = need(wanted);
      if (!session.deliverable) {
        throw new NodeLinkError(
          'NOT_DELIVERABLE',
          session.not_deliverable_because ?? 'not ready',
          session.state,
        );
      }
      return { text, adjusted: [], mark: aMark(session) };
    },
    deliver({ session }) {
      need(session);
      return {};
    },
    reconcile: () => ({}),
    abandon: () => ({}),
    label: ({ session, role, tier }) => {
      const labels = { ...(role === undefined ? {} : { role }), ...(tier === undefined ? {} : { tier }) };
      const labelled = { ...need(session), ...labels };
      sessions.set(session, labelled);
      return { session: labelled };
    },
    capture: ({ session }) => ({ output: `screen of ${need(session).name}` }),
    kill({ session }) {
      need(session);
      return { survivors: [] };
    },
    type({ session }) {
      need(session);
      return { adjusted: [] };
    },
    answer: () => ({ evidence: 'the dialog is gone and the agent goes on' }),
  };
}

function aMark(session: Session) {
  return {
    pane_id: session.pane_id,
    pane_pid: 4242,
    screen_hash: 'blank',
    history_size: 0,
    cursor: '2,3',
    hook_count: 0,
    transcript_size: null,
    at: '2026-01-01T12:05:00.000Z',
  };
}
