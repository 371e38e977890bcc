import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentEndpoints } from '@architect/contracts/agents';
import { ApiError } from '@architect/contracts/call-endpoint';
import { promptEndpoints } from '@architect/contracts/prompts';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { getPrompt, send, sessionWhere } from '../support/prompts.ts';
import { until } from '../support/until.ts';
import { type Fleet, startFleet } from './start-fleet.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let fleet: Fleet;
let repository: string;
beforeAll(async () => {
  fleet = await startFleet();
  repository = join(fleet.directory, 'shop');
  mkdirSync(repository);
  git(repository, 'init', '--quiet', '--initial-branch=main');
  writeFileSync(join(repository, 'readme.md'), 'shop\n');
  commit(repository, 'first');
});
afterAll(() => fleet?.end());

const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
function git(directory: string, ...words: string[]): string {
  const env = { PATH: process.env.PATH ?? '', HOME: fleet.directory, GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', ['-C', directory, ...identity, ...words], { env, encoding: 'utf8' }).trim();
}
function commit(directory: string, message: string): string {
  git(directory, 'add', '--all');
  git(directory, 'commit', '--quiet', '-m', message);
  return git(directory, 'rev-parse', 'HEAD');
}

async function createAgent(name: string): Promise<string> {
  const body = { name, repository, command: fleet.agents.command(name), force: true };
  const { data } = await fleet.server.call(agentEndpoints.createAgent, { body });
  expect(data.worktree).toMatchObject({ branch: `agent/${name}`, repository });
  await sessionWhere(fleet.server, name, 'is idle', (session) => session.state === 'idle');
  return data.worktree?.path ?? '';
}

async function end(name: string, force = false) {
  const query = force ? ({ force: 'true' } as const) : {};
  const reply = await fleet.server
    .call(agentEndpoints.endAgent, { params: { name }, query })
    .catch((error: unknown) => error);
  if (reply instanceof ApiError) return { status: reply.status, code: reply.code };
  return { status: 200 };
}

test('an agent works in a tree of its own, and is ended only when nothing is lost by it', async () => {
  const path = await createAgent('ada');
  expect(git(path, 'rev-parse', '--abbrev-ref', 'HEAD')).toBe('agent/ada');
  const where = await fleet.terminal.tmux('display-message', '-p', '-t', '=ada:', '#{pane_current_path}');
  expect(where.trim()).toBe(path);
  writeFileSync(join(path, 'cart.ts'), 'export {};\n');
  expect(await end('ada')).toEqual({ status: 409, code: 'UNSAVED_WORK' });
  const tip = commit(path, 'cart');
  expect(await end('ada')).toEqual({ status: 409, code: 'UNSAVED_WORK' });
  expect(existsSync(join(path, 'cart.ts'))).toBe(true);
  git(repository, 'merge', '--quiet', 'agent/ada');
  expect(await end('ada')).toEqual({ status: 200 });
  expect(existsSync(path)).toBe(false);
  expect(git(repository, 'rev-parse', 'agent/ada')).toBe(tip);
  // Not asked of tmux itself: its server ends with its last session.
  const { data } = await fleet.server.call(sessionEndpoints.listTmuxSessions, {});
  expect(data.map((session) => session.name)).not.toContain('ada');
});

test('force ends it with its changes; its commits stay on the branch, where the next one of that name goes on', async () => {
  const path = await createAgent('bob');
  writeFileSync(join(path, 'kept.ts'), '');
  const tip = commit(path, 'kept');
  writeFileSync(join(path, 'lost.ts'), '');
  expect(await end('bob', true)).toEqual({ status: 200 });
  expect(existsSync(path)).toBe(false);
  const again = await createAgent('bob');
  expect(git(again, 'rev-parse', 'HEAD')).toBe(tip);
  expect(existsSync(join(again, 'lost.ts'))).toBe(false);
});

test('an agent is not ended while it works on a prompt', async () => {
  const path = await createAgent('eve');
  const id = await send(fleet.server, { content: 'long [work 600000]', target_session: 'eve' });
  await until('it works', async () => (await getPrompt(fleet.server, id)).status === 'in_progress');
  expect(await end('eve')).toEqual({ status: 409, code: 'CONFLICT' });
  expect(existsSync(path)).toBe(true);
  await fleet.server.call(promptEndpoints.cancelPrompt, { params: { id } });
  expect(await end('eve')).toEqual({ status: 200 });
});
