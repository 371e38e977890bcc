import type { ReplyOf } from '@architect/contracts/endpoint';
import { NodeLinkError } from '@architect/contracts/node-link';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { expect, it, onTestFinished } from 'vitest';
import { createTestServer } from '../../test-server.ts';
import { aSession, createFakeLink } from '../nodes/fake-link.ts';

const { createTmuxSession, killTmuxSession, sendToTmux, captureTmux, listTmuxSessions, getTmuxSession } =
  sessionEndpoints;
const { explainTmuxSession, refreshTmuxSessions } = sessionEndpoints;

async function start() {
  const link = createFakeLink();
  link.setSession({ name: 'w1' });
  const server = await createTestServer({ nodeLink: link });
  onTestFinished(() => server.stop());
  const audited = async () => {
    const reply = await server.local.request<{ data: Record<string, unknown>[] }>(
      '/api/activity?entity_type=session&sort=id',
    );
    return reply.body.data;
  };
  return { server, link, audited };
}

const reads = ['/sessions', '/sessions/w1', '/sessions/w1/explain'];
const acts: [string, object][] = [
  ['/sessions/refresh', {}],
  ['/send', { session: 'w1', message: 'hello' }],
  ['/create', { name: 'w2' }],
  ['/kill', { session: 'w1' }],
  ['/sessions/w1/save-screen', { expected_state: 'idle' }],
];

it('refuses everything without sign-in, and acts of viewers', async () => {
  const { server, link } = await start();
  const viewer = await server.signIn('viewer');
  for (const path of reads) expect((await server.request(`/api/tmux${path}`)).status, path).toBe(401);
  expect(
    (await server.request('/api/tmux/capture', { method: 'POST', body: { session: 'w1' } })).status,
  ).toBe(401);
  for (const [path, body] of acts) {
    expect((await server.request(`/api/tmux${path}`, { method: 'POST', body })).status, path).toBe(401);
    expect((await viewer.request(`/api/tmux${path}`, { method: 'POST', body })).status, path).toBe(403);
  }
  expect(link.requests.map((request) => request.method)).toEqual(['list']);
});

it.each([
  ['/create', {}],
  ['/create', { name: 'a:b' }],
  ['/create', { name: '-x' }],
  ['/create', { name: 'a', width: 5 }],
  ['/create', { name: 'a', provider: 'shell' }],
  ['/create', { name: 'a', env: { 'not a name': 'x' } }],
  ['/create', { name: 'a', colour: 'red' }],
  ['/send', { session: 'w1' }],
  ['/send', { session: 'w1', message: '' }],
  ['/capture', { session: 'w1', lines: -1 }],
  ['/kill', {}],
  ['/sessions/w1/save-screen', {}],
  ['/sessions/w1/save-screen', { expected_state: 'happy' }],
])('refuses %s %j with a 400', async (path, body) => {
  const { server, link } = await start();
  expect((await server.local.request(`/api/tmux${path}`, { method: 'POST', body })).status).toBe(400);
  expect(link.requests.map((request) => request.method)).toEqual(['list']);
});

it('answers a session that does not exist with a 404 that names it', async () => {
  const { server } = await start();
  const replies = [
    await server.local.request(getTmuxSession, { params: { name: 'nobody' } }),
    await server.local.request(explainTmuxSession, { params: { name: 'nobody' } }),
    await server.local.request(captureTmux, { body: { session: 'nobody' } }),
    await server.local.request(sendToTmux, { body: { session: 'nobody', message: 'x' } }),
    await server.local.request(killTmuxSession, { body: { session: 'nobody' } }),
  ];
  for (const reply of replies) {
    expect([reply.status, reply.body.error]).toEqual([404, "no session 'nobody' exists"]);
  }
});

it('lists, shows and refreshes sessions', async () => {
  const { server, link } = await start();
  link.setSession({ name: 'a1', provider: 'codex' });
  const list = await server.local.request(listTmuxSessions);
  expect(list.body.data.map((session) => session.name)).toEqual(['a1', 'w1']);
  expect(
    (await server.local.request(getTmuxSession, { params: { name: 'local:a1' } })).body.data.provider,
  ).toBe('codex');
  link.handle('refresh', () => ({ sessions: [aSession({ name: 'only' })] }));
  const refreshed = await server.local.request(refreshTmuxSessions);
  expect(refreshed.body.data.map((session) => session.name)).toEqual(['only']);
});

it.each([
  ['state=blocked', ['b2'], 1],
  ['state_in=blocked,busy&sort=-name', ['b2', 'b1'], 2],
  ['deliverable=false&provider=codex', ['b1'], 1],
  ['name_like=B', ['b1', 'b2'], 2],
  ['tier_ne=worker', ['b1'], 1],
  ['state_since_gte=2030-01-01', ['b2'], 1],
  ['sort=-tier,name', ['b2', 'b1', 'w1'], 3],
  ['page=2&per_page=2', ['w1'], 3],
])('filters, sorts and pages sessions: %s', async (query, names, total) => {
  const { server, link } = await start();
  link.setSession({ name: 'b1', provider: 'codex', state: 'busy', tier: 'manager' });
  link.setSession({ name: 'b2', state: 'blocked', tier: 'worker', state_since: '2031-05-06T07:08:09.000Z' });
  for (const path of ['/api/tmux/sessions', '/api/assigner/sessions', '/api/agents']) {
    const { body } = await server.local.request<ReplyOf<typeof listTmuxSessions>>(`${path}?${query}`);
    expect([path, body.data.map(({ name }) => name)]).toEqual([path, names]);
    expect(body.pagination.total).toBe(total);
  }
  const refused = await server.local.request('/api/agents?state=bussy');
  expect(refused).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('one of starting, idle') },
  });
});

it('captures what a session shows', async () => {
  const { server, link } = await start();
  const reply = await server.local.request(captureTmux, { body: { session: 'w1', lines: 100 } });
  expect(reply.body).toMatchObject({ output: 'screen of w1', data: { output: 'screen of w1' } });
  expect(link.requestsOf('capture')).toEqual([{ session: 'w1', lines: 100, escapes: false }]);
});

it('explains a state, with the prompt that only the queue knows', async () => {
  const { server, link } = await start();
  link.handle('explain', () => ({
    session: link.session('w1'),
    decided_by: null,
    readings: [],
    sources: [],
    screen: '>',
    title: '',
    command: 'claude',
  }));
  const sent = await server.local.request<{ prompt_id: number }>('/api/assigner/send', {
    method: 'POST',
    body: { content: 'hello' },
  });
  await expect.poll(() => link.requestsOf('deliver').length).toBe(1);
  const reply = await server.local.request(explainTmuxSession, { params: { name: 'w1' } });
  expect(reply.body.data.session.current_prompt_id).toBe(sent.body.prompt_id);
});

it('creates a session; the audit has the names of variables, never their values or the command', async () => {
  const { server, link, audited } = await start();
  link.handle('create', ({ name }) => ({ session: link.setSession({ name, working_dir: '/srv' }) }));
  const body = {
    name: 'w2',
    working_dir: '/srv',
    command: 'run --key hidden-1',
    env: { SOME_KEY: 'hidden-2' },
  };
  const reply = await server.local.request(createTmuxSession, { body });
  expect(reply.status).toBe(201);
  expect(link.requestsOf('create')[0]).toMatchObject({ ...body, width: 120, height: 40 });
  const rows = await audited();
  expect(rows).toMatchObject([
    { action: 'session.created', entity_id: 'w2', details: { env: ['SOME_KEY'] } },
  ]);
  expect(JSON.stringify(rows)).not.toContain('hidden');
});

it.each([
  ['BAD_REQUEST', 400, 'there is no directory /nowhere'],
  ['SESSION_EXISTS', 409, 'a session w1 exists'],
  ['TMUX_DOWN', 503, 'tmux is not installed'],
] as const)('passes on why a session could not be created: %s → %i', async (code, status, words) => {
  const { server, link, audited } = await start();
  link.handle('create', () => {
    throw new NodeLinkError(code, words);
  });
  const reply = await server.local.request(createTmuxSession, { body: { name: 'w1' } });
  expect([reply.status, reply.body.error]).toEqual([status, words]);
  expect(await audited()).toEqual([]);
});

it('has no node to create a session on', async () => {
  const { server } = await start();
  const reply = await server.local.request(createTmuxSession, { body: { name: 'w2', node: 'far' } });
  expect([reply.status, reply.body.error]).toEqual([404, "no node 'far' is known"]);
});

it('types into a session, and says with its state why it did not', async () => {
  const { server, link, audited } = await start();
  link.handle('type', () => ({ adjusted: ['a blank was put before !'] }));
  const reply = await server.local.request(sendToTmux, { body: { session: 'w1', message: '!ls' } });
  expect(reply.body.data).toEqual({ session: 'w1', adjusted: ['a blank was put before !'] });
  expect(link.requestsOf('type')).toEqual([
    { session: 'w1', text: '!ls', enter: true, interrupt: false, force: false },
  ]);
  link.handle('type', () => {
    throw new NodeLinkError('NOT_DELIVERABLE', 'the agent is busy', 'busy');
  });
  const refused = await server.local.request(sendToTmux, { body: { session: 'w1', message: 'x' } });
  expect(refused.body).toMatchObject({
    error: 'the agent is busy',
    error_code: 'DELIVERY_UNSAFE',
    status_code: 409,
    details: { state: 'busy' },
  });
  expect(await audited()).toMatchObject([
    { action: 'session.typed', actor: 'local', details: { length: 3 } },
  ]);
});

it('kills a session and reports what survived', async () => {
  const { server, link, audited } = await start();
  link.handle('kill', () => ({ survivors: [4711] }));
  const reply = await server.local.request(killTmuxSession, { body: { session: 'w1' } });
  expect(reply.body.data).toEqual({ session: 'w1', survivors: [4711] });
  expect(await audited()).toMatchObject([
    { action: 'session.killed', entity_id: 'w1', details: { survivors: [4711] } },
  ]);
});

it('changes role and tier, with a row in the audit trail', async () => {
  const { server, link, audited } = await start();
  const set = (body: object) => server.local.request('/api/tmux/sessions/w1', { method: 'PATCH', body });
  const reply = await set({ tier: 'manager', role: 'qa' });
  expect(reply).toMatchObject({ status: 200, body: { data: { name: 'w1', tier: 'manager', role: 'qa' } } });
  expect(link.requestsOf('label')).toEqual([{ session: 'w1', tier: 'manager', role: 'qa' }]);
  expect(await audited()).toMatchObject([
    { action: 'session.labelled', details: { tier: 'manager', before: { tier: null } } },
  ]);
  for (const body of [{ tier: 'boss' }, { role: '' }, { role: 'a#{b}' }, { colour: 'red' }])
    expect((await set(body)).status, JSON.stringify(body)).toBe(400);
  const viewer = await server.signIn('viewer');
  const refused = await viewer.request('/api/tmux/sessions/w1', { method: 'PATCH', body: { tier: null } });
  expect(refused.status).toBe(403);
});

it('has a screen saved by the node of the session, and says so in the audit trail', async () => {
  const { server, link, audited } = await start();
  const saved = { file: '/d/screens/claude/001-idle.txt', directory: '/d/screens/claude', matched: false };
  link.handle('screen.save', ({ expected_state }) => ({ ...saved, expected_state, read_as: 'busy' }));
  const { saveTmuxScreen } = sessionEndpoints;
  const request = { params: { name: 'w1' }, body: { expected_state: 'idle' as const, note: 'a quiet box' } };
  const reply = await server.local.request(saveTmuxScreen, request);
  expect(reply).toMatchObject({ status: 201, body: { data: { ...saved, node: 'local', read_as: 'busy' } } });
  expect(link.requestsOf('screen.save')).toEqual([{ session: 'w1', ...request.body }]);
  expect(await audited()).toMatchObject([
    { action: 'session.screen_saved', entity_id: 'w1', details: { file: saved.file, read_as: 'busy' } },
  ]);
  link.handle('screen.save', () => {
    throw new NodeLinkError('NOT_DELIVERABLE', 'it has no screen that rules could read');
  });
  const refused = await server.local.request(saveTmuxScreen, request);
  expect(refused).toMatchObject({ status: 409, body: { error: expect.stringContaining('no screen') } });
  expect(await audited()).toHaveLength(1);
});
