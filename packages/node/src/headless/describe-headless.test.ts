import { expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import { describeHeadless } from './describe-headless.ts';
import type { HeadlessSession } from './headless-session.ts';
import { createHold } from './hold.ts';

const nowMs = Date.parse('2026-01-01T12:00:00.000Z');
const clock: Clock = { now: () => nowMs, after: () => () => undefined };

it.each([
  ['a limit with a time', 'limited', '2026-01-01T15:30:00.000Z', ['2026-01-01T15:30:00.000Z', null]],
  ['a limit without one', 'limited', null, [null, '2026-01-01T12:00:15.000Z']],
  ['a time of the past', 'limited', '2026-01-01T11:00:00.000Z', [null, '2026-01-01T12:00:15.000Z']],
  ['an error', 'error', null, [null, '2026-01-01T12:00:15.000Z']],
] as const)(
  'never shows a guess of ours as the time that its agent told: %s',
  (_what, state, told, expected) => {
    const hold = createHold(clock, () => undefined);
    hold.fail(state, 'refused', told === null ? null : Date.parse(told));
    let now: string = state;
    const said = () => ({ state: now, rule: 'x', detail: '' });
    const saved = { id: '1', name: 'h', provider: 'claude', version: null, working_dir: '/', created_at: 0 };
    const session = { saved, hold, stateSince: 0, dialog: null, obstacle: () => null, state: said };
    // A session starts an agent; what is described of it is here.
    const described = () => describeHeadless('local', session as unknown as HeadlessSession);
    const shown = () => [described().limited_until, described().tried_again_at];
    expect(shown()).toEqual(expected);
    now = 'busy';
    expect(shown()).toEqual([null, null]);
  },
);
