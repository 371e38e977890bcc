import { agentEndpoints } from '@architect/contracts/agents';
import { NodeLinkError } from '@architect/contracts/node-link';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { expect, it, onTestFinished } from 'vitest';
import { createTestServer } from '../../test-server.ts';
import { createFakeLink } from '../nodes/fake-link.ts';

const { createAgent, endAgent } = agentEndpoints;
const mb = 1024 * 1024;

async function start() {
  const link = createFakeLink();
  link.handle('create', ({ name, working_dir }) => ({
    session: link.setSession({ name, state: 'starting', working_dir: working_dir ?? '/home/me' }),
  }));
  link.handle('kill', ({ session }) => {
    link.removeSession(session);
    return { survivors: [] };
  });
  link.handle('worktree.add', ({ name, branch, repository }) => ({
    ...{ path: `/data/worktrees/${name}`, branch, repository, is_new_branch: true },
  }));
  link.handle('worktree.inspect', () => ({ exists: true, uncommitted: 0, unsaved_commits: 0 }));
  link.handle('worktree.remove', () => ({}));
  const server = await createTestServer({ nodeLink: link });
  onTestFinished(() => server.stop());
  const memory = (available: number) =>
    link.handle('list', () => ({
      ...{ sessions: [], tmux: 'up', tmux_version: '3.3a' },
      memory: { total_bytes: 16_000 * mb, available_bytes: available * mb },
    }));
  const end = (name: string, force = false) =>
    server.local.request(endAgent, { params: { name }, query: force ? { force: 'true' } : {} });
  return { server, link, memory, end };
}

it('makes a work tree, a session in it and a role prompt, and takes session and work tree back', async () => {
  const { server, link, end } = await start();
  const labels = { role: 'qa', tier: 'worker' } as const;
  const body = { name: 'ada', repository: '/srv/shop', base: 'main', role_prompt: 'You test.', ...labels };
  const reply = await server.local.request(createAgent, { body });
  expect(reply.status, reply.text).toBe(201);
  expect(reply.body.data).toMatchObject({
    session: { name: 'ada', working_dir: '/data/worktrees/ada' },
    worktree: { branch: 'agent/ada', repository: '/srv/shop' },
  });
  expect(link.requestsOf('worktree.add')).toEqual([
    { repository: '/srv/shop', name: 'ada', branch: 'agent/ada', base: 'main' },
  ]);
  expect(link.requestsOf('create')).toMatchObject([labels]);
  link.setSession({ name: 'ada', state: 'idle' });
  await expect.poll(() => link.requestsOf('deliver').map(({ text }) => text)).toEqual(['You test.']);
  const working = await end('ada');
  expect([working.status, working.body.error]).toEqual([
    409,
    `ada works on prompt ${reply.body.data.prompt_id}: wait, cancel it, or say force`,
  ]);
  const attempt_id = link.requestsOf('deliver')[0]?.attempt_id ?? '';
  link.step({ step: 'ended', attempt_id, outcome: 'completed' });
  await expect.poll(async () => (await end('ada')).status).toBe(200);
  expect(link.requestsOf('worktree.remove')).toEqual([
    { path: '/data/worktrees/ada', repository: '/srv/shop', force: false },
  ]);
  expect((await end('ada')).status).toBe(404);
});

it('does not end an agent whose work nobody else has, unless forced', async () => {
  const { server, link, end } = await start();
  await server.local.request(createAgent, { body: { name: 'ada', repository: '/srv/shop' } });
  link.handle('worktree.inspect', () => ({ exists: true, uncommitted: 1, unsaved_commits: 2 }));
  const refused = await end('ada');
  expect([refused.status, refused.body.error_code]).toEqual([409, 'UNSAVED_WORK']);
  expect(refused.body.error).toContain('1 changed file and 2 commits that nobody else has');
  expect(link.requestsOf('kill')).toEqual([]);
  expect((await end('ada', true)).body.data).toMatchObject({ name: 'ada', branch: 'agent/ada' });
  expect(link.requestsOf('worktree.remove')[0]).toMatchObject({ force: true });
});

it('leaves no work tree behind when the session cannot start', async () => {
  const { server, link, end } = await start();
  link.handle('create', () => {
    throw new NodeLinkError('BAD_REQUEST', 'no launch command is known');
  });
  const reply = await server.local.request(createAgent, { body: { name: 'ada', repository: '/srv/shop' } });
  expect([reply.status, reply.body.error]).toEqual([400, 'no launch command is known']);
  expect(link.requestsOf('worktree.remove')).toHaveLength(1);
  expect((await end('ada')).status).toBe(404);
});

it.each([{}, { name: 'a b' }, { name: 'a', repository: '/r', working_dir: '/w' }, { name: 'a', base: '-x' }])(
  'refuses %j with a 400',
  async (body) => {
    const { server, link } = await start();
    expect((await server.local.request('/api/agents', { method: 'POST', body })).status).toBe(400);
    expect(link.requestsOf('create')).toEqual([]);
  },
);

it('starts no agent without room for it, with the figures, unless forced', async () => {
  const { server, link, memory } = await start();
  memory(1_000);
  const body = { name: 'ada' };
  for (const [endpoint, wish] of [
    [createAgent, body],
    [sessionEndpoints.createTmuxSession, { ...body, provider: 'claude' }],
  ] as const) {
    const reply = await server.local.request(endpoint.path, { method: 'POST', body: wish });
    expect([reply.status, reply.body.error_code]).toEqual([409, 'NOT_ENOUGH_MEMORY']);
    expect(reply.body.details).toEqual({
      available_mb: 1_000,
      memory_per_agent_mb: 1024,
      memory_reserve_mb: 512,
    });
  }
  const shell = await server.local.request(sessionEndpoints.createTmuxSession, { body: { name: 'sh' } });
  expect(shell.status).toBe(201);
  const forced = await server.local.request(createAgent, { body: { ...body, force: true } });
  expect(forced.status).toBe(201);
  memory(2_000);
  expect((await server.local.request(createAgent, { body: { name: 'bob' } })).status).toBe(201);
  expect(link.requestsOf('create').map(({ name }) => name)).toEqual(['sh', 'ada', 'bob']);
});
