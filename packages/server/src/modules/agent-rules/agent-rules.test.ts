import { agentRuleEndpoints, type NodeRules } from '@architect/contracts/agent-rules';
import { promptEndpoints } from '@architect/contracts/prompts';
import { expect, it, onTestFinished } from 'vitest';
import { createTestServer } from '../../test-server.ts';
import { createFakeLink } from '../nodes/fake-link.ts';

const { listAgentRules } = agentRuleEndpoints;

const rules: NodeRules = {
  file: '/data/agents.yaml',
  status: 'broken',
  loaded_at: '2026-11-20T10:00:00.000Z',
  faults: [{ line: 3, key: 'acme.box', message: 'needs a prompt' }],
  agents: [
    {
      provider: 'acme',
      origin: { source: '/data/agents.yaml', line: 1, versions: null },
      launchable: true,
      rules: [
        {
          rule: 'acme.screen.working',
          state: 'busy',
          origin: { source: '/data/agents.yaml', line: 7, versions: '>=2.0.0' },
        },
      ],
    },
  ],
};

async function start() {
  const link = createFakeLink();
  link.handle('rules', () => rules);
  const server = await createTestServer({ nodeLink: link });
  onTestFinished(() => server.stop());
  return { server, link };
}

it('refuses without sign-in and shows viewers what each node knows', async () => {
  const { server } = await start();
  expect((await server.request(listAgentRules)).status).toBe(401);
  const reply = await (await server.signIn('viewer')).request(listAgentRules);
  expect(reply.status).toBe(200);
  expect(reply.body).toMatchObject({ data: [{ node: 'local', ...rules }] });
});

it('says so when a node cannot tell', async () => {
  const { server, link } = await start();
  link.connection('the connection was lost');
  const reply = await server.local.request(listAgentRules);
  expect(reply.body.data).toMatchObject([
    { node: 'local', status: 'unreachable', faults: [{ message: expect.stringContaining('lost') }] },
  ]);
});

it('takes prompts for an agent that nobody runs, and says what they wait for', async () => {
  const { server } = await start();
  const body = { content: 'hello', target_provider: 'acme' };
  const reply = await server.local.request(promptEndpoints.sendPrompt, { body });
  expect(reply.body.data).toMatchObject({
    target_provider: 'acme',
    waiting_reason: 'no session of provider acme exists: start one',
  });
});

it('takes a prompt to a session of an agent that a person has defined', async () => {
  const { server, link } = await start();
  link.setSession({ name: 'acme1', provider: 'acme', state: 'idle' });
  const body = { content: 'hello', target_provider: 'acme' };
  const { id } = (await server.local.request(promptEndpoints.sendPrompt, { body })).body.data;
  await expect.poll(() => link.requestsOf('deliver').map((sent) => sent.prompt_id)).toEqual([id]);
});

it.each(['shell', 'unknown', 'Acme', 'a b', '', '1st'])('refuses %j as a provider', async (provider) => {
  const { server } = await start();
  const body = { content: 'hello', target_provider: provider };
  const { path } = promptEndpoints.sendPrompt;
  expect((await server.local.request(path, { method: 'POST', body })).status).toBe(400);
});
