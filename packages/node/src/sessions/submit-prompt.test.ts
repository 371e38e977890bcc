import { expect, it } from 'vitest';
import { createDeliveryFixture } from './fixture-delivery.ts';
import { aPane } from './fixture-pane.ts';
import { submitTyped } from './submit-prompt.ts';

it('presses Enter again when the agent did not notice it, and three times at most', async () => {
  const { agent, context, attemptFor } = await createDeliveryFixture();
  agent.paste('fix it');
  agent.deafTo = 2;
  expect(await submitTyped(context, attemptFor('fix it'))).toMatchObject({ outcome: 'submitted' });
  expect(agent).toMatchObject({ enters: 3, received: ['fix it'] });
});

it('does not know what became of a text that stands in the box after three Enters', async () => {
  const { agent, context, attemptFor } = await createDeliveryFixture();
  agent.paste('fix it');
  agent.deafTo = 99;
  expect(await submitTyped(context, attemptFor('fix it'))).toMatchObject({ outcome: 'unconfirmed' });
  expect(agent.enters).toBe(3);
});

it('presses nothing on a text that is not exactly ours, and says that the agent did not get it', async () => {
  const { agent, context, attemptFor } = await createDeliveryFixture();
  agent.paste('and fix it');
  const typing = await submitTyped(context, attemptFor('fix it'));
  expect(typing).toMatchObject({ outcome: 'refused', evidence: expect.stringContaining('other text') });
  expect(agent.enters).toBe(0);
});

it('waits while a dialog lies over the text', async () => {
  const { agent, context, attemptFor } = await createDeliveryFixture();
  agent.paste('fix it');
  agent.asks = 'npm test';
  let looks = 0;
  agent.beforeLook = () => {
    looks += 1;
    if (looks < 1_000) expect(agent.enters).toBe(0);
    else agent.asks = null;
  };
  expect(await submitTyped(context, attemptFor('fix it'))).toMatchObject({ outcome: 'submitted' });
  expect(agent).toMatchObject({ enters: 1, received: ['fix it'] });
});

it('without hooks, an empty box and a turn newer than Enter are the proof', async () => {
  const { agent, context, attemptFor } = await createDeliveryFixture();
  agent.hooks = null;
  agent.paste('fix it');
  expect(await submitTyped(context, attemptFor('fix it'))).toMatchObject({
    outcome: 'submitted',
    evidence: expect.stringContaining('the box is empty'),
  });
});

it('a pane that is started anew before Enter got nothing; after Enter nobody knows', async () => {
  const before = await createDeliveryFixture();
  const attempt = before.attemptFor('fix it');
  before.agent.facts = aPane({ pid: 7 });
  expect(await submitTyped(before.context, attempt)).toMatchObject({ outcome: 'refused' });

  const after = await createDeliveryFixture();
  after.agent.hooks = null;
  after.agent.paste('fix it');
  after.agent.deafTo = 1;
  const second = after.attemptFor('fix it');
  after.agent.beforeLook = () => {
    if (after.agent.enters === 0) return;
    after.agent.facts = aPane({ pid: 7 });
    after.agent.box = '';
  };
  expect(await submitTyped(after.context, second)).toMatchObject({ outcome: 'unconfirmed' });
  expect(after.agent.enters).toBe(1);
});

it('work of an agent that was started in the same pane after Enter is no proof for the one that ended', async () => {
  const { agent, clock, context, attemptFor } = await createDeliveryFixture();
  agent.hooks = null;
  agent.paste('fix it');
  let endedAt = 0;
  agent.enter = () => {
    agent.enters += 1;
    agent.box = '';
    agent.facts = aPane({ currentCommand: 'bash' });
    endedAt = clock.now();
  };
  agent.beforeLook = () => {
    if (endedAt === 0 || clock.now() < endedAt + 2_000) return;
    agent.facts = aPane();
    agent.isBusy = true;
  };
  expect(await submitTyped(context, attemptFor('fix it'))).toMatchObject({
    outcome: 'unconfirmed',
    evidence: expect.stringContaining('the agent ended'),
  });
});

it('the echo of an equal prompt before is no proof of this one', async () => {
  const { agent, clock, context, attemptFor } = await createDeliveryFixture();
  agent.hooks = null;
  agent.talk.push('❯ fix it', '', '● Fixed.', '');
  agent.paste('fix it');
  let drawnAt = 0;
  // Slow to draw: at first the box alone is empty.
  agent.enter = () => {
    agent.enters += 1;
    agent.box = '';
    drawnAt = clock.now() + 2_000;
  };
  agent.beforeLook = () => {
    if (drawnAt === 0 || clock.now() < drawnAt || agent.isBusy) return;
    agent.talk.push('❯ fix it', '');
    agent.isBusy = true;
  };
  const typing = await submitTyped(context, attemptFor('fix it'));
  expect(typing).toMatchObject({ outcome: 'submitted' });
  expect(agent.isBusy, 'the proof is of the turn that began').toBe(true);
});

it('an echo without an answer below the one that has it is proof at once', async () => {
  const { agent, clock, context, attemptFor } = await createDeliveryFixture();
  agent.hooks = null;
  agent.talk.push('❯ fix it', '', '● Fixed.', '');
  agent.paste('fix it');
  agent.enter = () => {
    agent.box = '';
    agent.talk.push('❯ fix it', '');
  };
  const before = clock.now();
  expect(await submitTyped(context, attemptFor('fix it'))).toMatchObject({
    outcome: 'submitted',
    evidence: 'the box is empty and the conversation shows this text',
  });
  expect(clock.now() - before).toBeLessThan(1_000);
});

it('gives an agent that asks for it more time before Enter is repeated', async () => {
  const { agent, clock, context, attemptFor } = await createDeliveryFixture();
  agent.paste('fix it');
  agent.deafTo = 1;
  const attempt = attemptFor('fix it');
  Object.assign(attempt.tracker.agent, { enterAgainMs: 8_000 });
  const pressedAt: number[] = [];
  const enter = agent.enter.bind(agent);
  agent.enter = () => {
    pressedAt.push(clock.now());
    enter();
  };
  expect(await submitTyped(context, attempt)).toMatchObject({ outcome: 'submitted' });
  expect(pressedAt).toHaveLength(2);
  expect((pressedAt[1] ?? 0) - (pressedAt[0] ?? 0)).toBeGreaterThan(8_000);
});
