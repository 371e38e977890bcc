import { NodeLinkError, type NodeMethod, type NodeParams } from '@architect/contracts/node-link';
import type { NodeHandlers } from '../local-link.ts';
import { explainHeadless, linesOf } from './describe-headless.ts';
import type { HeadlessDeliveries } from './headless-deliveries.ts';
import type { HeadlessFleet } from './headless-fleet.ts';
import type { HeadlessSession } from './headless-session.ts';

export interface HeadlessParts {
  node: string;
  fleet: HeadlessFleet;
  deliveries: HeadlessDeliveries;
}

type OnSession = Extract<
  NodeMethod,
  | 'explain'
  | 'screen.save'
  | 'capture'
  | 'label'
  | 'kill'
  | 'type'
  | 'prepare'
  | 'deliver'
  | 'reconcile'
  | 'answer'
  | 'terminal.open'
>;

/** Puts sessions without a pane beside those of tmux: requests that name one are answered here, all others as before. */
export function withHeadless(handlers: NodeHandlers, parts: HeadlessParts): NodeHandlers {
  const { fleet, deliveries } = parts;
  const own = onSession(parts);
  function choose<M extends OnSession>(method: M): NodeHandlers[M] {
    // Both sides take the parameters of the same method; the compiler loses that in the generic choice.
    const answer = async (params: NodeParams<M> & { session: string }): Promise<unknown> => {
      const session = fleet.byName(params.session);
      return session ? own[method](session, params as never) : handlers[method](params as never);
    };
    return answer as NodeHandlers[M];
  }
  return {
    ...handlers,
    explain: choose('explain'),
    'screen.save': choose('screen.save'),
    capture: choose('capture'),
    label: choose('label'),
    kill: choose('kill'),
    type: choose('type'),
    prepare: choose('prepare'),
    deliver: choose('deliver'),
    reconcile: choose('reconcile'),
    answer: choose('answer'),
    'terminal.open': choose('terminal.open'),
    async list(params) {
      const listed = await handlers.list(params);
      return { ...listed, sessions: [...listed.sessions, ...fleet.all()] };
    },
    async refresh(params) {
      const { sessions } = await handlers.refresh(params);
      return { sessions: [...sessions, ...fleet.all()] };
    },
    async create(params) {
      const isTaken =
        fleet.byName(params.name) !== null ||
        (params.mode === 'headless' &&
          (await handlers.list({})).sessions.some(({ name }) => name === params.name));
      if (isTaken)
        throw new NodeLinkError('SESSION_EXISTS', `a session named '${params.name}' exists already`);
      if (params.mode === 'headless' && (params.role || params.tier)) refuseLabels();
      if (params.mode === 'headless') return { session: await fleet.create(params) };
      return handlers.create(params);
    },
    async abandon(params) {
      deliveries.abandon(params.attempt_id);
      return handlers.abandon(params);
    },
  };
}

type OwnHandlers = {
  [M in OnSession]: (
    session: HeadlessSession,
    params: NodeParams<M>,
  ) => Promise<Awaited<ReturnType<NodeHandlers[M]>>>;
};

function onSession({ node, fleet, deliveries }: HeadlessParts): OwnHandlers {
  return {
    explain: async (session) => explainHeadless(node, session),
    'screen.save': async () => refuse('it has no screen that rules could read'),
    capture: async (session, { lines }) => ({
      output: linesOf(session, lines === undefined ? 200 : lines + 40),
    }),
    async kill(session) {
      deliveries.sessionGone(session);
      return { survivors: await fleet.remove(session, 'the session was ended') };
    },
    label: async () => refuseLabels(),
    type: async () => refuse('it has no terminal: send a prompt instead'),
    'terminal.open': async () => refuse('it has no terminal: look at what it says with capture'),
    prepare: async (session, { text }) => deliveries.prepare(session, text),
    async deliver(session, spec) {
      deliveries.deliver(session, spec);
      return {};
    },
    async reconcile(session, spec) {
      deliveries.reconcile(session, spec, spec.last_step);
      return {};
    },
    async answer(session, { fingerprint, option_key: optionKey, text }) {
      const { dialog } = session;
      if (dialog?.fingerprint !== fingerprint)
        throw new NodeLinkError(
          'DIALOG_CHANGED',
          dialog ? 'it asks for something else now' : 'it asks for nothing now',
        );
      const option = dialog.options.find(({ key }) => key === optionKey);
      if (!option) throw new NodeLinkError('BAD_REQUEST', `the dialog has no option '${optionKey}'`);
      if (!session.answer(fingerprint, { optionKey, ...(text === undefined ? {} : { text }) }))
        throw new NodeLinkError('FAILED', "the answer could not be given: the agent's input is closed");
      return { evidence: `answered '${text ?? option.text}' by the agent's protocol` };
    },
  };
}

/** Silence would make a worker of it, with all that workers are given. */
function refuseLabels(): never {
  throw new NodeLinkError('BAD_REQUEST', 'a session without a terminal cannot have a role or a tier');
}

function refuse(reason: string): never {
  throw new NodeLinkError('NOT_DELIVERABLE', reason);
}
