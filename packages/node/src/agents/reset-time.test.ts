import { describe, expect, it } from 'vitest';
import { parseResetTime } from './reset-time.ts';

const now = Date.parse('2026-11-20T09:30:00Z');

describe('parseResetTime', () => {
  it.each([
    ["You've hit your session limit · resets 11:23am (UTC)", '2026-11-20T11:23:00.000Z'],
    ["You've hit your session limit · resets 9am (UTC)", '2026-11-21T09:00:00.000Z'],
    ['weekly limit · resets Nov 23, 9:23am (UTC)', '2026-11-23T09:23:00.000Z'],
    ['weekly limit · resets Jan 2, 9am (UTC)', '2027-01-02T09:00:00.000Z'],
    ['Your limit will reset at 3pm (America/New_York).', '2026-11-20T20:00:00.000Z'],
    ['limit reached ∙ resets 12am (UTC)', '2026-11-21T00:00:00.000Z'],
    ['limit reached ∙ resets 12pm (UTC)', '2026-11-20T12:00:00.000Z'],
    ['resets Nov 20 at 11am (UTC)', '2026-11-20T11:00:00.000Z'],
    ['or try again at Nov 24th, 2026 9:23 AM (UTC).', '2026-11-24T09:23:00.000Z'],
    ['Try again in 2 hours 5 minutes.', '2026-11-20T11:35:00.000Z'],
    ['Try again in 3 days 1 hour.', '2026-11-23T10:30:00.000Z'],
    ['Please try again in 236ms.', '2026-11-20T09:30:00.236Z'],
    ['Please try again in 12.5s.', '2026-11-20T09:30:12.500Z'],
    ['Your quota will reset after 5h12m0s.', '2026-11-20T14:42:00.000Z'],
    ['Access resets at 9:12 PM GMT+1.', '2026-11-20T20:12:00.000Z'],
    ['weekly limit · resets Mon 9am (UTC)', '2026-11-23T09:00:00.000Z'],
    ['weekly limit · resets Friday, 9am (UTC)', '2026-11-27T09:00:00.000Z'],
    ['resets tomorrow at 9am (UTC)', '2026-11-21T09:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(parseResetTime(text, now)?.toISOString()).toBe(expected);
  });

  it('uses the zone of the machine when none is written', () => {
    const shown = parseResetTime('resets 11:15pm', now);
    expect([shown?.getHours(), shown?.getMinutes()]).toEqual([23, 15]);
  });

  it.each(['no time here', 'resets soon', 'resets 25'])('finds nothing in %j', (text) => {
    expect(parseResetTime(text, now)).toBeNull();
  });
});
