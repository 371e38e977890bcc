import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type Interaction, interactionEndpoints } from '@architect/contracts/interactions';
import { type Session, sessionEndpoints } from '@architect/contracts/sessions';
import type { InstalledCli } from '../real-clis/install-cli.ts';
import type { ScratchHome } from '../real-clis/scratch-home.ts';
import { type Stub, type StubProtocol, startStub } from '../stubs/start-stub.ts';
import { createPrivateTmux, type PrivateTmux } from '../support/private-tmux.ts';
import { sessionWhere } from '../support/prompts.ts';
import { createScratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { until } from '../support/until.ts';

/** The product with one real agent in one session that the product started. */
export interface AgentDesk {
  server: RunningServer;
  terminal: PrivateTmux;
  stub: Stub;
  project: string;
  /** Every file in the hook directories, event files and pipes alike. */
  hookRoot: string;
  restartServer(): Promise<void>;
  session(what: string, check: (session: Session) => boolean): Promise<Session>;
  /** The permission prompt that waits for a decision. */
  interaction(): Promise<Interaction>;
  decide(id: number, action: 'approve' | 'deny'): Promise<Interaction>;
  clean(): Promise<void>;
}

export interface DeskOptions {
  cli: InstalledCli;
  provider: string;
  protocol: StubProtocol;
  home: (parts: { directory: string; binDir: string; stubUrl: string }) => Promise<ScratchHome>;
  /** Parent of the scratch directory; default: the system's. */
  below?: string;
}

/** Name of the session of a desk. */
export const worker = 'worker';

export async function openDesk(options: DeskOptions): Promise<AgentDesk> {
  const scratch = await createScratch(options.below && relative(tmpdir(), join(options.below, 'desk-')));
  const terminal = createPrivateTmux(options.provider);
  scratch.defer(() => terminal.end());
  const stub = await startStub(options.protocol);
  scratch.defer(() => stub.close());
  const dataDir = `${scratch.directory}/data`;
  const start = () => startServer({ dataDir, socket: terminal.socket, startTimeoutMs: 120_000 });
  let server = await start();
  scratch.defer(() => server.stop());
  const { env, project } = await options.home({
    directory: scratch.directory,
    binDir: options.cli.binDir,
    stubUrl: stub.url,
  });
  const body = { name: worker, provider: options.provider, working_dir: project, env };
  await server.call(sessionEndpoints.createTmuxSession, { body });
  await sessionWhere(server, worker, 'is deliverable', ({ deliverable }) => deliverable, 60_000);
  return {
    get server() {
      return server;
    },
    terminal,
    stub,
    project,
    hookRoot: `${dataDir}/node/hooks`,
    async restartServer() {
      server = await start();
    },
    session: (what, check) => sessionWhere(server, worker, what, check),
    interaction: () =>
      until(
        'a permission prompt is pending',
        async () => {
          const query = { page: 1, per_page: 20, session: worker, status: 'pending' };
          return (await server.call(interactionEndpoints.listInteractions, { query })).data[0];
        },
        { seen: () => terminal.screen(worker) },
      ),
    decide: async (id, action) =>
      (await server.call(interactionEndpoints.handleInteraction, { params: { id }, body: { action } })).data,
    clean: () => scratch.clean(),
  };
}
