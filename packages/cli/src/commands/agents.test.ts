import { resolve } from 'node:path';
import { promptEndpoints } from '@architect/contracts/prompts';
import type { FakeLink } from '@architect/server/modules/nodes/fake-link';
import type { TestServer } from '@architect/server/test-server';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { answerAtOnce, startCliStage } from '../fixture-cli.ts';
import { createPrivateTmux } from '../private-tmux.ts';
import { architectHere } from '../run-architect.ts';

let link: FakeLink;
let server: TestServer;
let env: Record<string, string>;
beforeAll(async () => {
  ({ link, server, env } = await startCliStage());
  answerAtOnce(link);
  link.setSession({ name: 'web', provider: 'claude', state: 'idle' });
  link.setSession({ name: 'api', provider: 'codex', state: 'busy' });
  link.setSession({ name: 'bash', provider: 'shell', state: 'shell' });
});
afterAll(() => server.stop());

const run = (...words: string[]) => architectHere(['agents', ...words], env);
const queued = async () =>
  (await server.local.request(promptEndpoints.listPrompts, { query: { sort: '-id' } })).body.data;

it('lists agents, not shells', async () => {
  expect((await run()).stdout.split('\n').map((line) => line.split('\t')[0])).toEqual([
    'SESSION',
    'api',
    'web',
    '',
  ]);
  const { stdout } = await run('list', '--json');
  expect(JSON.parse(stdout).map((agent: { name: string }) => agent.name)).toEqual(['api', 'web']);
});

it('messages one agent, which waits while it is busy', async () => {
  const sent = await run('send', 'api', 'look', 'at', 'bug 7', '--priority', '9');
  expect(sent).toMatchObject({ code: 0, stderr: expect.stringContaining('waiting: ') });
  const [prompt] = await queued();
  expect(sent.stdout).toBe(`Queued for api as prompt ${prompt?.id}.\n`);
  expect(prompt).toMatchObject({ content: 'look at bug 7', priority: 9, target_session: 'api' });
});

it('waits for the answer of one agent', async () => {
  const sent = await architectHere(['agents', 'send', 'web', '--wait'], env, 'two\nlines\n');
  expect(sent).toMatchObject({ code: 0, stdout: 'answer to two\nlines\n' });
  expect(await run('send', 'web', 'please fail', '--wait')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('the model is overloaded'),
  });
});

it('fails for no such agent, no text and a bad priority', async () => {
  expect(await run('send', 'nobody', 'x')).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('nobody'),
  });
  expect((await run('send', 'web', ' ')).code).toBe(2);
  expect((await run('broadcast', 'x', '--priority', '11')).code).toBe(2);
});

it('messages every agent from a script without asking', async () => {
  const { code, stdout } = await run('broadcast', 'stand-up', '--json');
  expect(code).toBe(0);
  const targets = JSON.parse(stdout).map((prompt: { target_session: string }) => prompt.target_session);
  expect(targets.sort()).toEqual(['api', 'web']);
});

it('asks before a broadcast on a terminal', async () => {
  const tmux = createPrivateTmux();
  onTestFinished(() => tmux.stop());
  const program = resolve(import.meta.dirname, '../../../../bin/architect');
  const words = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const before = (await queued()).length;
  const start = (name: string) =>
    tmux.tmux(
      ...['new-session', '-d', '-s', name, '-x', '100', '-y', '20', ...words],
      `${program} agents broadcast hello-from-tmux; echo "code $?"; exec cat`,
    );
  await start('no');
  await tmux.untilScreen('no', (screen) => screen.includes('Send to 2 agents (api, web)? [y/N]'));
  await tmux.tmux('send-keys', '-t', 'no', 'Enter');
  await tmux.untilScreen('no', (screen) => screen.includes('code 1'));
  expect(await queued()).toHaveLength(before);
  await start('yes');
  await tmux.untilScreen('yes', (screen) => screen.includes('[y/N]'));
  await tmux.tmux('send-keys', '-t', 'yes', 'y', 'Enter');
  await tmux.untilScreen('yes', (screen) => screen.includes('code 0'));
  expect(await queued()).toHaveLength(before + 2);
});

it('creates and ends an agent', async () => {
  link.handle('create', ({ name, working_dir }) => ({
    session: link.setSession({ name, state: 'starting', working_dir: working_dir ?? '/home/me' }),
  }));
  link.handle('worktree.add', ({ name, branch, repository }) => ({
    ...{ path: `/data/${name}`, branch, repository, is_new_branch: true },
  }));
  link.handle('worktree.inspect', () => ({ exists: true, uncommitted: 2, unsaved_commits: 0 }));
  link.handle('worktree.remove', () => ({}));
  link.handle('kill', ({ session }) => {
    link.removeSession(session);
    return { survivors: [] };
  });
  const made = await run('create', 'ada', '--repo', '/srv/shop');
  expect(made).toMatchObject({ code: 0, stdout: 'Agent ada starts in /data/ada.\n' });
  expect(made.stderr).toContain('branch: agent/ada');
  expect(await run('end', 'ada')).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('2 changed files'),
  });
  expect(await run('end', 'ada', '--force')).toMatchObject({
    code: 0,
    stdout: 'Agent ada has ended. Its branch agent/ada is kept.\n',
  });
});

it('shows and changes limits', async () => {
  const limits = (...words: string[]) => architectHere(['limits', ...words], env);
  expect((await limits()).stdout).toContain('per machine   no limit');
  const set = await limits('set', '--provider', 'claude=3', '--directory', 'refuse', '--json');
  expect(JSON.parse(set.stdout)).toMatchObject({ max_per_provider: { claude: 3 }, directory_rule: 'refuse' });
  expect((await limits('set', '--headless', 'none', '--headless-idle', '3')).stdout).toContain(
    'headless      at most 0, each ends after 3 minutes',
  );
  expect((await limits('set')).code).toBe(2);
  expect((await limits('set', '--total', 'many')).code).toBe(2);
  expect((await limits('set', '--provider', 'claude=none', '--directory', 'warn')).code).toBe(0);
});
