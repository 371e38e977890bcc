import { describe, expect, it } from 'vitest';
import { decide, type TimedReading } from './authority.ts';

function reading(text: string, at = 1000): TimedReading {
  const [source = '', state = '', rule = 'r'] = text.split(' ');
  return {
    source: source as TimedReading['source'],
    state: state as TimedReading['state'],
    rule,
    detail: '',
    at,
  };
}

describe('decide', () => {
  it.each<[string, string[], string | null]>([
    ['nothing is known', [], null],
    ['a waiting title alone is never idle', ['title idle'], null],
    ['an idle OSC alone is never idle', ['osc idle', 'title idle'], null],
    ['an unknown screen is never idle', ['osc idle', 'title idle', 'screen unknown'], 'screen unknown'],
    ['a turn-end hook alone is never idle', ['hook idle'], null],
    [
      'a shell is a shell whatever the frame says',
      ['process shell', 'title busy', 'screen idle'],
      'process shell',
    ],
    ['a dialog wins over a spinning title', ['title busy', 'screen blocked'], 'screen blocked'],
    ['a dialog wins over an OSC that says done', ['osc idle', 'screen blocked'], 'screen blocked'],
    ['a title that asks for action wins over a box', ['title blocked', 'screen idle'], 'title blocked'],
    ['streaming: the title knows better than the box', ['title busy', 'screen idle'], 'title busy'],
    ['streaming: the OSC knows better than the box', ['osc busy', 'screen asking'], 'osc busy'],
    ['a retry is more exact than the spinner', ['title busy', 'screen limited x.retrying'], 'screen limited'],
    ['a final error yields to new work', ['title busy', 'screen error'], 'title busy'],
    ['a final error wins over a waiting title', ['title idle', 'screen error'], 'screen error'],
    ['an OSC error wins over a box', ['osc error', 'screen idle'], 'osc error'],
    ['all agree', ['osc idle', 'title idle', 'screen idle'], 'screen idle'],
    ['an ended program in a frozen frame', ['screen shell', 'title idle'], 'screen shell'],
  ])('%s', (_name, readings, expected) => {
    const { winner } = decide(readings.map((text) => reading(text)));
    expect(winner === null ? null : `${winner.source} ${winner.state}`).toBe(expected);
  });

  it.each<[string, number, string]>([
    ['hook blocked', 1000, 'blocked'],
    ['hook busy', 1200, 'busy'],
    ['hook busy', 1400, 'idle'],
    ['hook blocked', 1400, 'idle'],
    ['delivery busy', 1100, 'busy'],
    ['hook idle', 1001, 'idle'],
  ])('%s against an idle screen at %i ms decides %s', (event, screenAt, expected) => {
    const { winner } = decide([reading(event), reading('screen idle', screenAt)]);
    expect(winner?.state).toBe(expected);
  });

  it('a stale event stays in force while the screen is not understood', () => {
    expect(decide([reading('hook busy'), reading('screen unknown', 9000)]).winner?.source).toBe('hook');
  });

  it('a dialog on the screen wins over a newer event about it: only the screen can be answered', () => {
    expect(decide([reading('hook blocked', 2000), reading('screen blocked')]).winner?.source).toBe('screen');
  });

  it('says why each loser lost', () => {
    const { losers } = decide([reading('title busy'), reading('screen idle'), reading('hook busy', 10)]);
    expect(losers.map((loser) => [loser.reading.source, loser.why])).toEqual([
      ['screen', 'title says busy: running work outranks it'],
      ['hook', 'the screen is 990 ms newer'],
    ]);
  });
});
