import type { Provider } from '@architect/contracts/providers';
import { type Session, sessionEndpoints } from '@architect/contracts/sessions';
import { installCli } from '../real-clis/install-cli.ts';
import {
  claudeHome,
  codexHome,
  geminiHome,
  opencodeHome,
  type ScratchHome,
} from '../real-clis/scratch-home.ts';
import { anthropicStub } from '../stubs/anthropic-stub.ts';
import { chatStub } from '../stubs/chat-stub.ts';
import { geminiStub } from '../stubs/gemini-stub.ts';
import { openaiStub } from '../stubs/openai-stub.ts';
import { type Stub, type StubProtocol, startStub } from '../stubs/start-stub.ts';
import { createPrivateTmux } from '../support/private-tmux.ts';
import { sessionWhere } from '../support/prompts.ts';
import { createScratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

export interface HeadlessCli {
  name: Provider & ('claude' | 'codex' | 'gemini' | 'opencode');
  version: string;
  stub: () => StubProtocol;
  home: typeof claudeHome;
  /** What one turn of the stub takes. */
  usage: Record<string, unknown>;
}

export const headlessClis: HeadlessCli[] = [
  {
    name: 'claude',
    version: process.env.ARCHITECT_E2E_CLAUDE ?? '2.1.330',
    stub: anthropicStub,
    home: claudeHome,
    usage: { input_tokens: 1200, output_tokens: 20, cost_usd: 0.0052 },
  },
  {
    name: 'codex',
    version: process.env.ARCHITECT_E2E_CODEX ?? '0.169.0',
    stub: openaiStub,
    home: codexHome,
    usage: { input_tokens: 1200, output_tokens: 20, cost_usd: null },
  },
];

/** Both by the Agent Client Protocol. */
export const acpClis: HeadlessCli[] = [
  {
    name: 'gemini',
    version: process.env.ARCHITECT_E2E_GEMINI ?? '0.61.0',
    stub: geminiStub,
    home: geminiHome,
    usage: { input_tokens: 1200, output_tokens: 20, cost_usd: null },
  },
  {
    name: 'opencode',
    version: process.env.ARCHITECT_E2E_OPENCODE ?? '1.18.33',
    stub: chatStub,
    home: opencodeHome,
    usage: { input_tokens: 1200, output_tokens: 20, cost_usd: null },
  },
];

/** One server, one CLI with a home of its own, and its stub model. */
export interface HeadlessStage {
  server: RunningServer;
  stub: Stub;
  home: ScratchHome;
  createSession(name: string): Promise<Session>;
  /** kill -9 of the server, and a new one on the same data. */
  crash(whileAwayMs?: number): Promise<void>;
  clean(): Promise<void>;
}

export async function openStage(cli: HeadlessCli): Promise<HeadlessStage> {
  const installed = await installCli(cli.name, cli.version);
  if (!installed) throw new Error(`${cli.name} ${cli.version} is not in the registry`);
  const scratch = await createScratch();
  const terminal = createPrivateTmux(`headless-${cli.name}`);
  scratch.defer(() => terminal.end());
  const stub = await startStub(cli.stub());
  scratch.defer(() => stub.close());
  const options = { dataDir: `${scratch.directory}/data`, socket: terminal.socket };
  const home = await cli.home({
    directory: scratch.directory,
    binDir: installed.binDir,
    stubUrl: stub.url,
  });
  const stage: HeadlessStage = {
    server: await startServer(options),
    stub,
    home,
    async createSession(name) {
      const body = {
        name,
        provider: cli.name,
        mode: 'headless',
        working_dir: home.project,
        env: home.env,
      } as const;
      await stage.server.call(sessionEndpoints.createTmuxSession, { body });
      return sessionWhere(stage.server, name, 'is deliverable', (session) => session.deliverable, 60_000);
    },
    async crash(whileAwayMs = 0) {
      await stage.server.kill();
      if (whileAwayMs > 0) await new Promise((resolve) => setTimeout(resolve, whileAwayMs));
      stage.server = await startServer(options);
    },
    clean: () => scratch.clean(),
  };
  scratch.defer(async () => {
    const { data } = await stage.server.call(sessionEndpoints.listTmuxSessions, {});
    for (const { name, mode } of data) {
      if (mode === 'headless')
        await stage.server.call(sessionEndpoints.killTmuxSession, { body: { session: name } });
    }
    await stage.server.stop();
  });
  return stage;
}
