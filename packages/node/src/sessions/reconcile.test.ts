import { expect, it } from 'vitest';
import { createDeliveryFixture } from './fixture-delivery.ts';
import { aPane } from './fixture-pane.ts';
import { findOut } from './reconcile.ts';

it('a pane on which nothing was drawn proves that nothing was typed, whatever hooks tell', async () => {
  const { clock, context, attemptFor, mark } = await createDeliveryFixture();
  const start = clock.now();
  const attempt = { ...attemptFor('fix it'), inbox: null };
  expect(await findOut(context, attempt, mark(), 'sending')).toMatchObject({ kind: 'refused' });
  expect(clock.now()).toBe(start);
});

it('what the server knew to be submitted is followed from the time its hook told, without a look', async () => {
  const { agent, clock, context, attemptFor, mark } = await createDeliveryFixture();
  const [before, attempt] = [mark(), attemptFor('fix it')];
  clock.time += 1_000;
  agent.paste('fix it');
  agent.enter();
  agent.beforeLook = () => expect.fail('it looked');
  const hookAt = clock.now();
  expect(await findOut(context, attempt, before, 'submitted')).toEqual({ kind: 'following', at: hookAt });
  const unheard = { ...attempt, inbox: null };
  expect(await findOut(context, unheard, before, 'blocked')).toEqual({
    kind: 'following',
    at: attempt.intentAt,
  });
});

it.each([1, 3])('a hook whose file is found by sweep number %i counts', async (number) => {
  const { agent, context, attemptFor, mark } = await createDeliveryFixture();
  const [before, attempt] = [mark(), attemptFor('fix it')];
  let [sweeps, looks] = [0, 0];
  const sweep = () => {
    sweeps += 1;
    if (sweeps === number) agent.tell('UserPromptSubmit', { prompt: 'fix it' });
  };
  agent.talk.push('● Something else.', '');
  agent.beforeLook = () => {
    looks += 1;
  };
  const inbox = attempt.inbox && { ...attempt.inbox, sweep };
  expect(await findOut(context, { ...attempt, inbox }, before, 'typed')).toMatchObject({
    kind: 'submitted',
    evidence: expect.stringContaining('hook'),
  });
  expect(looks).toBe(number - 1);
});

it('the transcript proves what no hook told', async () => {
  const { tracker, clock, context, attemptFor, mark } = await createDeliveryFixture();
  const at = clock.now() + 50;
  const turn = { prompt: 'fix it', answer: null, ended: false, at };
  tracker.agent = { ...tracker.agent, transcript: async () => [turn] };
  expect(await findOut(context, attemptFor('fix it'), mark(), 'sending')).toMatchObject({
    ...{ kind: 'submitted', at, evidence: expect.stringContaining('transcript') },
  });
});

it('the beginning of our text in the box is ours, and proves that it was not sent', async () => {
  const { agent, tracker, context, attemptFor, mark } = await createDeliveryFixture();
  const before = mark();
  tracker.agent = { ...tracker.agent, boxBegins: () => true };
  agent.box = 'fix';
  expect(await findOut(context, attemptFor('fix it'), before, 'typed')).toMatchObject({
    ...{ kind: 'refused', evidence: expect.stringContaining('beginning') },
  });
  expect(tracker.ownText).toBe('fix it');
});

it('a session that is made anew, or an attempt given up, while we look ends the search', async () => {
  const { agent, context, attemptFor, mark } = await createDeliveryFixture();
  const [before, attempt] = [mark(), attemptFor('fix it')];
  agent.talk.push('● Something else.', '');
  agent.beforeLook = () => {
    attempt.abandoned = true;
  };
  expect(await findOut(context, attempt, before, 'typed')).toMatchObject({
    ...{ kind: 'unconfirmed', evidence: expect.stringContaining('given up') },
  });
  agent.beforeLook = () => {
    agent.facts = aPane({ pid: 9 });
  };
  expect(await findOut(context, attemptFor('fix it'), before, 'typed')).toMatchObject({
    ...{ kind: 'unconfirmed', evidence: expect.stringContaining('anew') },
  });
});

it('finds the text in the box', async () => {
  const { agent, context, attemptFor, mark } = await createDeliveryFixture();
  const before = mark();
  agent.paste('fix it');
  expect(await findOut(context, attemptFor('fix it'), before, 'sending')).toMatchObject({ kind: 'in-box' });
});

it.each(['sending', 'typed'] as const)(
  'finds the hook of a text that was taken after %s',
  async (lastStep) => {
    const { agent, context, attemptFor, mark } = await createDeliveryFixture();
    const before = mark();
    const attempt = attemptFor('fix it');
    agent.paste('fix it');
    agent.enter();
    expect(await findOut(context, attempt, before, lastStep)).toMatchObject({ kind: 'submitted' });
  },
);

it('the silence of working hooks proves that a changed pane got nothing; other silence proves nothing', async () => {
  const { agent, clock, context, attemptFor, mark } = await createDeliveryFixture();
  const before = mark();
  const attempt = attemptFor('fix it');
  agent.talk.push('● Something else.', '');
  const silentFrom = clock.now();
  expect(await findOut(context, attempt, before, 'typed')).toMatchObject({ kind: 'refused' });
  expect(clock.now() - silentFrom).toBeGreaterThanOrEqual(3_000);
  for (const inbox of [null, attempt.inbox && { ...attempt.inbox, count: () => 0 }])
    expect(await findOut(context, { ...attempt, inbox }, before, 'typed')).toMatchObject({
      kind: 'unconfirmed',
    });
});

it('the conversation that shows the text is proof where no hook speaks, and a riddle where hooks should have', async () => {
  const { agent, context, attemptFor, mark } = await createDeliveryFixture();
  const [before, attempt] = [mark(), attemptFor('fix it')];
  agent.talk.push('❯ fix it', '');
  expect(await findOut(context, attempt, before, 'typed')).toMatchObject({ kind: 'unconfirmed' });
  expect(await findOut(context, { ...attempt, inbox: null }, before, 'typed')).toMatchObject({
    ...{ kind: 'submitted', at: attempt.intentAt },
  });
});

it.each([
  ['another pane under the old name', aPane({ paneId: '%9', pid: 9 })],
  ['another program in the old pane', aPane({ pid: 9 })],
])('%s cannot tell what the one before it got', async (_name, facts) => {
  const { agent, tracker, context, attemptFor, mark } = await createDeliveryFixture();
  const before = mark();
  const attempt = attemptFor('fix it');
  agent.facts = facts;
  tracker.takeFacts(facts);
  for (const lastStep of ['sending', 'typed'] as const)
    expect(await findOut(context, attempt, before, lastStep)).toMatchObject({ kind: 'unconfirmed' });
  for (const lastStep of ['submitted', 'started', 'blocked', 'resumed'] as const)
    expect(await findOut(context, attempt, before, lastStep)).toMatchObject({ kind: 'gone' });
});

it('a turn whose session was made anew ends as gone, once', async () => {
  const { agent, tracker, deliveries, steps, attemptFor, mark } = await createDeliveryFixture();
  const spec = { ...attemptFor('fix it').spec, mark: mark(), last_step: 'started' as const };
  agent.facts = aPane({ pid: 9 });
  tracker.takeFacts(agent.facts);
  deliveries.reconcile(spec);
  await expect.poll(() => steps.length).toBe(1);
  expect(steps[0]).toMatchObject({ step: 'ended', outcome: 'failed', error_code: 'SESSION_GONE' });
  expect(tracker.openAttempt).toBeNull();
});

/** A prompt that the agent works on. */
async function delivered() {
  const fixture = await createDeliveryFixture();
  const { clock, deliveries, attemptFor, mark, steps } = fixture;
  const spec = { ...attemptFor('fix it').spec, mark: mark(), last_step: 'sending' } as const;
  deliveries.deliver(spec);
  for (let turns = 0; turns < 500 && steps.length < 3; turns += 1)
    await new Promise((resolve) => clock.after(50, () => resolve(null)));
  return { ...fixture, spec };
}

it('an attempt asked about again, whose session is gone although nobody told of it, ends as gone', async () => {
  const { deliveries, spec, steps, vanish } = await delivered();
  vanish();
  deliveries.reconcile({ ...spec, last_step: 'started' });
  await expect.poll(() => steps.at(-1)).toMatchObject({ step: 'ended', error_code: 'SESSION_GONE' });
});

it('an attempt asked about again goes on as before, and of one that has ended the same end is told', async () => {
  const { agent, deliveries, spec, steps, look } = await delivered();
  deliveries.reconcile(spec);
  agent.answer('Fixed.');
  for (let turns = 0; turns < 500 && steps.length < 4; turns += 1) await look();
  deliveries.reconcile(spec);
  expect(steps.map(({ step }) => step)).toEqual(['typed', 'submitted', 'started', 'ended', 'ended']);
  expect(steps[4]).toEqual(steps[3]);
  expect(agent).toMatchObject({ pasted: ['fix it'], received: ['fix it'] });
});

it.each(['sending', 'typed'] as const)(
  'a dialog over the box hides the text after %s: it is found when the dialog is gone',
  async (lastStep) => {
    const { agent, clock, context, attemptFor, mark } = await createDeliveryFixture();
    const before = mark();
    agent.paste('fix it');
    agent.asks = 'npm test';
    const answeredAt = clock.now() + 60_000;
    agent.beforeLook = () => {
      if (clock.now() > answeredAt) agent.asks = null;
    };
    expect(await findOut(context, attemptFor('fix it'), before, lastStep)).toMatchObject({ kind: 'in-box' });
    expect(clock.now()).toBeGreaterThan(answeredAt);
  },
);

it.each([
  ['half a thought', 'refused'],
  ['fix it, all of i', 'unconfirmed'],
  ['and all of it, please', 'unconfirmed'],
  ['[Pasted text #1 +4 lines]', 'unconfirmed'],
])('a draft that somebody typed meanwhile (%s): %s', async (draft, kind) => {
  const { agent, context, attemptFor, mark } = await createDeliveryFixture();
  const before = mark();
  const attempt = attemptFor('fix it, all of it, please');
  agent.box = draft;
  expect(await findOut(context, attempt, before, 'sending')).toMatchObject({ kind });
});
