import { patternEndpoints } from '@architect/contracts/patterns';
import type { Dialog, Session } from '@architect/contracts/sessions';
import { expect, it, onTestFinished } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createTestServer } from '../../test-server.ts';
import { deskOf } from '../interactions/fixture-desk.ts';
import { aDialog, createFakeLink } from '../nodes/fake-link.ts';

const { createPattern, previewPolicy, updatePattern } = patternEndpoints;

async function start(engine: 'sqlite' | 'postgres' = 'sqlite') {
  const link = createFakeLink();
  const server = await createTestServer({ engine, nodeLink: link });
  onTestFinished(() => server.stop());
  const desk = deskOf(server, link);
  let count = 0;
  return {
    ...desk,
    request: server.local.request,
    preview: async (body: object) =>
      (await server.local.request(previewPolicy, { body: body as never })).body.data,
    /** A dialog that was asked in the past, and what a person did. */
    async past(dialog: Partial<Dialog>, did?: 'approve' | 'deny', session: Partial<Session> = {}) {
      count += 1;
      const name = `s${count}`;
      link.setSession({ name, state: 'busy', ...session });
      desk.show(name, aDialog({ fingerprint: `dialog-${count}`, ...dialog }));
      await expect.poll(async () => (await desk.list()).length).toBe(count);
      const id = (await desk.list()).at(-1)?.id ?? 0;
      if (did) await desk.handle(id, { action: did });
      return id;
    },
  };
}

eachDatabase((_open, engine) => {
  it('says what a draft would have decided, where it changes things and where people did otherwise', async () => {
    const { past, preview, list, link } = await start(engine);
    const approved = await past({ subject: 'make deploy' }, 'approve');
    const denied = await past({ subject: 'make deploy' }, 'deny');
    await past({ subject: 'make deploy && rm -rf /' });
    await past({ subject: 'npm test' }, 'approve');
    await past({ kind: 'edit', subject: 'make deploy' });
    const pressed = link.requestsOf('answer').length;
    expect(await preview({ pattern: { pattern_regex: 'make deploy', action: 'approve' } })).toMatchObject({
      total: 4,
      looked_at: 4,
      decided: 2,
      counts: { approve: 2, deny: 0, require_approval: 0 },
      changed: 2,
      differs: 1,
      interactions: [
        { id: denied, differs: true, now: 'require_approval', verdict: { action: 'approve' } },
        { id: approved, differs: false, decided_by: 'user', status: 'approved' },
      ],
    });
    expect(await preview({})).toMatchObject({ total: 5, looked_at: 5, decided: 1, differs: 0 });
    expect(link.requestsOf('answer')).toHaveLength(pressed);
    expect((await list()).map(({ note }) => note).filter((note) => /dry/.test(note ?? ''))).toEqual([]);
  });
});

it('takes the place of the rule that is being changed', async () => {
  const { past, preview, request } = await start();
  await past({ subject: 'make deploy' });
  const { data } = (await request(createPattern, { body: { pattern_regex: 'make deploy', action: 'deny' } }))
    .body;
  const pattern = { pattern_regex: 'make deploy', action: 'approve' };
  expect((await preview({ pattern })).counts).toMatchObject({ approve: 0 });
  const changed = await preview({ pattern, replaces: data.id });
  expect(changed).toMatchObject({ counts: { approve: 1 }, changed: 1, interactions: [{ now: 'deny' }] });
  await request(updatePattern, { params: { id: data.id }, body: { enabled: false } });
  expect(await preview({ pattern })).toMatchObject({ changed: 1 });
});

it('judges each in the directory and tier that its session had then', async () => {
  const { past, preview, link } = await start();
  await past({ kind: 'read', subject: '/srv/a/x.ts' }, 'approve', { working_dir: '/srv/a' });
  await past({ kind: 'read', subject: '/srv/a/x.ts' }, 'approve', {
    working_dir: '/srv/a',
    tier: 'high-level',
  });
  link.setSession({ name: 's1', working_dir: '/srv/b' });
  link.removeSession('s2');
  expect(await preview({})).toMatchObject({ looked_at: 2, decided: 1, counts: { approve: 1 } });
});

it('looks at the newest only, and says so', async () => {
  const { past, preview } = await start();
  for (const subject of ['npm test', 'make a', 'make b']) await past({ subject });
  const two = await preview({ newest: 2, list: 1, pattern: { pattern_regex: '.*', action: 'deny' } });
  expect(two).toMatchObject({ total: 3, looked_at: 2, decided: 2, interactions: [{ subject: 'make b' }] });
});

it('says what is wrong with a draft', async () => {
  const { request } = await start();
  const reply = await request('/api/claude/patterns/preview', {
    method: 'POST',
    body: { pattern: { pattern_regex: '(' } },
  });
  expect([reply.status, reply.body.error]).toEqual([400, expect.stringMatching(/pattern_regex/)]);
});
