import { interactionEndpoints } from '@architect/contracts/interactions';
import { patternEndpoints } from '@architect/contracts/patterns';
import { type Session, sessionEndpoints } from '@architect/contracts/sessions';
import { expect, it, onTestFinished } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createTestServer } from '../../test-server.ts';
import { aDialog, aSession, createFakeLink } from '../nodes/fake-link.ts';

async function start(engine: 'sqlite' | 'postgres' = 'sqlite') {
  const link = createFakeLink();
  link.setSession({ name: 'w1', state: 'busy' });
  const server = await createTestServer({ engine, nodeLink: link });
  onTestFinished(() => server.stop());
  const { request } = server.local;
  link.handle('explain', ({ session }) => anExplanation(link.session(session)));
  await request(patternEndpoints.changePolicy, { body: { mode: 'on' } });
  let dialogs = 0;
  return {
    link,
    request,
    setTier: (tier: 'worker' | 'manager' | 'high-level' | null, name = 'w1') =>
      request(sessionEndpoints.changeTmuxSession, { params: { name }, body: { tier } }),
    explained: async (name = 'w1') =>
      (await request(sessionEndpoints.explainTmuxSession, { params: { name } })).body.data.tier,
    /** What becomes of a harmless command: workers get it, high-level sessions do not. */
    async asked(name = 'w1') {
      dialogs += 1;
      const dialog = aDialog({ subject: 'git status', fingerprint: `dialog-${dialogs}` });
      link.setSession({ name, state: 'blocked', dialog });
      link.emit('dialog.opened', { session: name, dialog, screen: '', at: new Date().toISOString() });
      const query = { sort: '-id', per_page: 1 };
      const newest = async () =>
        (await request(interactionEndpoints.listInteractions, { query })).body.data[0];
      await expect.poll(async () => (await newest())?.id).toBe(dialogs);
      await expect
        .poll(async () => (await newest())?.status !== 'pending' || (await newest())?.note)
        .toBeTruthy();
      const interaction = await newest();
      link.setSession({ name, state: 'busy', dialog: null });
      link.emit('dialog.closed', {
        ...{ session: name, fingerprint: dialog.fingerprint, because: 'resumed' },
        at: new Date().toISOString(),
      });
      return interaction;
    },
  };
}

function anExplanation(session: Session) {
  return {
    ...{ session, decided_by: null, readings: [], sources: [], screen: '', title: '', command: '' },
  };
}

eachDatabase((_open, engine) => {
  it('a session that raises its own tier in tmux gets no more than a person gave it', async () => {
    const { link, setTier, asked, explained } = await start(engine);
    expect(await asked()).toMatchObject({ status: 'approved' });
    await setTier('high-level');
    expect(await explained()).toBeNull();
    link.setSession({ name: 'w1', tier: 'worker' });
    expect(await explained()).toEqual({ recorded: 'high-level', shown: 'worker', counts: 'high-level' });
    expect(await asked()).toMatchObject({
      status: 'pending',
      note: expect.stringContaining('high-level'),
    });
  });
});

it('keeps what a person set when the session is renamed, and drops it with the session', async () => {
  const { link, setTier, explained } = await start();
  await setTier('high-level');
  link.setSession({ name: 'w1', tier: null });
  link.renameSession('w1', 'other');
  expect(await explained('other')).toMatchObject({ recorded: 'high-level', counts: 'high-level' });
  link.setSession({ name: 'w1', created_at: '2026-01-01T13:00:00.000Z', tier: 'worker' });
  expect(await explained('w1')).toBeNull();
  await setTier('worker', 'other');
  expect(await explained('other')).toBeNull();
});

it('goes by the lower one whichever that is, and by tmux where nobody set anything here', async () => {
  const { link, setTier, explained } = await start();
  link.setSession({ name: 'w1', tier: 'manager' });
  expect(await explained()).toBeNull();
  await setTier('worker');
  link.setSession({ name: 'w1', tier: 'manager' });
  expect(await explained()).toMatchObject({ recorded: 'worker', counts: 'manager' });
  link.setSession({ name: 'w1', tier: 'emperor' });
  expect(await explained()).toMatchObject({ counts: 'emperor' });
});

it('remembers the tier that a session was created with', async () => {
  const { link, request, explained } = await start();
  link.handle('create', ({ name, tier }) => ({
    session: link.setSession(aSession({ name, tier: tier ?? null, state: 'busy' })),
  }));
  const body = { name: 'w2', tier: 'manager' as const };
  expect((await request(sessionEndpoints.createTmuxSession, { body })).status).toBe(201);
  link.setSession({ name: 'w2', tier: null });
  expect(await explained('w2')).toEqual({ recorded: 'manager', shown: null, counts: 'manager' });
});
