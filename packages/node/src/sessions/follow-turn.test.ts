import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createDeliveryFixture } from './fixture-delivery.ts';
import { aPane } from './fixture-pane.ts';
import { TurnFollower } from './follow-turn.ts';
import { submitTyped } from './submit-prompt.ts';

const limit = "  ⎿ You've hit your session limit · resets 11:23pm (UTC)";

/** A turn that an agent has just begun, and what is reported of it. */
async function followed(hooks: 'with hooks' | 'without hooks' = 'with hooks') {
  const fixture = await createDeliveryFixture();
  const { agent, context, attemptFor, clock, look } = fixture;
  if (hooks === 'without hooks') agent.hooks = null;
  const attempt = attemptFor('fix it');
  agent.paste('fix it');
  agent.enter();
  await look();
  let isOver = false;
  new TurnFollower(context, attempt, clock.now() - 200, () => {
    isOver = true;
  });
  /** Looks as the watch does, until the follower is done. */
  const untilOver = async (meanwhile = look) => {
    for (let looks = 0; looks < 5_000 && !isOver; looks++) await meanwhile();
    expect(isOver).toBe(true);
    return fixture.steps.at(-1);
  };
  return { ...fixture, attempt, untilOver };
}

it('ends with the message of the hook', async () => {
  const { agent, untilOver } = await followed();
  agent.answer('Fixed.');
  expect(await untilOver()).toMatchObject({ step: 'ended', outcome: 'completed', response: 'Fixed.' });
});

it('without hooks, ends with what the screen shows below the prompt', async () => {
  const { agent, untilOver } = await followed('without hooks');
  agent.answer('Fixed.');
  expect(await untilOver()).toMatchObject({ step: 'ended', outcome: 'completed', response: 'Fixed.' });
});

it('tells of a dialog and of its end', async () => {
  const { agent, look, steps, untilOver } = await followed();
  agent.asks = 'npm test';
  for (let looks = 0; looks < 5; looks++) await look();
  agent.asks = null;
  agent.answer('Fixed.');
  await untilOver();
  expect(steps.map(({ step }) => step)).toEqual(['blocked', 'resumed', 'ended']);
});

it.each(['with hooks', 'without hooks'] as const)('%s, a limit is a limit', async (hooks) => {
  const { agent, untilOver } = await followed(hooks);
  agent.isBusy = false;
  agent.talk.push(limit, '');
  agent.tell('StopFailure', { error: 'rate_limit', last_assistant_message: "You've hit your session limit" });
  expect(await untilOver()).toMatchObject({ outcome: 'failed', error_code: 'USAGE_LIMIT', response: null });
});

it('an API error is an error of the agent', async () => {
  const { agent, untilOver } = await followed();
  agent.isBusy = false;
  agent.tell('StopFailure', { error: 'server_error', last_assistant_message: 'API Error: 500' });
  expect(await untilOver()).toMatchObject({ outcome: 'failed', error_code: 'AGENT_ERROR' });
});

it('a limit stays the end of the turn although somebody tells the agent to go on', async () => {
  const { agent, look, untilOver } = await followed('without hooks');
  agent.isBusy = false;
  agent.talk.push(limit, '');
  for (let looks = 0; looks < 3; looks++) await look();
  agent.paste('go on');
  agent.enter();
  for (let looks = 0; looks < 3; looks++) await look();
  agent.answer('Something else is done.');
  expect(await untilOver()).toMatchObject({ outcome: 'failed', error_code: 'USAGE_LIMIT', response: null });
});

it('a pane that is started anew ends the turn as gone', async () => {
  const { agent, tracker, untilOver } = await followed();
  agent.facts = aPane({ pid: 9 });
  agent.isBusy = false;
  agent.talk = [];
  tracker.takeFacts(agent.facts);
  expect(await untilOver()).toMatchObject({ outcome: 'failed', error_code: 'SESSION_GONE' });
});

it('a session that is removed ends the turn as gone, unless the agent had just told of its end', async () => {
  const gone = await followed();
  gone.events.emit('removed', { tracker: gone.tracker, reason: 'the session ended' });
  expect(await gone.untilOver()).toMatchObject({ outcome: 'failed', error_code: 'SESSION_GONE' });

  const finished = await followed();
  finished.agent.answer('Fixed.');
  finished.events.emit('removed', { tracker: finished.tracker, reason: 'the session ended' });
  expect(await finished.untilOver()).toMatchObject({ outcome: 'completed', response: 'Fixed.' });
});

it('a session that is gone before anybody follows the turn ends it as gone', async () => {
  const { agent, clock, deliveries, mark, attemptFor, steps, vanish } = await createDeliveryFixture();
  const { spec } = attemptFor('fix it');
  const press = agent.enter.bind(agent);
  agent.enter = () => {
    press();
    vanish();
  };
  deliveries.deliver({ ...spec, mark: mark() });
  for (let turns = 0; turns < 2_000 && steps.length < 4; turns += 1)
    await new Promise((resolve) => clock.after(50, () => resolve(null)));
  expect(steps.map(({ step }) => step)).toEqual(['typed', 'submitted', 'started', 'ended']);
  expect(steps.at(-1)).toMatchObject({ outcome: 'failed', error_code: 'SESSION_GONE' });
});

it('a look at the agent’s record that fails is repeated', async () => {
  const { agent, clock, context, tracker, look, untilOver } = await followed();
  const problems: unknown[] = [];
  context.onError = (error) => problems.push(error);
  vi.spyOn(tracker.agent, 'transcript').mockRejectedValueOnce(new Error('the disk is slow'));
  agent.isBusy = false;
  for (let looks = 0; looks < 3; looks++) await look();
  const nothingMoves = () => new Promise<void>((resolve) => clock.after(200, resolve));
  expect(await untilOver(nothingMoves)).toMatchObject({ outcome: 'failed', error_code: 'INTERRUPTED' });
  expect(problems).toHaveLength(1);
});

it('a refusal of ours is told from an interruption, also by a node that was started anew', async () => {
  const hookDir = mkdtempSync(join(tmpdir(), 'denial-'));
  onTestFinished(() => rmSync(hookDir, { recursive: true }));
  const before = await followed('without hooks');
  vi.spyOn(before.tracker, 'findHookDir').mockReturnValue(hookDir);
  before.tracker.noteDenial(before.clock.now());

  const after = await followed('without hooks');
  vi.spyOn(after.tracker, 'findHookDir').mockReturnValue(hookDir);
  after.agent.isBusy = false;
  after.agent.talk.push('● Bash(npm test)', '  ⎿  Interrupted · What should Claude do instead?', '');
  expect(await after.untilOver()).toMatchObject({ outcome: 'failed', error_code: 'DENIED' });
});

it('a refusal while the text still stood in the box is none of its turn, for a node that knows only the intent too', async () => {
  const { agent, tracker, context, attemptFor, steps, look } = await createDeliveryFixture();
  agent.hooks = null;
  const attempt = attemptFor('fix it');
  agent.paste('fix it');
  tracker.noteDenial(attempt.intentAt);
  expect(await submitTyped(context, attempt)).toMatchObject({ outcome: 'submitted' });
  new TurnFollower(context, attempt, attempt.intentAt, () => undefined);
  agent.answer('Fixed.');
  for (let looks = 0; looks < 100 && steps.length === 0; looks++) await look();
  expect(steps.at(-1)).toMatchObject({ outcome: 'completed', response: 'Fixed.' });
});

it('Esc is an interruption', async () => {
  const { agent, untilOver } = await followed();
  agent.isBusy = false;
  agent.talk.push('● Bash(npm test)', '  ⎿  Interrupted · What should Claude do instead?', '');
  expect(await untilOver()).toMatchObject({ outcome: 'failed', error_code: 'INTERRUPTED' });
});

it('an agent whose hook told of the prompt is not taken for done while it only looks quiet', async () => {
  const { agent, clock, untilOver } = await followed();
  agent.isBusy = false;
  const restingFrom = clock.now();
  agent.beforeLook = () => {
    if (clock.now() - restingFrom > 6_000 && agent.talk.length < 4) agent.answer('Fixed.');
  };
  expect(await untilOver()).toMatchObject({ outcome: 'completed', response: 'Fixed.' });
});

it('a prompt that nobody ended and nobody answered was stopped: Esc, and the box was cleared', async () => {
  const { agent, untilOver } = await followed();
  agent.isBusy = false;
  agent.talk = [];
  expect(await untilOver()).toMatchObject({ outcome: 'failed', error_code: 'INTERRUPTED' });
});

it('the end of another message’s turn does not say that ours is completed', async () => {
  const { agent, untilOver } = await followed();
  agent.isBusy = false;
  agent.talk.push('● Bash(npm test)', '  ⎿  Interrupted · What should Claude do instead?', '');
  agent.paste('go on');
  agent.enter();
  agent.answer('Something else is done.');
  expect(await untilOver()).toMatchObject({ outcome: 'failed', error_code: 'INTERRUPTED', response: null });
});

it('a turn that was stopped under a screen that nobody can read ends by the agent’s own record', async () => {
  const { agent, attempt, untilOver } = await followed();
  agent.isBusy = false;
  agent.unreadable = true;
  const turn = {
    prompt: 'fix it',
    answer: null,
    ended: true,
    stopped: 'interrupted',
    at: attempt.intentAt,
  } as const;
  vi.spyOn(attempt.tracker.agent, 'transcript').mockResolvedValue([turn]);
  expect(await untilOver()).toMatchObject({ outcome: 'failed', error_code: 'INTERRUPTED' });
});

it.each([
  ['● API Error: 500 Internal server error.', 'AGENT_ERROR'],
  [limit, 'USAGE_LIMIT'],
])('a failure that is seen only when it is over (%s) still ends the turn so', async (message, code) => {
  const { agent, untilOver } = await followed('without hooks');
  agent.isBusy = false;
  agent.talk.push(message, '', '❯ go on', '', '● Something else is done.', '');
  expect(await untilOver()).toMatchObject({ outcome: 'failed', error_code: code, response: null });
});
