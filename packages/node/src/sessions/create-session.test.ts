import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import type { Agent } from '../agents/agent.ts';
import { type AgentBook, createAgentBook } from '../agents/agent-book.ts';
import type { CreateSession } from '../tmux/driver.ts';
import { type CreateContext, createSession } from './create-session.ts';
import { aPane } from './fixture-pane.ts';

let made: CreateSession[];
let names: string[];
let scratch: string;
let hookRoot: string;
let endsAtOnce: boolean;

beforeEach(() => {
  made = [];
  names = ['taken'];
  endsAtOnce = false;
  scratch = mkdtempSync(join(tmpdir(), 'architect-create-'));
  hookRoot = join(scratch, 'node', 'hooks');
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }));
});

function create(
  params: Parameters<typeof createSession>[1],
  book: Pick<AgentBook, 'ofProvider' | 'list'> = createAgentBook({ now: () => 0 }),
) {
  const driver = {
    async createSession(spec: CreateSession) {
      made.push(spec);
      if (!endsAtOnce) names.push(spec.name);
      return aPane({ sessionName: spec.name, paneId: '%7' });
    },
  };
  const fleet = {
    byName: (name: string) => (names.includes(name) ? { name } : null),
    describe: (tracker: object) => ({ ...tracker, described: true }),
  };
  // Creating uses no more of driver and fleet than what is here.
  return createSession({ driver, fleet, hookRoot, book } as unknown as CreateContext, params);
}

it('launches the agent of a provider with hooks of this session alone, which no caller can lead elsewhere', async () => {
  const env = { MODE: 'x', ARCHITECT_HOOK_DIR: '/etc' };
  const session = await create({ name: 'a', provider: 'claude', role: 'worker', tier: 'worker', env });
  expect(session).toEqual({ name: 'a', described: true });
  const [spec] = made;
  const hookDir = spec?.env.ARCHITECT_HOOK_DIR ?? '';
  expect(spec).toMatchObject({
    ...{ name: 'a', workingDir: homedir(), width: 120, height: 40, env: { MODE: 'x' } },
    ...{ command: expect.stringContaining(hookDir), labels: { role: 'worker', tier: 'worker' } },
  });
  expect(dirname(hookDir)).toBe(hookRoot);
  expect(statSync(hookDir).mode & 0o777).toBe(0o700);
  await create({ name: 'b', provider: 'claude' });
  expect(readdirSync(hookRoot)).toHaveLength(2);
});

it('tells the agent where it will run, and its environment outranks what the agent would set', async () => {
  const specs: unknown[] = [];
  const launch = (spec: unknown) => {
    specs.push(spec);
    return { command: 'mine', env: { A: 'agent', B: 'agent' } };
  };
  const agent = { launch } as unknown as Agent;
  const env = { A: 'caller' };
  await create(
    { name: 'a', provider: 'mine', working_dir: scratch, env },
    { ofProvider: () => agent, list: () => [] },
  );
  const hookDir = made[0]?.env.ARCHITECT_HOOK_DIR;
  expect(specs).toEqual([{ session: 'a', workingDir: scratch, hookDir, env }]);
  expect(made[0]).toMatchObject({ command: 'mine', env: { A: 'caller', B: 'agent' } });
});

it.each([
  ['a command as it is given', { command: 'my-agent --yes', provider: 'claude' as const }, 'my-agent --yes'],
  ['a shell where nothing is asked for', {}, undefined],
])('runs %s, in the place and size that are wanted', async (_what, wanted, command) => {
  await create({ name: 'a', working_dir: scratch, width: 80, height: 24, ...wanted });
  expect(made[0]).toMatchObject({ workingDir: scratch, width: 80, height: 24 });
  expect(made[0]?.command).toBe(command);
  expect(Object.keys(made[0]?.env ?? {})).toEqual(['ARCHITECT_HOOK_DIR']);
});

it.each([
  ['a name that is taken', { name: 'taken' }, 'SESSION_EXISTS', "'taken' exists already"],
  ['a directory that is relative', { working_dir: 'src' }, 'BAD_REQUEST', "an absolute path, not 'src'"],
  ['no such directory', { working_dir: '/no/such' }, 'BAD_REQUEST', "'/no/such' is not a directory"],
  ['a file', { working_dir: import.meta.filename }, 'BAD_REQUEST', 'is not a directory on this node'],
  [
    'a provider that nobody can start',
    { provider: 'anythingllm' as const },
    'BAD_REQUEST',
    /pass one as command, .* Known: .*claude, .*codex/,
  ],
])('refuses %s', async (_what, params, code, message) => {
  await expect(create({ name: 'a', ...params })).rejects.toMatchObject({
    code,
    message: typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
  });
  expect(made).toEqual([]);
});

it('says so when the program ended right away', async () => {
  endsAtOnce = true;
  await expect(create({ name: 'a', command: 'false' })).rejects.toMatchObject({
    code: 'FAILED',
    message: expect.stringContaining("session 'a' ended right after it was created (pane %7)"),
  });
});
