import type { Role } from '@architect/contracts/accounts';
import { activityEndpoints } from '@architect/contracts/activity';
import { patternEndpoints } from '@architect/contracts/patterns';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTestServer } from '../../test-server.ts';
import { deskOf } from '../interactions/fixture-desk.ts';
import { aDialog, createFakeLink } from '../nodes/fake-link.ts';

const { changePolicy, createPattern, updatePattern } = patternEndpoints;

async function start() {
  const link = createFakeLink();
  link.setSession({ name: 'w1', state: 'busy' });
  const server = await createTestServer({ nodeLink: link });
  onTestFinished(() => server.stop());
  const { request } = server.local;
  return {
    ...deskOf(server, link),
    request,
    mode: (mode: 'off' | 'dry_run' | 'on') => request(changePolicy, { body: { mode } }),
    audit: async (action: string) =>
      (await request(activityEndpoints.listActivity, { query: { action, sort: 'id' } })).body.data,
  };
}

describe('a dialog that waits already is judged again', () => {
  it('when a pattern is made or changed that decides it', async () => {
    const { show, only, mode, request } = await start();
    await mode('on');
    show('w1', aDialog({ subject: 'make deploy' }));
    await expect.poll(async () => (await only()).note).toMatch(/no pattern decides/);
    const made = await request(createPattern, {
      body: { pattern_regex: 'make x', action: 'approve', name: 'deploy' },
    });
    await request(updatePattern, {
      params: { id: made.body.data.id },
      body: { pattern_regex: 'make deploy' },
    });
    expect((await only('approved')).decided_by_name).toBe('deploy');
  });

  it('once: the same judgement is written down a single time', async () => {
    const { show, only, mode, request, audit } = await start();
    await mode('on');
    show('w1', aDialog({ subject: 'make deploy' }));
    await expect.poll(async () => (await only()).note).toMatch(/no pattern decides/);
    const pattern = (pattern_regex: string) =>
      request(createPattern, { body: { pattern_regex, action: 'require_approval', name: pattern_regex } });
    await pattern('make x');
    await pattern('make deploy');
    await expect.poll(async () => (await only()).note).toMatch(/"make deploy" says so/);
    expect(await audit('interaction.judged')).toHaveLength(2);
  });

  it('when its session is given another tier', async () => {
    const { show, only, mode, link } = await start();
    await mode('on');
    link.setSession({ name: 'w1', state: 'busy', tier: 'high-level' });
    show('w1');
    await expect.poll(async () => (await only()).note).toMatch(/tier/);
    link.setSession({ name: 'w1', tier: 'worker' });
    expect((await only('approved')).decided_by).toBe('policy');
  });

  it('when its node comes back', async () => {
    const { show, only, mode, link } = await start();
    show('w1');
    await only();
    link.connection('the line is cut');
    await mode('on');
    await expect.poll(async () => (await only()).note).toMatch(/not known/);
    link.connection(null);
    expect((await only('approved')).decided_by).toBe('policy');
    expect(link.requestsOf('answer')).toHaveLength(1);
  });
});

it('an answer that a lost node cannot give leaves the dialog waiting, and says so in the audit trail', async () => {
  const { show, only, handle, link, audit } = await start();
  show('w1');
  const { id } = await only();
  link.connection('the line is cut');
  expect((await handle(id, { action: 'approve' })).status).toBe(503);
  expect(await only()).toMatchObject({
    id,
    decided_at: null,
    note: expect.stringMatching(/the line is cut/),
  });
  expect(await audit('interaction.not_answered')).toMatchObject([{ actor: 'local', entity_id: String(id) }]);
});

it('what a rule cannot carry out is noted with the rule, and waits', async () => {
  const { show, only, mode, audit } = await start();
  await mode('on');
  show('w1', aDialog({ options: [{ key: '2', text: 'Yes, always', meaning: 'approve_always' }] }));
  await expect.poll(async () => (await only()).note).toMatch(/would approve, but no option/);
  expect(await audit('interaction.judged')).toMatchObject([
    { details: { verdict: { pattern: { name: 'built-in: npm test' } } } },
  ]);
});

it('what is closed in the terminal has a row in the audit trail', async () => {
  const { show, hide, only, audit } = await start();
  show('w1');
  const { id } = await only();
  hide('w1');
  await only('dismissed');
  expect(await audit('interaction.closed')).toMatchObject([
    { actor: 'terminal', entity_id: String(id), details: { because: 'resumed', session: 'w1' } },
  ]);
});

describe('who may switch', () => {
  it.each([
    ['admin', 'on', 200],
    ['operator', 'on', 403],
    ['operator', 'dry_run', 200],
    ['operator', 'off', 200],
    ['viewer', 'off', 403],
    ['viewer', 'dry_run', 403],
  ] as const)('%s to %s: %d', async (role: Role, mode, status) => {
    const { server, request } = await start();
    const reply = await (await server.signIn(role)).request(changePolicy, { body: { mode } });
    expect(reply.status).toBe(status);
    if (status === 403) expect((await request(patternEndpoints.getPolicy)).body.data.mode).toBe('off');
  });
});
