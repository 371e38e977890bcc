import { describe, expect, it } from 'vitest';
import { type AgentInPane, createDeliveryFixture } from './fixture-delivery.ts';
import { aPane } from './fixture-pane.ts';
import { typePrompt } from './type-prompt.ts';

it('pastes the text once, presses Enter once, and has the proof of the hook', async () => {
  const { agent, context, attemptFor } = await createDeliveryFixture();
  const typed: string[] = [];
  const typing = await typePrompt(context, attemptFor('fix it'), (evidence) => typed.push(evidence));
  expect(typing).toMatchObject({
    outcome: 'submitted',
    evidence: expect.stringContaining('UserPromptSubmit'),
  });
  expect(typed).toEqual(['pasted 6 bytes in one guarded step']);
  expect(agent).toMatchObject({ pasted: ['fix it'], enters: 1, received: ['fix it'] });
});

it.each<[string, (agent: AgentInPane) => void, RegExp]>([
  ['a draft', (agent) => agent.paste('half a thought'), /draft/],
  ['a dialog', (agent) => Object.assign(agent, { asks: 'npm test' }), /Do you want to proceed/],
  ['a busy agent', (agent) => Object.assign(agent, { isBusy: true }), /busy/],
  ['copy mode', (agent) => Object.assign(agent, { facts: aPane({ inMode: true }) }), /copy mode/],
  [
    'another program in the pane',
    (agent) => Object.assign(agent, { facts: aPane({ pid: 7 }) }),
    /started anew/,
  ],
])('types nothing into %s', async (_name, change, reason) => {
  const { agent, context, attemptFor } = await createDeliveryFixture();
  const attempt = attemptFor('fix it');
  change(agent);
  const before = agent.pasted.length;
  const typing = await typePrompt(context, attempt, () => expect.unreachable());
  expect(typing).toMatchObject({ outcome: 'refused', evidence: expect.stringMatching(reason) });
  expect(agent).toMatchObject({ enters: 0, received: [] });
  expect(agent.pasted).toHaveLength(before);
});

it('takes the word of tmux that the pane has changed since the look', async () => {
  const { agent, tracker, context, attemptFor } = await createDeliveryFixture();
  agent.guard = 'refused';
  const typing = await typePrompt(context, attemptFor('fix it'), () => expect.unreachable());
  expect(typing).toEqual({ outcome: 'refused', evidence: 'the pane changed between the look and the paste' });
  expect(tracker.ownText).toBeNull();
});

it('sends its own text of an earlier try, which still stands in the box, without a second paste', async () => {
  const { agent, tracker, context, attemptFor, look } = await createDeliveryFixture();
  agent.paste('fix it');
  tracker.ownText = 'fix it';
  await look();
  const typing = await typePrompt(context, attemptFor('fix it'), () => undefined);
  expect(typing.outcome).toBe('submitted');
  expect(agent).toMatchObject({ pasted: ['fix it'], received: ['fix it'] });
});

describe('an agent that takes a long text in pieces', () => {
  const inThrees = (text: string) => text.match(/.{1,3}/gs) ?? [];
  async function withPieces() {
    const fixture = await createDeliveryFixture();
    const { agent, tracker } = fixture;
    const boxBegins = () => agent.box !== '' && 'abcdefgh'.startsWith(agent.box);
    tracker.agent = { ...tracker.agent, splitPaste: inThrees, boxBegins };
    return { ...fixture, attempt: fixture.attemptFor('abcdefgh') };
  }

  it('gets each when the one before is in the box, and Enter after the last', async () => {
    const { agent, context, attempt } = await withPieces();
    const typed: string[] = [];
    const { outcome } = await typePrompt(context, attempt, (evidence) => typed.push(evidence));
    expect([outcome, typed]).toEqual(['submitted', ['pasted 8 bytes in 3 guarded steps']]);
    expect(agent).toMatchObject({ pasted: ['abc', 'def', 'gh'], enters: 1, received: ['abcdefgh'] });
  });

  it('that does not arrive: no further one, no Enter, and what stands there is taken back', async () => {
    const { agent, clock, tracker, deliveries, mark, attempt, steps } = await withPieces();
    agent.paste = (text) => {
      agent.pasted.push(text);
      agent.box = 'abcd'; // half of the second piece, whatever comes
      if (text === 'abc') agent.box = 'abc';
    };
    deliveries.deliver({ ...attempt.spec, mark: mark() });
    for (let turns = 0; turns < 2_000 && steps.length === 0; turns += 1)
      await new Promise((resolve) => clock.after(50, () => resolve(null)));
    expect(steps).toMatchObject([{ step: 'refused', evidence: expect.stringContaining('piece 2 of 3') }]);
    expect(agent).toMatchObject({ pasted: ['abc', 'def'], box: '', enters: 0, received: [] });
    expect(tracker.ownText).toBeNull();
  });
});
