import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { accountEndpoints } from '@architect/contracts/accounts';
import { ApiError } from '@architect/contracts/call-endpoint';
import { patternEndpoints } from '@architect/contracts/patterns';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { createFakeAgents } from '../support/fake-agents.ts';
import { createPrivateTmux, type PrivateTmux } from '../support/private-tmux.ts';
import { createRandom } from '../support/random.ts';
import type { Scratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';
import { until } from '../support/until.ts';
import { type CuttingProxy, createCuttingProxy } from './cutting-proxy.ts';
import { type FarNode, startFarNode } from './start-far-node.ts';

/** One agent of the fleet: its session is made anew under the same name whenever it died. */
export interface FleetAgent {
  name: string;
  node: 'local' | 'far';
  terminal: PrivateTmux;
  command: string;
  isScreenOnly: boolean;
}

/** Everything that runs: the product in two processes, a bad line between them, and a fleet of agents on both sides. */
export interface World {
  directory: string;
  boxFile: string;
  agents: FleetAgent[];
  proxy: CuttingProxy;
  /** The server of this moment; it may be dead. */
  server(): RunningServer;
  farNode(): FarNode;
  killServer(): Promise<void>;
  killFarNode(): Promise<void>;
  /** Repeatable random numbers of one troublemaker's own. */
  random(name: string): () => number;
  /** Null when the server is away or says no. */
  attempt<T>(request: (server: RunningServer) => Promise<T>): Promise<T | null>;
  create(agent: FleetAgent): Promise<boolean>;
  /** Ends product and proxy in good order; agents are left as they are. */
  stop(): Promise<void>;
}

/** What each agent gives as evidence: everything, no hooks, or the screen alone. */
const evidence = [[], [], [], ['--no-hooks'], [], [], ['--no-hooks', '--no-transcript'], [], [], []];

export async function createWorld(
  scratch: Scratch,
  options: { seed: number; agents: number },
): Promise<World> {
  const { directory } = scratch;
  const terminals = { local: createPrivateTmux('near'), far: createPrivateTmux('far') };
  for (const terminal of Object.values(terminals)) scratch.defer(() => terminal.end());
  const boxFile = `${directory}/box.jsonl`;
  const agents = await fleetOf(options.agents, directory, boxFile, terminals);
  const start = (port?: number) =>
    startServer({
      ...{ dataDir: `${directory}/data`, socket: terminals.local.socket, port },
      env: { HOME: directory, RATE_LIMIT_ENABLED: 'false' },
      // A busy machine is no fault of the product; a start that never ends is.
      startTimeoutMs: 180_000,
    });
  let server = await start();
  scratch.defer(() => server.kill());
  const proxy = await createCuttingProxy(() => server.port);
  scratch.defer(() => proxy.close());
  const { key } = await server.call(accountEndpoints.createKey, {
    body: { name: 'node:far', role: 'operator' },
  });
  const join = () =>
    startFarNode({
      ...{ dashboard: `http://127.0.0.1:${proxy.port}`, key, home: directory },
      ...{ dataDir: `${directory}/far`, socket: terminals.far.socket },
    });
  let farNode = join();
  scratch.defer(() => farNode.kill('SIGKILL'));
  await allowTests(server);

  const keepLog = (name: string, text: string) => appendFileSync(`${directory}/${name}.log`, text);
  const attempt: World['attempt'] = (request) =>
    request(server).catch((error: unknown) => {
      if (error instanceof ApiError) return null;
      throw error;
    });
  const world: World = {
    ...{ directory, boxFile, agents, proxy, attempt },
    server: () => server,
    farNode: () => farNode,
    async killServer() {
      await server.kill();
      keepLog('server', server.output());
      server = await start(server.port);
    },
    async killFarNode() {
      await farNode.kill('SIGKILL');
      keepLog('node', farNode.output());
      farNode = join();
    },
    random: (name) =>
      createRandom([...name].reduce((sum, char) => sum * 31 + char.charCodeAt(0), options.seed)),
    create: (agent) => createAgent(agent, world),
    async stop() {
      await farNode.kill('SIGTERM');
      await server.stop();
      keepLog('server', server.output());
      keepLog('node', farNode.output());
      await proxy.close();
    },
  };
  for (const agent of agents)
    await until(`agent ${agent.name} is there`, () => world.create(agent), {
      timeoutMs: 60_000,
      everyMs: 200,
    });
  return world;
}

async function fleetOf(
  count: number,
  directory: string,
  boxFile: string,
  terminals: Record<'local' | 'far', PrivateTmux>,
): Promise<FleetAgent[]> {
  const { command } = await createFakeAgents(directory);
  return Array.from({ length: count }, (_, index): FleetAgent => {
    const node = index % 2 === 0 ? 'local' : 'far';
    const name = `${node === 'far' ? 'far' : 'near'}-${Math.floor(index / 2)}`;
    const flags = evidence[Math.floor(index / 2) % evidence.length] ?? [];
    const shell = index % 3 === 0 ? ['--then-shell'] : [];
    return {
      ...{ name, node, terminal: terminals[node] },
      command: command(name, '--record', boxFile, '--jitter', '100', ...flags, ...shell),
      isScreenOnly: flags.includes('--no-transcript'),
    };
  });
}

/** The policy answers what a rule allows; everything else is for people. */
async function allowTests(server: RunningServer): Promise<void> {
  const pattern = {
    name: 'tests',
    kind: 'bash',
    action: 'approve',
    pattern_regex: 'npm test -- [a-z0-9-]+',
  } as const;
  await server.call(patternEndpoints.createPattern, { body: pattern });
  await server.call(patternEndpoints.changePolicy, { body: { mode: 'on' } });
}

/** @returns whether the session exists now */
async function createAgent(agent: FleetAgent, { directory, attempt }: World): Promise<boolean> {
  const { name, node, command } = agent;
  const body = {
    ...{ name, command, provider: 'claude' as const, working_dir: directory, env: { HOME: directory } },
    ...(node === 'far' ? { node } : {}),
  };
  await attempt((server) => server.call(sessionEndpoints.createTmuxSession, { body }));
  return isThere(agent);
}

export async function isThere({ terminal, name }: FleetAgent): Promise<boolean> {
  return terminal.tmux('has-session', '-t', `=${name}`).then(
    () => true,
    () => false,
  );
}

/** Resolves after `ms`, or as soon as the trouble is over. */
export async function pause(ms: number, over: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal: over }).catch(() => undefined);
}
