import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { anthropicStub } from '../stubs/anthropic-stub.ts';
import { chatStub } from '../stubs/chat-stub.ts';
import { geminiStub } from '../stubs/gemini-stub.ts';
import { openaiStub } from '../stubs/openai-stub.ts';
import { type Stub, type StubProtocol, startStub } from '../stubs/start-stub.ts';
import { createPrivateTmux, type PrivateTmux } from '../support/private-tmux.ts';
import { sessionWhere } from '../support/prompts.ts';
import { createScratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { addTools } from './add-tools.ts';
import type { CliName } from './cli-packages.ts';
import type { InstalledCli } from './install-cli.ts';
import {
  claudeHome,
  codexHome,
  geminiHome,
  opencodeHome,
  qwenHome,
  type ScratchHome,
  type ScratchParts,
} from './scratch-home.ts';

interface Worlds {
  protocol: () => StubProtocol;
  home: (parts: ScratchParts) => Promise<ScratchHome>;
}

const worlds: Record<CliName, Worlds> = {
  claude: { protocol: anthropicStub, home: claudeHome },
  codex: { protocol: openaiStub, home: codexHome },
  gemini: { protocol: geminiStub, home: geminiHome },
  opencode: { protocol: chatStub, home: opencodeHome },
  qwen: { protocol: chatStub, home: qwenHome },
};

/** One real CLI in a session of the product, on a stub of its model server. */
export interface CliStage {
  server: RunningServer;
  terminal: PrivateTmux;
  stub: Stub;
  /** Working directory of the session. */
  project: string;
  /** A directory that is nobody's project. */
  outside: string;
  /** Name of the session that was started by hand, where asked for. */
  byHand: string;
  end(): Promise<void>;
}

interface StageOptions {
  /** Starts a second session of the CLI as a person would, without the product. */
  byHand?: boolean;
  /** See `ScratchParts`. */
  readOnly?: boolean;
  /** See `addTools`. */
  tools?: boolean;
  /** Settings of the server, e.g. an account to sign in with. */
  serverEnv?: Record<string, string>;
}

/**
 * Starts server, stub and CLI, and waits until the session of the CLI's name takes prompts.
 */
export async function startStage(cli: InstalledCli, options: StageOptions = {}): Promise<CliStage> {
  const { name } = cli;
  const { protocol, home } = worlds[name];
  const scratch = await createScratch();
  try {
    const terminal = createPrivateTmux(name);
    scratch.defer(() => terminal.end());
    const stub = await startStub(protocol());
    scratch.defer(() => stub.close());
    const dataDir = join(scratch.directory, 'data');
    const server = await startServer({
      ...{ dataDir, socket: terminal.socket, startTimeoutMs: 120_000 },
      ...(options.serverEnv && { env: options.serverEnv }),
    });
    scratch.defer(() => server.stop());
    const parts = { directory: scratch.directory, binDir: cli.binDir, stubUrl: stub.url, ...options };
    const scratchHome = await home(parts);
    if (options.tools) await addTools[name](scratchHome);
    const { env, project } = scratchHome;
    const outside = join(scratch.directory, 'outside');
    await mkdir(outside);
    const body = { name, provider: name, working_dir: project, env };
    await server.call(sessionEndpoints.createTmuxSession, { body });
    const byHand = `${name}-by-hand`;
    // tmux gives a new session the PATH of whoever starts it, whatever `-e` says.
    if (options.byHand)
      await terminal.start(byHand, `PATH='${env.PATH}' exec ${name}`, { env, cwd: project });
    for (const session of options.byHand ? [name, byHand] : [name])
      await sessionWhere(server, session, 'is deliverable', ({ deliverable }) => deliverable, 150_000);
    return { server, terminal, stub, project, outside, byHand, end: () => scratch.clean() };
  } catch (error) {
    await scratch.clean();
    throw error;
  }
}
