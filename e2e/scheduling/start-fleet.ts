import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { createFakeAgents, type FakeAgents } from '../support/fake-agents.ts';
import { createPrivateTmux, type PrivateTmux } from '../support/private-tmux.ts';
import { sessionWhere } from '../support/prompts.ts';
import { createScratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

/** A server of its own with fake agents in a private tmux server. */
export interface Fleet {
  server: RunningServer;
  agents: FakeAgents;
  terminal: PrivateTmux;
  directory: string;
  /** An idle agent in a directory of its own. */
  createAgent(name: string): Promise<void>;
  end(): Promise<void>;
}

export async function startFleet(more: Record<string, string> = {}): Promise<Fleet> {
  const scratch = await createScratch('architect-scheduling-');
  const { directory } = scratch;
  const terminal = createPrivateTmux('scheduling');
  scratch.defer(() => terminal.end());
  const agents = await createFakeAgents(directory);
  const env = { HOME: directory };
  const settings = { dataDir: join(directory, 'data'), socket: terminal.socket, env: { ...env, ...more } };
  const server = await startServer(settings);
  scratch.defer(() => server.stop());
  return {
    ...{ server, agents, terminal, directory },
    async createAgent(name) {
      const working_dir = join(directory, name);
      await mkdir(working_dir);
      const body = { name, provider: 'claude' as const, working_dir, command: agents.command(name), env };
      await server.call(sessionEndpoints.createTmuxSession, { body });
      await sessionWhere(server, name, 'is idle', (session) => session.state === 'idle');
    },
    end: () => scratch.clean(),
  };
}
