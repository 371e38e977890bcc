import { expect, it } from 'vitest';
import { createDeliveryFixture } from './fixture-delivery.ts';
import { takeBackText } from './take-back-text.ts';

/** A session in whose box our text was pasted; `box` is what stands there now. */
async function withText(box: string) {
  const fixture = await createDeliveryFixture();
  const attempt = fixture.attemptFor('fix it');
  fixture.tracker.ownText = 'fix it';
  fixture.agent.box = box;
  return { ...fixture, attempt };
}

it('clears our text, which nobody will send, so that the next prompt finds an empty box', async () => {
  const { agent, tracker, context, attempt } = await withText('fix it');
  await takeBackText(context, attempt);
  expect(agent).toMatchObject({ box: '', enters: 0 });
  expect(tracker.ownText).toBeNull();
  expect(tracker.obstacle()).toBeNull();
});

it.each(['fix it, please', 'half a thought'])('leaves what a person wrote: %s', async (box) => {
  const { agent, context, attempt } = await withText(box);
  await takeBackText(context, attempt);
  expect(agent).toMatchObject({ box, cleared: 0 });
});

it('presses nothing into a dialog, nor under a person’s hands', async () => {
  const asked = await withText('fix it');
  asked.agent.asks = 'npm test';
  await takeBackText(asked.context, asked.attempt);
  expect(asked.agent.cleared).toBe(0);

  const typing = await withText('fix it');
  typing.tracker.personKeyAt = typing.clock.now();
  await takeBackText(typing.context, typing.attempt);
  expect(typing.agent.cleared).toBe(0);

  const program = await withText('fix it');
  program.agent.facts = { ...program.agent.facts, typed: '1' };
  await program.look();
  await takeBackText(program.context, program.attempt);
  expect(program.agent.cleared).toBe(0);
});

it('a prompt that is given up after the paste leaves no draft behind', async () => {
  const { agent, clock, deliveries, mark, attemptFor } = await createDeliveryFixture();
  const { spec } = attemptFor('fix it');
  deliveries.deliver({ ...spec, mark: mark() });
  agent.beforeLook = () => {
    if (agent.pasted.length > 0) deliveries.abandon(spec.attempt_id);
  };
  for (let turns = 0; turns < 500 && agent.cleared === 0; turns += 1)
    await new Promise((resolve) => clock.after(50, () => resolve(null)));
  expect(agent).toMatchObject({ pasted: ['fix it'], box: '', enters: 0, received: [] });
});

it.each([
  { what: 'takes back', box: 'fix it', left: '', pid: 0 },
  { what: 'leaves what a person wrote instead of', box: 'fix that', left: 'fix that', pid: 0 },
  { what: 'leaves to the new program, in a pane started anew,', box: 'fix it', left: 'fix it', pid: 1 },
])('after a start $what a text that was given up meanwhile', async ({ box, left, pid }) => {
  const { agent, tracker, deliveries, mark, attemptFor, look } = await createDeliveryFixture();
  const { spec } = attemptFor('fix it');
  const before = mark();
  agent.box = box;
  await look();
  const leftBehind = { ...spec, mark: { ...before, pane_pid: before.pane_pid + pid } };
  await deliveries.abandon(spec.attempt_id, leftBehind);
  expect(agent).toMatchObject({ box: left, enters: 0 });
  expect(tracker.ownText).toBeNull();
});
