import { type Interaction, interactionEndpoints } from '@architect/contracts/interactions';
import { NodeLinkError } from '@architect/contracts/node-link';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createTestServer } from '../../test-server.ts';
import { hasStatus, startQueue } from '../assigner/fixture-queue.ts';
import { aDialog, createFakeLink } from '../nodes/fake-link.ts';
import { deskOf, startDesk } from './fixture-desk.ts';

const { getInteraction } = interactionEndpoints;
describe('the endpoints', () => {
  it('refuse without sign-in, and acts of viewers', async () => {
    const desk = await startDesk('sqlite');
    desk.show('w1');
    const { id } = await desk.only();
    const path = `/api/claude/interactions/${id}`;
    const act = { method: 'POST', body: { action: 'approve' } };
    for (const to of ['/api/claude/interactions', path])
      expect((await desk.server.request(to)).status).toBe(401);
    expect((await desk.server.request(`${path}/handle`, act)).status).toBe(401);
    const viewer = await desk.server.signIn('viewer');
    expect((await viewer.request(path)).status).toBe(200);
    expect((await viewer.request(`${path}/handle`, act)).status).toBe(403);
    expect(desk.link.requestsOf('answer')).toEqual([]);
  });

  it.each([
    [{}, 400],
    [{ action: 'always' }, 400],
    [{ action: 'answer' }, 400],
    [{ action: 'approve', colour: 'red' }, 400],
    [{ action: 'approve' }, 404],
  ])('answer %j to a missing interaction with %i', async (body, status) => {
    const { server } = await startDesk('sqlite');
    // The action `answer` without an answer is refused before anything is looked up.
    const reply = await server.local.request('/api/claude/interactions/9/handle', { method: 'POST', body });
    expect(reply.status).toBe(status);
    expect((await server.local.request(getInteraction, { params: { id: 9 } })).status).toBe(404);
  });
});

eachDatabase((_open, engine) => {
  it('records a dialog with everything a decision needs', async () => {
    const desk = await startDesk(engine);
    desk.show('w1');
    const { id } = await desk.only();
    const reply = await desk.server.local.request(getInteraction, { params: { id } });
    expect(reply.body.data).toMatchObject({
      session: 'w1',
      node: 'local',
      provider: 'claude',
      kind: 'bash',
      tool: 'Bash',
      subject: 'npm test',
      screen: 'the screen',
      complete: true,
      options: aDialog().options,
      decided_by: null,
      prompt_id: null,
    });
  });

  it.each([
    ['approve', '1', 'approved'],
    ['deny', '3', 'denied'],
  ] as const)('gives "%s" to the agent by the option that means it', async (action, option_key, status) => {
    const desk = await startDesk(engine);
    desk.show('w1');
    const { id } = await desk.only();
    const handled = await desk.handle(id, { action });
    expect(desk.link.requestsOf('answer')).toEqual([{ session: 'w1', fingerprint: 'dialog-1', option_key }]);
    expect(handled.data).toMatchObject({
      status,
      decided_by: 'user',
      decided_by_name: 'local',
      note: 'the dialog is gone and the agent goes on',
      answered_at: expect.any(String),
    });
    desk.hide('w1');
    expect(await desk.only(status)).toMatchObject({ status });
    expect((await desk.handle(id, { action })).status).toBe(409);
  });

  it('lets exactly one of two people answer', async () => {
    const desk = await startDesk(engine);
    desk.show('w1');
    const { id } = await desk.only();
    // All three have looked and found it free before the first of them writes.
    const write = desk.server.db.write.bind(desk.server.db);
    const arrived = Promise.withResolvers<void>();
    let writers = 0;
    vi.spyOn(desk.server.db, 'write').mockImplementation(async (run) => {
      writers += 1;
      if (writers === 3) arrived.resolve();
      await arrived.promise;
      return write(run);
    });
    const replies = await Promise.all([
      desk.handle(id, { action: 'approve' }),
      desk.handle(id, { action: 'deny' }),
      desk.handle(id, { action: 'approve' }),
    ]);
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409, 409]);
    expect(desk.link.requestsOf('answer')).toHaveLength(1);
  });

  it('writes the decision before the key is pressed', async () => {
    const desk = await startDesk(engine);
    desk.show('w1');
    const { id } = await desk.only();
    const seen: Partial<Interaction>[] = [];
    desk.link.handle('answer', async () => {
      seen.push(await desk.only());
      const second = await desk.handle(id, { action: 'deny' });
      expect([second.status, second.error]).toEqual([
        409,
        expect.stringContaining('being answered by local'),
      ]);
      return { evidence: 'gone' };
    });
    expect((await desk.handle(id, { action: 'approve' })).status).toBe(200);
    expect(seen).toMatchObject([{ status: 'pending', decided_by: 'user', decided_at: expect.any(String) }]);
  });

  it('keeps the answer although the dialog closes before the node has replied', async () => {
    const desk = await startDesk(engine);
    desk.show('w1');
    const { id } = await desk.only();
    desk.link.handle('answer', async () => {
      desk.hide('w1');
      await desk.list();
      return { evidence: 'gone' };
    });
    expect((await desk.handle(id, { action: 'approve' })).data.status).toBe('approved');
    expect((await desk.only('approved')).note).toBe('gone');
  });

  it('refuses with 409 and expires the row when the dialog has changed', async () => {
    const desk = await startDesk(engine);
    desk.show('w1');
    const { id } = await desk.only();
    desk.link.handle('answer', () => {
      throw new NodeLinkError('DIALOG_CHANGED', 'another dialog is shown');
    });
    const handled = await desk.handle(id, { action: 'approve' });
    expect([handled.status, handled.error]).toEqual([409, 'another dialog is shown']);
    expect(await desk.only('expired')).toMatchObject({
      note: 'could not be answered: another dialog is shown',
    });
  });

  it('leaves a dialog open for another try when it could not be answered but still stands', async () => {
    const desk = await startDesk(engine);
    desk.show('w1');
    const { id } = await desk.only();
    desk.link.handle('answer', () => {
      throw new NodeLinkError('NOT_DELIVERABLE', 'the pane is in copy mode', 'blocked');
    });
    expect((await desk.handle(id, { action: 'approve' })).status).toBe(409);
    expect(await desk.only()).toMatchObject({
      decided_at: null,
      note: 'could not be answered: the pane is in copy mode',
    });
    desk.link.handle('answer', () => ({ evidence: 'gone' }));
    expect((await desk.handle(id, { action: 'approve' })).status).toBe(200);
  });

  it('lets a person decide what was not understood completely, but presses nothing without such an option', async () => {
    const desk = await startDesk(engine);
    const widening = aDialog({ complete: false }).options.filter(
      (option) => option.meaning !== 'approve_once',
    );
    desk.show('w1', aDialog({ complete: false, options: widening }));
    const { id } = await desk.only();
    expect(await desk.handle(id, { action: 'approve' })).toMatchObject({ status: 409 });
    expect(desk.link.requestsOf('answer')).toEqual([]);
    expect((await desk.handle(id, { action: 'deny' })).data.status).toBe('denied');
  });

  it.each([
    ['resumed', 'dismissed', 'answered in the terminal'],
    ['gone', 'expired', 'the session or its agent ended'],
  ] as const)('closes what was not answered here: %s → %s', async (because, status, note) => {
    const desk = await startDesk(engine);
    desk.show('w1');
    await desk.only();
    desk.hide('w1', because);
    expect((await desk.only(status)).note).toBe(note);
  });

  it('closes the dialog of a session that is killed', async () => {
    const desk = await startDesk(engine);
    desk.show('w1');
    await desk.only();
    desk.link.removeSession('w1');
    expect((await desk.only('expired')).note).toBe('the session or its agent ended');
  });

  it('closes a dialog that another one replaced', async () => {
    const desk = await startDesk(engine);
    desk.show('w1');
    await desk.only();
    desk.show('w1');
    desk.show('w1', aDialog({ fingerprint: 'dialog-2', subject: 'rm -rf build' }));
    await expect
      .poll(async () => (await desk.list()).map(({ status, subject }) => [status, subject]))
      .toEqual([
        ['dismissed', 'npm test'],
        ['pending', 'rm -rf build'],
      ]);
    expect((await desk.list())[0]?.note).toBe('another dialog took its place');
  });

  it('dismisses without pressing anything', async () => {
    const desk = await startDesk(engine);
    desk.show('w1');
    const { id } = await desk.only();
    expect((await desk.handle(id, { action: 'dismiss' })).data).toMatchObject({
      status: 'dismissed',
      decided_by: 'user',
    });
    expect(desk.link.requestsOf('answer')).toEqual([]);
    desk.hide('w1');
    desk.show('w1');
    await expect
      .poll(async () => (await desk.list()).map(({ status }) => status))
      .toEqual(['dismissed', 'pending']);
  });

  it('names the prompt that a dialog belongs to, whose clock stands meanwhile', async () => {
    const queue = await startQueue({ engine, sessions: ['w1'] });
    const desk = deskOf(queue.server, queue.link);
    const { id } = await queue.send({ content: 'hello' });
    await queue.delivered(id);
    queue.step(id, { step: 'started' });
    queue.step(id, { step: 'blocked' });
    desk.show('w1');
    expect((await desk.only()).prompt_id).toBe(id);
    await queue.until(id, (prompt) => prompt.receipts.at(-1)?.step === 'blocked');
    queue.step(id, { step: 'ended', outcome: 'failed', error_code: 'DENIED' });
    await queue.until(id, hasStatus('failed'));
  });

  it('audits a decision with what it was about', async () => {
    const desk = await startDesk(engine);
    desk.show('w1');
    const { id } = await desk.only();
    await desk.handle(id, { action: 'approve' });
    const { body } = await desk.server.local.request<{ data: unknown[] }>(
      '/api/activity?action=interaction.decided',
    );
    expect(body.data).toMatchObject([
      {
        actor: 'local',
        entity_id: String(id),
        details: { action: 'approve', option: '1', subject: 'npm test' },
      },
    ]);
  });

  it('brings its rows in line with what is shown after a restart', async () => {
    const desk = await startDesk(engine);
    desk.link.setSession({ name: 'w2', state: 'busy' });
    desk.link.setSession({ name: 'w3', state: 'busy' });
    desk.show('w1');
    await desk.only();
    desk.show('w2', aDialog({ fingerprint: 'stays' }));
    await expect.poll(async () => (await desk.list()).length).toBe(2);
    await desk.server.stop({ keepData: true });

    const link = createFakeLink();
    link.setSession({ name: 'w1' });
    link.setSession({ name: 'w2', state: 'blocked', dialog: aDialog({ fingerprint: 'stays' }) });
    link.setSession({ name: 'w3', state: 'blocked', dialog: aDialog({ fingerprint: 'new' }) });
    const server = await createTestServer({ nodeLink: link, dataOf: desk.server });
    onTestFinished(() => server.stop());
    await expect
      .poll(async () =>
        (await deskOf(server, link).list()).map(({ session, status, screen }) => [session, status, screen]),
      )
      .toEqual([
        ['w1', 'dismissed', 'the screen'],
        ['w2', 'pending', 'the screen'],
        ['w3', 'pending', 'screen of w3'],
      ]);
  });

  it('opens an answer that a crash cut short for a decision again', async () => {
    const link = createFakeLink();
    const desk = await startDesk(engine, link);
    desk.show('w1');
    const { id } = await desk.only();
    let release = (): void => undefined;
    link.handle(
      'answer',
      () => new Promise((_resolve, reject) => (release = () => reject(new Error('too late')))),
    );
    const cut = desk.handle(id, { action: 'approve' });
    await expect.poll(() => link.requestsOf('answer').length).toBe(1);

    const again = createFakeLink();
    again.setSession({ name: 'w1', state: 'blocked', dialog: aDialog() });
    // As in life: what was answered is not on the screen any more when the node is asked again.
    again.handle('answer', () => {
      again.setSession({ name: 'w1', state: 'busy', dialog: null });
      return { evidence: 'the dialog is gone and the agent goes on' };
    });
    const server = await createTestServer({ nodeLink: again, dataOf: desk.server });
    onTestFinished(() => server.stop({ keepData: true }));
    const later = deskOf(server, again);
    expect(await later.only()).toMatchObject({
      decided_at: null,
      note: expect.stringContaining('server stopped'),
    });
    expect((await later.handle(id, { action: 'approve' })).data.status).toBe('approved');
    expect(again.requestsOf('answer')).toHaveLength(1);
    release();
    await cut;
    expect((await later.only('approved')).status).toBe('approved');
  });

  it('follows a renamed session', async () => {
    const desk = await startDesk(engine);
    desk.show('w1');
    const { id } = await desk.only();
    desk.link.renameSession('w1', 'w9');
    await expect.poll(async () => (await desk.list())[0]?.session).toBe('w9');
    await desk.handle(id, { action: 'approve' });
    expect(desk.link.requestsOf('answer')[0]?.session).toBe('w9');
  });

  it('shows itself in the figures', async () => {
    const desk = await startDesk(engine);
    const figures = async () =>
      (await desk.server.local.request<{ data: { interactions: unknown } }>('/api/stats')).body.data
        .interactions;
    desk.show('w1');
    const { id } = await desk.only();
    expect(await figures()).toEqual({ pending: 1, decided_24h: 0 });
    await desk.handle(id, { action: 'approve' });
    expect(await figures()).toEqual({ pending: 0, decided_24h: 1 });
  });
});
