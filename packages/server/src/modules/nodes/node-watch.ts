import type { NodeEvent, NodeLink, NodePayload } from '@architect/contracts/node-link';
import type { Session } from '@architect/contracts/sessions';
import type { Stats } from '@architect/contracts/system';
import type { ModuleContext } from '../../platform/context.ts';
import { type ChangeGate, createChangeGate } from './change-gate.ts';
import { toAppError } from './node-error.ts';
import type { Projection } from './projection.ts';

/** How it stands with the tmux of a node, in one word and in a sentence. */
type NodeStanding = Pick<Stats['nodes'][number], 'status' | 'note'>;

/** What the server knows of one node. */
export interface NodeWatch {
  readonly link: NodeLink;
  /** True once its sessions were read; false again while the connection to it is lost. */
  isReady(): boolean;
  standing(): NodeStanding;
  tmuxVersion(): string | null;
  /** Resolves when the sessions are known, or when reading failed and will be tried again. */
  start(): Promise<void>;
  /** @throws AppError when the node refuses. */
  refresh(): Promise<void>;
  stop(): void;
}

export interface NodeWatchOptions extends Pick<ModuleContext, 'events' | 'clock' | 'log'> {
  link: NodeLink;
  projection: Projection;
  /**
   * Hands on what is not about the list of sessions, after the picture was brought up to date. Resolves when everybody has
   * taken it in.
   */
  relay<E extends NodeEvent>(event: E, payload: NodePayload<E>, node: string): Promise<unknown>;
  onReady(node: string): void;
}

const relayed = [
  'delivery',
  'dialog.opened',
  'dialog.closed',
  'terminal.data',
  'terminal.resized',
  'terminal.closed',
] as const satisfies NodeEvent[];

const listRetryMs = 2_000;

const isReadyToStart = {
  status: 'ready',
  note: 'no tmux server runs: the first session starts one',
} as const;
const notReadYet = { status: 'away', note: 'it is being read' } as const;

/** Follows one node: reads its sessions at first and whenever its tmux comes up, then keeps them by events. */
export function createNodeWatch(options: NodeWatchOptions): NodeWatch {
  const { link, projection, events, clock, log } = options;
  const node = link.name;
  const unlisten: (() => void)[] = [];
  const gate = createChangeGate();
  let ready = false;
  let standing: NodeStanding = notReadYet;
  let version: string | null = null;
  let stopped = false;
  let isConnected = true;
  let cancelRetry = (): void => undefined;
  function stand(next: NodeStanding): void {
    if (standing.status === next.status && standing.note === next.note) return;
    standing = next;
    events.publish('node.changed', { name: node, ...next });
  }

  const withoutPane = (): Session[] =>
    projection.all().filter((session) => session.node === node && session.mode === 'headless');

  async function read(): Promise<void> {
    cancelRetry();
    try {
      await gate.read(
        () => link.request('list', {}),
        (known) => {
          version = known.tmux_version;
          stand(known.tmux === 'up' ? { status: 'up', note: '' } : notUp(known.tmux_fault ?? null));
          projection.replaceAll(node, known.sessions);
        },
      );
      ready = true;
      options.onReady(node);
    } catch (error) {
      log.warn({ err: error, node }, 'the sessions of a node could not be read; trying again');
      if (!stopped && isConnected) cancelRetry = clock.after(listRetryMs, () => void read());
    }
  }

  function onTmux(next: NodeStanding): void {
    stand(next);
    if (next.status === 'up') void read();
    // Sessions without a pane do not live in tmux: they are gone only when the connection is.
    else projection.replaceAll(node, isConnected ? withoutPane() : []);
  }

  /** Unknown, not gone: what was under way there is reconciled when the node is back. */
  function onConnection(lostBecause: string | null): void {
    isConnected = lostBecause === null;
    if (lostBecause === null) return void read();
    ready = false;
    cancelRetry();
    gate.pass(() => onTmux({ status: 'away', note: lostBecause }));
  }

  return {
    link,
    isReady: () => ready,
    standing: () => standing,
    tmuxVersion: () => version,
    start() {
      unlisten.push(...listen(options, gate, onTmux), link.onConnection?.(onConnection) ?? (() => undefined));
      return read();
    },
    async refresh() {
      try {
        await gate.read(
          () => link.request('refresh', {}),
          ({ sessions }) => projection.replaceAll(node, sessions),
        );
      } catch (error) {
        throw toAppError(error);
      }
    },
    stop() {
      stopped = true;
      cancelRetry();
      for (const end of unlisten.splice(0)) end();
    },
  };
}

/** @param fault why tmux cannot be used; that no server runs is none */
function notUp(fault: string | null): NodeStanding {
  return fault === null ? isReadyToStart : { status: 'down', note: fault };
}

/** Brings the picture up to date with every event, then hands on the others. @returns what stops each listener */
function listen(
  { link, projection, relay }: NodeWatchOptions,
  gate: ChangeGate,
  onTmux: (next: NodeStanding) => void,
): (() => void)[] {
  const node = link.name;
  const put = (session: Session): void => gate.pass(() => projection.put({ ...session, node }));
  return [
    link.on('session.added', put),
    link.on('session.changed', put),
    link.on('session.removed', ({ name, reason }) =>
      gate.pass(() => projection.remove({ node, name }, reason)),
    ),
    link.on('session.renamed', ({ from, to }) => gate.pass(() => projection.rename(node, from, to))),
    link.on('tmux.up', () => onTmux({ status: 'up', note: '' })),
    link.on('tmux.down', ({ reason, is_fault }) => gate.pass(() => onTmux(notUp(is_fault ? reason : null)))),
    ...relayed.map((event) => link.on(event, (payload) => relay(event, payload, node))),
  ];
}
