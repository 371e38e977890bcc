import { agentEndpoints } from '@architect/contracts/agents';
import { promptEndpoints } from '@architect/contracts/prompts';
import { expect, it, onTestFinished } from 'vitest';
import { createTestServer } from '../../test-server.ts';
import { createFakeLink } from '../nodes/fake-link.ts';

const { listAgents, sendToAgent, broadcastToAgents } = agentEndpoints;

async function start() {
  const link = createFakeLink();
  link.setSession({ name: 'claude1', state: 'busy' });
  link.setSession({ name: 'codex1', provider: 'codex', state: 'unknown' });
  link.setSession({ name: 'bash1', provider: 'shell', state: 'shell' });
  link.setSession({ name: 'vim1', provider: 'unknown', state: 'unknown' });
  link.setSession({ name: 'ended', state: 'shell' });
  const server = await createTestServer({ nodeLink: link });
  onTestFinished(() => server.stop());
  return { server, link };
}

it('refuses without sign-in, and acts of viewers', async () => {
  const { server } = await start();
  const viewer = await server.signIn('viewer');
  expect((await server.request(listAgents)).status).toBe(401);
  expect((await viewer.request(listAgents)).status).toBe(200);
  const body = { session: 'claude1', message: 'hello' };
  for (const [endpoint, sent] of [
    [sendToAgent, body],
    [broadcastToAgents, { message: 'hello' }],
  ] as const) {
    expect((await server.request(endpoint.path, { method: 'POST', body: sent })).status).toBe(401);
    expect((await viewer.request(endpoint.path, { method: 'POST', body: sent })).status).toBe(403);
  }
});

it.each([
  ['/send', {}],
  ['/send', { session: 'claude1' }],
  ['/send', { session: 'claude1', message: '' }],
  ['/send', { session: 'claude1', message: ' \n ' }],
  ['/send', { session: 'claude1', message: 'x', priority: 11 }],
  ['/broadcast', {}],
  ['/broadcast', { message: 'x', colour: 'red' }],
])('refuses %s %j with a 400', async (path, body) => {
  const { server } = await start();
  expect((await server.local.request(`/api/agents${path}`, { method: 'POST', body })).status).toBe(400);
});

it('lists sessions that run an AI program now', async () => {
  const { server } = await start();
  const reply = await server.local.request(listAgents);
  expect(reply.body.data.map((session) => session.name)).toEqual(['claude1', 'codex1']);
});

it('messages one agent through the queue, locked to its session', async () => {
  const { server, link } = await start();
  const body = { session: 'claude1', message: 'look at bug 7', task_type: 'bug', entity_id: 7 };
  const reply = await server.local.request(sendToAgent, { body });
  expect(reply.status).toBe(201);
  expect(reply.body.data).toMatchObject({
    ...{
      id: reply.body.prompt_id,
      target_session: 'claude1',
      priority: 5,
      source: 'agents',
      content: 'look at bug 7',
    },
    metadata: { task_type: 'bug', entity_id: 7 },
  });
  expect(link.requestsOf('deliver')).toEqual([]);
  link.setSession({ name: 'claude1', state: 'idle' });
  await expect.poll(() => link.requestsOf('deliver').length).toBe(1);
});

it('refuses an agent that does not exist', async () => {
  const { server } = await start();
  const reply = await server.local.request(sendToAgent, { body: { session: 'nobody', message: 'x' } });
  expect([reply.status, reply.body.error_code]).toEqual([409, 'NO_TARGET']);
  expect((await server.local.request(promptEndpoints.listPrompts)).body.data).toEqual([]);
});

it('messages every agent, one prompt each', async () => {
  const { server } = await start();
  const reply = await server.local.request(broadcastToAgents, { body: { message: 'stand-up in five' } });
  expect(reply.body.sent_to).toEqual(['claude1', 'codex1']);
  expect(reply.body.data.map((prompt) => prompt.target_session)).toEqual(['claude1', 'codex1']);
});
