import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { callEndpoint } from '@architect/contracts/call-endpoint';
import type { AnyEndpoint, ReplyOf, RequestOf } from '@architect/contracts/endpoint';
import { promptEndpoints } from '@architect/contracts/prompts';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPrivateTmux, type PrivateTmux } from './private-tmux.ts';
import { architect, type Running, startArchitect } from './run-architect.ts';

// Each step starts a program: slow where others use the machine too.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });
const patience = { timeout: 30_000, interval: 50 };

/** Machines in one: each has a data directory and a tmux server of its own. */
interface Machine {
  dataDir: string;
  tmux: PrivateTmux;
  env: Record<string, string>;
}

let dashboard: Machine;
let far: Machine;
let third: Machine;
let started: Running[];

beforeEach(() => {
  dashboard = createMachine({ PORT: '0', LOG_LEVEL: 'warn' });
  far = createMachine({ LOG_LEVEL: 'warn' });
  third = createMachine({ LOG_LEVEL: 'warn' });
  started = [];
});
afterEach(async () => {
  for (const { child } of started) child.kill('SIGTERM');
  await Promise.all(started.map(({ done }) => done));
  for (const { tmux, dataDir } of [dashboard, far, third]) {
    await tmux.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

function createMachine(env: Record<string, string>): Machine {
  const dataDir = mkdtempSync(join(tmpdir(), 'architect-machine-'));
  const tmux = createPrivateTmux();
  return { dataDir, tmux, env: { ...env, ARCHITECT_DATA_DIR: dataDir, ARCHITECT_TMUX_SOCKET: tmux.socket } };
}

async function startServer(port = '0'): Promise<{ url: string; stop(): Promise<unknown> }> {
  const server = startArchitect(['serve'], { ...dashboard.env, PORT: port });
  started.push(server);
  await server.untilSays('Password');
  const { url } = JSON.parse(readFileSync(join(dashboard.dataDir, 'server.json'), 'utf8'));
  return {
    url,
    stop() {
      server.child.kill('SIGTERM');
      return server.done;
    },
  };
}

function startNode(url: string, key: string, env = far.env): Running {
  const node = startArchitect(['node', '--dashboard', url, '--name', 'far'], {
    ...env,
    ARCHITECT_TOKEN: key,
  });
  started.push(node);
  return node;
}

async function makeKey(name = 'far'): Promise<string> {
  const { stdout } = await architect(['node', 'key', name], dashboard.env);
  expect(stdout).toMatch(/^arc_\S+\n$/);
  return stdout.trim();
}

function call<E extends AnyEndpoint>(url: string, endpoint: E, request: RequestOf<E>): Promise<ReplyOf<E>> {
  const token = readFileSync(join(dashboard.dataDir, 'local-token'), 'utf8').trim();
  return callEndpoint(endpoint, request, { baseUrl: url, headers: { authorization: `Bearer ${token}` } });
}

const listed = async (url: string): Promise<string[]> =>
  (await call(url, sessionEndpoints.listTmuxSessions, {})).data.map(
    ({ node, name, state }) => `${node}:${name} ${state}`,
  );
const promptOf = async (url: string, id: number) =>
  (await call(url, promptEndpoints.getPrompt, { params: { id } })).data;

it('brings prompts to sessions of another machine, once, whatever dies on the way', async () => {
  const { url, stop } = await startServer();
  const key = await makeKey();
  const node = startNode(url, key);
  await node.untilSays(`Node far is connected to ${url}.`);
  const worker = `exec ${resolve(import.meta.dirname, '../../../bin/architect')} chat --worker --provider demo`;
  const create = ['sessions', 'create', 'helper', '--node', 'far', '--provider', 'demo', '--command', worker];
  const created = await architect([...create, '--env', 'ARCHITECT_DEMO_WORD_MS=150'], dashboard.env);
  expect(created.stderr).toBe('');
  await expect.poll(() => listed(url), patience).toEqual(['far:helper idle']);
  expect(await far.tmux.tmux('list-panes', '-t', 'helper', '-F', '#{session_name}')).toBe('helper');

  const { prompt_id: id } = await call(url, promptEndpoints.sendPrompt, {
    body: { content: 'tell me about the weather' },
  });
  await expect.poll(async () => (await promptOf(url, id)).status, patience).toBe('in_progress');
  node.child.kill('SIGKILL');
  await expect.poll(() => listed(url), patience).toEqual([]);
  expect((await promptOf(url, id)).status).toBe('in_progress');

  const again = startNode(url, key);
  await again.untilSays('is connected');
  await expect.poll(async () => (await promptOf(url, id)).status, patience).toBe('completed');
  const done = await promptOf(url, id);
  expect(done).toMatchObject({
    node: 'far',
    assigned_session: 'helper',
    response: expect.stringMatching(/\w/),
  });
  expect(done.receipts.map(({ step }) => step)).toEqual([
    'queued',
    'sending',
    'typed',
    'submitted',
    'started',
    'ended',
  ]);
  const screen = await far.tmux.tmux('capture-pane', '-p', '-S', '-', '-t', 'helper');
  // The agent answered once; its answer repeats the question.
  expect(screen.split('You asked:')).toHaveLength(2);
  expect(screen.split('tell me about the weather')).toHaveLength(3);

  await stop();
  await again.untilSays('is not connected');
  await startServer(new URL(url).port);
  await expect.poll(() => listed(url), patience).toEqual(['far:helper idle']);
});

it('says what is wrong: no dashboard, a wrong key, a name that is taken; and runs in the background', async () => {
  const { url, stop } = await startServer();
  const key = await makeKey();
  expect(await startNode(url, 'arc_wrong').done).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('does not know this key'),
  });
  expect(await startNode(url, await makeKey('near')).done).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('this key is for node near'),
  });

  const background = ['node', '--dashboard', url, '--name', 'far', '--daemon'];
  const daemon = await architect(background, { ...far.env, ARCHITECT_TOKEN: key });
  expect(daemon).toMatchObject({ code: 0, stdout: expect.stringContaining(`connected to ${url}.`) });
  expect((await architect(['node', '--status'], far.env)).code).toBe(0);
  const other = startNode(url, key, third.env);
  await other.untilSays('not connected');
  await other.untilSays('another node far is connected');
  other.child.kill('SIGTERM');
  expect((await other.done).code).toBe(0);

  await stop();
  await expect
    .poll(async () => (await architect(['node', '--status'], far.env)).stdout, patience)
    .toContain('not connected');
  expect((await architect(['node', '--stop'], far.env)).stdout).toBe('Stopped.\n');
  expect(await architect(['node', '--status'], far.env)).toMatchObject({ code: 3, stdout: 'Not running.\n' });
});
