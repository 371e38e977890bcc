import { activityEndpoints } from '@architect/contracts/activity';
import { type Interaction, interactionEndpoints } from '@architect/contracts/interactions';
import { patternEndpoints } from '@architect/contracts/patterns';
import type { Dialog, Session } from '@architect/contracts/sessions';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrations } from '../../migrations.ts';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { migrateDown, migrateUp } from '../../platform/database/migrate.ts';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { createTestServer } from '../../test-server.ts';
import { aDialog, createFakeLink } from '../nodes/fake-link.ts';

const { listPatterns, createPattern, updatePattern, deletePattern } = patternEndpoints;
const { createPatternOfInteraction, testPolicy, getPolicy, changePolicy } = patternEndpoints;

async function start(engine: 'sqlite' | 'postgres' = 'sqlite') {
  const link = createFakeLink();
  link.setSession({ name: 'w1', state: 'busy' });
  const server = await createTestServer({ engine, nodeLink: link });
  onTestFinished(() => server.stop());
  const { request } = server.local;
  let dialogs = 0;
  async function all(): Promise<Interaction[]> {
    return (await request(interactionEndpoints.listInteractions, { query: { sort: 'id' } })).body.data;
  }
  return {
    link,
    server,
    request,
    all,
    mode: (mode: 'off' | 'dry_run' | 'on', excluded_sessions: string[] = []) =>
      request(changePolicy, { body: { mode, excluded_sessions } }),
    add: async (pattern_regex: string, action: 'approve' | 'deny' | 'require_approval', more = {}) =>
      (await request(createPattern, { body: { pattern_regex, action, ...more } })).body.data,
    /** A session shows a dialog; resolves with its interaction. */
    async show(change: Partial<Dialog>, session: Partial<Session> & { name: string } = { name: 'w1' }) {
      dialogs += 1;
      const dialog = aDialog({ fingerprint: `dialog-${dialogs}`, ...change });
      link.setSession({ state: 'blocked', dialog, ...session });
      const at = new Date().toISOString();
      link.emit('dialog.opened', { session: session.name, dialog, screen: 'the screen', at });
      await expect.poll(async () => (await all()).length).toBe(dialogs);
      return (await all()).at(-1)?.id ?? 0;
    },
    interaction: async (id: number) =>
      (await request(interactionEndpoints.getInteraction, { params: { id } })).body.data,
    audit: async (action: string) =>
      (await request(activityEndpoints.listActivity, { query: { action, sort: 'id' } })).body.data,
  };
}

eachDatabase((open, engine) => {
  it('keeps patterns: created, listed, changed and deleted, each in the audit trail', async () => {
    const { request, audit } = await start(engine);
    const created = await request(createPattern, {
      body: { name: 'deploy', pattern_regex: 'make deploy', action: 'approve', scope: { session: 'w1' } },
    });
    expect(created.status).toBe(201);
    const { id } = created.body.data;
    expect(created.body).toMatchObject({
      pattern_id: id,
      data: {
        name: 'deploy',
        kind: 'bash',
        pattern_regex: 'make deploy',
        action: 'approve',
        scope: { session: 'w1' },
        priority: 5,
        enabled: true,
        hits: 0,
        created_by: 'local',
      },
    });
    for (const method of ['PUT', 'PATCH']) {
      const body = { enabled: false, priority: 9, scope: { project: 'x' } };
      const changed = await request(`/api/claude/patterns/${id}`, { method, body });
      expect(changed).toMatchObject({ status: 200, body: { data: { ...body, action: 'approve' } } });
    }
    expect((await request(listPatterns, { query: { enabled: 'false' } })).body.data).toMatchObject([{ id }]);
    expect((await request(listPatterns, { query: { enabled: 'true' } })).body.data).toEqual([]);
    expect((await request(deletePattern, { params: { id } })).body.data).toMatchObject({ id });
    expect((await request(listPatterns, {})).body.pagination.total).toBe(0);
    expect((await request(deletePattern, { params: { id } })).status).toBe(404);
    expect((await request(updatePattern, { params: { id }, body: {} })).status).toBe(404);
    expect(await audit('pattern.created')).toMatchObject([
      { entity_id: String(id), details: { priority: 5 } },
    ]);
    expect((await audit('pattern.updated'))[0]).toMatchObject({
      details: { enabled: false, priority: 9, before: { enabled: true, priority: 5 } },
    });
    expect(await audit('pattern.deleted')).toMatchObject([{ actor: 'local', details: { name: 'deploy' } }]);
  });

  it('answers nothing until a person switches it on, and remembers that', async () => {
    const { request, mode, show, interaction, link, audit, server } = await start(engine);
    expect((await request(getPolicy, {})).body.data).toMatchObject({ mode: 'off', updated_by: null });
    const before = await show({ subject: 'npm test' });
    expect(await interaction(before)).toMatchObject({ status: 'pending', note: null });
    expect((await mode('on', ['w9'])).body.data).toMatchObject({
      mode: 'on',
      excluded_sessions: ['w9'],
      updated_by: 'local',
      updated_at: expect.any(String),
      built_in: expect.arrayContaining([expect.objectContaining({ name: 'git status', action: 'approve' })]),
    });
    // What waits already is judged then.
    await expect.poll(async () => (await interaction(before)).status).toBe('approved');
    const after = await show({ subject: 'npm test' });
    await expect.poll(async () => (await interaction(after)).status).toBe('approved');
    for (const id of [before, after]) {
      expect(await interaction(id)).toMatchObject({
        decided_by: 'policy',
        decided_by_name: 'built-in: npm test',
        pattern_id: null,
      });
    }
    expect(link.requestsOf('answer')).toMatchObject([
      { option_key: '1', fingerprint: 'dialog-1' },
      { option_key: '1', fingerprint: 'dialog-2' },
    ]);
    expect(await audit('policy.changed')).toMatchObject([
      { details: { mode: 'on', before: { mode: 'off' } } },
    ]);
    expect(await audit('interaction.decided')).toMatchObject([
      {
        actor: 'policy:built-in: npm test',
        details: { action: 'approve', reason: expect.stringMatching(/safe/) },
      },
      {
        actor: 'policy:built-in: npm test',
        details: { action: 'approve', reason: expect.stringMatching(/safe/) },
      },
    ]);

    await server.stop({ keepData: true });
    const second = await createTestServer({ engine, dataOf: server });
    onTestFinished(() => second.stop());
    expect((await second.local.request(getPolicy, {})).body.data).toMatchObject({ mode: 'on' });
  });

  it('answers by patterns and counts their hits; what none decides waits with a reason', async () => {
    const { request, mode, add, show, interaction, audit } = await start(engine);
    await mode('on');
    const approve = await add('make deploy', 'approve', { name: 'deploy' });
    const deny = await add('make clean', 'deny', { name: 'never clean' });
    const first = await show({ subject: 'make deploy' });
    await expect.poll(async () => (await interaction(first)).status).toBe('approved');
    expect(await interaction(first)).toMatchObject({ decided_by: 'pattern', pattern_id: approve.id });
    const second = await show({ subject: 'git status && make clean' });
    await expect.poll(async () => (await interaction(second)).status).toBe('denied');
    const third = await show({ subject: 'make deploy && rm -rf /' });
    await expect
      .poll(async () => (await interaction(third)).note)
      .toBe('waits for a person: "rm -rf /" deletes files');
    expect(await interaction(third)).toMatchObject({ status: 'pending', decided_by: null });
    expect(await audit('interaction.judged')).toMatchObject([
      { actor: 'policy', details: { verdict: { pattern: { name: 'built-in: delete' } } } },
    ]);
    const hits = async () => (await request(listPatterns, { query: { sort: 'id' } })).body.data;
    await expect.poll(hits).toMatchObject([
      { id: approve.id, hits: 1 },
      { id: deny.id, hits: 1 },
    ]);
  });

  it('goes down and up again', async () => {
    const { db } = await open();
    const all = ['0021_interaction_deadlines', '0030_patterns', '0031_escalation'];
    const own = (ids: string[]) => ids.filter((id) => all.includes(id));
    expect(own(await migrateDown(db, migrations, '0020_interactions'))).toEqual(all.toReversed());
    expect(own(await migrateUp(db, migrations, createMovableClock()))).toEqual(all);
  });
});

describe('automatic answers', () => {
  it('of a dry run are only noted', async () => {
    const { mode, show, interaction, link, audit } = await start();
    await mode('dry_run');
    const id = await show({ subject: 'npm test' });
    await expect
      .poll(async () => (await interaction(id)).note)
      .toBe('dry run: would approve by "built-in: npm test": "npm test" is a test that is known to be safe');
    expect(await interaction(id)).toMatchObject({ status: 'pending', decided_by: null });
    expect(await audit('interaction.judged')).toMatchObject([
      { details: { verdict: { action: 'approve' } } },
    ]);
    expect(link.requestsOf('answer')).toEqual([]);
  });

  it('end within a second when switched off', async () => {
    const { mode, show, interaction, link, audit } = await start();
    await mode('on');
    const at = performance.now();
    await mode('off');
    expect(performance.now() - at).toBeLessThan(1_000);
    const id = await show({ subject: 'npm test' });
    // A second dialog comes after anything that was done about the first.
    await show({ subject: 'npm test' }, { name: 'w2' });
    expect(await interaction(id)).toMatchObject({ status: 'pending', note: null });
    expect(await audit('interaction.judged')).toEqual([]);
    expect(link.requestsOf('answer')).toEqual([]);
  });

  it('leave out excluded sessions, high tiers and what was not understood', async () => {
    const { mode, show, interaction, link } = await start();
    await mode('on', ['w2', 'local:w3']);
    const cases: [Partial<Dialog>, Partial<Session> & { name: string }, RegExp][] = [
      [{}, { name: 'w2' }, /excluded/],
      [{}, { name: 'w3' }, /excluded/],
      [{}, { name: 'w4', tier: 'high-level' }, /tier/],
      [{ complete: false }, { name: 'w5' }, /completely/],
      [{ kind: 'plan', subject: 'npm test' }, { name: 'w6' }, /plan/],
      [{ kind: 'read', subject: '/etc/passwd' }, { name: 'w7' }, /outside/],
    ];
    for (const [dialog, session, why] of cases) {
      const id = await show(dialog, session);
      await expect.poll(async () => (await interaction(id)).note).toMatch(why);
    }
    expect(link.requestsOf('answer')).toEqual([]);
  });

  it('follow a pattern no more once it is disabled', async () => {
    const { mode, add, show, interaction, request } = await start();
    await mode('on');
    const { id } = await add('make x', 'approve');
    await request(updatePattern, { params: { id }, body: { enabled: false } });
    const held = await show({ subject: 'make x' });
    await expect.poll(async () => (await interaction(held)).note).toMatch(/no pattern decides/);
  });
});

describe('a pattern of an interaction', () => {
  it.each([
    ['bash', 'make "a b" && make c.d', '(?:make a\\\\ b|make c\\.d)'],
    ['edit', '/srv/project/src/a.ts', 'src/a\\.ts'],
    ['web', 'https://x.example/?a', 'https://x\\.example/\\?a'],
  ] as const)('fits exactly what it was about (%s)', async (kind, subject, pattern_regex) => {
    const { show, request, interaction } = await start();
    const id = await show({ kind, subject });
    const made = await request(createPatternOfInteraction, { params: { id }, body: { name: 'this' } });
    expect(made.status).toBe(201);
    expect(made.body.data).toMatchObject({ name: 'this', kind, pattern_regex, action: 'approve' });
    expect((await interaction(id)).status).toBe('pending');
    const verdict = await request(testPolicy, { body: { kind, subject, session: 'w1' } });
    expect(verdict.body.data).toMatchObject({ action: 'approve', pattern: { id: made.body.data.id } });
  });

  it('is refused where it cannot be exact, unless the expression is given', async () => {
    const { show, request } = await start();
    const plan = await show({ kind: 'plan' });
    const odd = await show({ subject: 'echo $(x)' });
    const make = (id: number, body = {}) => request(createPatternOfInteraction, { params: { id }, body });
    expect((await make(plan)).status).toBe(409);
    expect((await make(odd)).status).toBe(409);
    expect((await make(999)).status).toBe(404);
    expect((await make(odd, { pattern_regex: 'echo .*', action: 'deny' })).status).toBe(201);
  });
});

describe('the test of the policy', () => {
  it('tells what would be done, and records nothing', async () => {
    const { request, all, audit } = await start();
    const ask = async (body: { kind: 'bash' | 'read'; subject: string; tier?: string; session?: string }) =>
      (await request(testPolicy, { body })).body;
    expect(await ask({ kind: 'bash', subject: 'git status' })).toMatchObject({
      success: true,
      mode: 'off',
      data: { action: 'approve', pattern: { id: null, name: 'built-in: git status' } },
    });
    expect((await ask({ kind: 'bash', subject: 'git status && rm -rf /' })).data.action).toBe(
      'require_approval',
    );
    expect((await ask({ kind: 'bash', subject: 'git status', tier: 'high-level' })).data.action).toBe(
      'require_approval',
    );
    expect((await ask({ kind: 'read', subject: '/srv/project/a.ts' })).data.action).toBe('require_approval');
    expect((await ask({ kind: 'read', subject: '/srv/project/a.ts', session: 'w1' })).data.action).toBe(
      'approve',
    );
    expect(await all()).toEqual([]);
    expect(await audit('interaction.judged')).toEqual([]);
  });
});

describe('bad requests', () => {
  it.each([
    [{}, /pattern_regex/],
    [{ pattern_regex: '(' }, /pattern_regex/],
    [{ pattern_regex: '(?=x)y' }, /pattern_regex/],
    [{ pattern_regex: 'x'.repeat(501) }, /pattern_regex/],
    [{ pattern_regex: 'x', kind: 'plan' }, /kind/],
    [{ pattern_regex: 'x', action: 'always' }, /action/],
    [{ pattern_regex: 'x', scope: { host: 'y' } }, /host/],
    [{ pattern_regex: 'x', priority: -1 }, /priority/],
  ])('%j is a 400', async (body, words) => {
    const { request } = await start();
    const reply = await request('/api/claude/patterns', { method: 'POST', body });
    expect([reply.status, reply.body.error]).toEqual([400, expect.stringMatching(words)]);
    expect((await request(listPatterns, {})).body.data).toEqual([]);
  });

  it('a change to a bad expression leaves the pattern as it was', async () => {
    const { request, add } = await start();
    const { id } = await add('make x', 'approve');
    expect((await request(updatePattern, { params: { id }, body: { pattern_regex: '(' } })).status).toBe(400);
    expect((await request(listPatterns, {})).body.data).toMatchObject([{ id, pattern_regex: 'make x' }]);
    expect((await request('/api/claude/policy', { method: 'PUT', body: { mode: 'always' } })).status).toBe(
      400,
    );
  });
});

it('lets nobody but an administrator widen automatic answers while they are on', async () => {
  const { server, add, mode, request } = await start();
  const operator = await server.signIn('operator');
  const deny = await add('rm .*', 'deny');
  const approve = await add('make ship', 'approve');
  const post = (body: object) => operator.request('/api/claude/patterns', { method: 'POST', body });
  const patch = (id: number, body: object) =>
    operator.request(`/api/claude/patterns/${id}`, { method: 'PATCH', body });
  const wide = { pattern_regex: 'make test', action: 'approve' };
  expect((await post(wide)).status).toBe(201);

  await mode('on', ['prod']);
  const refused = await post(wide);
  expect(refused).toMatchObject({ status: 403, body: { error: expect.stringContaining('administrator') } });
  expect((await post({ ...wide, enabled: false })).status).toBe(201);
  expect((await post({ pattern_regex: 'curl .*', action: 'deny' })).status).toBe(201);
  expect((await patch(approve.id, { pattern_regex: '.*' })).status).toBe(403);
  expect((await patch(deny.id, { enabled: false })).status).toBe(403);
  expect((await operator.request(`/api/claude/patterns/${deny.id}`, { method: 'DELETE' })).status).toBe(403);
  expect((await patch(approve.id, { enabled: false })).status).toBe(200);
  const policy = (body: object) => operator.request('/api/claude/policy', { method: 'PUT', body });
  expect((await policy({ excluded_sessions: [] })).status).toBe(403);
  expect((await policy({ excluded_sessions: ['prod', 'w1'] })).status).toBe(200);

  const { data } = (await request(listPatterns, { query: { sort: 'id' } })).body;
  expect(data.map((one) => [one.pattern_regex, one.enabled])).toEqual([
    ['rm .*', true],
    ['make ship', false],
    ['make test', true],
    ['make test', false],
    ['curl .*', true],
  ]);
  await policy({ mode: 'dry_run' });
  expect((await post(wide)).status).toBe(201);
});
