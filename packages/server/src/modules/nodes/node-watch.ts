import type { NodeEvent, NodeLink, NodePayload } from '@architect/contracts/node-link';
import type { Session } from '@architect/contracts/sessions';
import type { ModuleContext } from '../../platform/context.ts';
import { toAppError } from './node-error.ts';
import type { Projection } from './projection.ts';

/** What the server knows of one node. */
export interface NodeWatch {
  readonly link: NodeLink;
  /** True once its sessions were read. */
  isReady(): boolean;
  isUp(): boolean;
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
  /** Hands on what is not about the list of sessions, after the picture was brought up to date. */
  relay<E extends NodeEvent>(event: E, payload: NodePayload<E>, node: string): void;
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

/** Follows one node: reads its sessions at first and whenever its tmux comes up, then keeps them by events. */
export function createNodeWatch(options: NodeWatchOptions): NodeWatch {
  const { link, projection, events, clock, log } = options;
  const node = link.name;
  const unlisten: (() => void)[] = [];
  let ready = false;
  let up = false;
  let version: string | null = null;
  let stopped = false;
  let cancelRetry = (): void => undefined;

  function setUp(next: boolean, note: string): void {
    if (up === next) return;
    up = next;
    events.publish('node.changed', { name: node, status: up ? 'up' : 'down', note });
  }

  async function read(): Promise<void> {
    cancelRetry();
    try {
      const known = await link.request('list', {});
      version = known.tmux_version;
      setUp(known.tmux === 'up', known.tmux_version ?? '');
      projection.replaceAll(node, known.sessions);
      ready = true;
      options.onReady(node);
    } catch (error) {
      log.warn({ err: error, node }, 'the sessions of a node could not be read; trying again');
      if (!stopped) cancelRetry = clock.after(listRetryMs, () => void read());
    }
  }

  function listen(): void {
    const put = (session: Session): void => projection.put({ ...session, node });
    unlisten.push(
      link.on('session.added', put),
      link.on('session.changed', put),
      link.on('session.removed', ({ name, reason }) => projection.remove({ node, name }, reason)),
      link.on('session.renamed', ({ from, to }) => projection.rename(node, from, to)),
      link.on('tmux.up', ({ version: present }) => {
        version = present;
        setUp(true, present);
        void read();
      }),
      link.on('tmux.down', ({ reason }) => {
        setUp(false, reason);
        projection.replaceAll(node, []);
      }),
      ...relayed.map((event) => link.on(event, (payload) => options.relay(event, payload, node))),
    );
  }

  return {
    link,
    isReady: () => ready,
    isUp: () => up,
    tmuxVersion: () => version,
    start() {
      listen();
      return read();
    },
    async refresh() {
      const { sessions } = await link.request('refresh', {}).catch((error: unknown) => {
        throw toAppError(error);
      });
      projection.replaceAll(node, sessions);
    },
    stop() {
      stopped = true;
      cancelRetry();
      for (const end of unlisten.splice(0)) end();
    },
  };
}
