import { beforeEach, expect, it } from 'vitest';
import type { Agent } from '../agents/agent.ts';
import { explainSession, type HookSource } from './explain-session.ts';
import { createDeliveryFixture } from './fixture-delivery.ts';
import type { SessionTracker } from './session-tracker.ts';

let fixture: Awaited<ReturnType<typeof createDeliveryFixture>>;
let tracker: SessionTracker;

beforeEach(async () => {
  fixture = await createDeliveryFixture();
  tracker = fixture.tracker;
});

const none: HookSource = { inbox: null, figures: { turns: 0, missed: 0, missedInRow: 0 } };
const explain = (hooks: Partial<HookSource> = {}) => explainSession('local', tracker, { ...none, ...hooks });
const source = (name: string, hooks: Partial<HookSource> = {}) =>
  explain(hooks).sources.find((one) => one.source === name);
const useAgent = (change: Partial<Agent>) => {
  const { readOsc: _osc, readTitle: _title, ...agent } = tracker.agent;
  tracker.agent = { ...agent, ...change };
};

it('shows the rule that won, and why each other reading lost', () => {
  const at = fixture.clock.now();
  tracker.takeHook({ name: 'UserPromptSubmit', payload: { prompt: 'x' }, at });
  const { session, decided_by, readings, screen, title, command } = explain();
  expect(session).toMatchObject({ name: 'worker', node: 'local', state: 'busy' });
  expect(decided_by).toMatchObject({ source: 'hook', state: 'busy', at: new Date(at).toISOString() });
  expect(readings[0]).toEqual({ ...decided_by, won: true, why: 'strongest source that speaks now' });
  const lost = readings.slice(1);
  expect(lost.map((one) => one.source)).toContain('screen');
  for (const one of lost) expect(one).toMatchObject({ won: false, why: expect.stringMatching(/./) });
  expect(screen).toContain('❯');
  expect([title, command]).toEqual(['✳ Claude Code', 'claude']);
});

it('says where the rule was written, and of which versions it is known', () => {
  expect(explain().rule_origin).toMatchObject({ source: 'built in', line: null });
  expect(explain().rule_origin?.versions).toMatch(/\d+\.\d+/);
  const written = { source: 'agents.yaml', line: 7, versions: null };
  useAgent({ ruleOrigin: () => written });
  expect(explain().rule_origin).toEqual(written);
  useAgent({ ruleOrigin: () => null, versions: '>=1' });
  expect(explain().rule_origin?.versions).toBe('>=1');
  tracker.takeHook({ name: 'UserPromptSubmit', payload: { prompt: 'x' }, at: fixture.clock.now() });
  expect(explain().rule_origin).toEqual({ source: 'built in', line: null, versions: null });
});

it('decides nothing before anything was read', () => {
  tracker.published = { ...tracker.published, decision: { winner: null, losers: [] } };
  expect(explain()).toMatchObject({ decided_by: null, rule_origin: null, readings: [] });
});

it('tells how healthy each source is', () => {
  const inbox = fixture.attemptFor('x').inbox;
  expect(source('screen')).toMatchObject({
    ...{ trusted: true, last_at: expect.stringMatching(/^1970/), note: '' },
  });
  expect(source('osc')).toMatchObject({ last_at: null, trusted: true, note: 'this agent sends none' });
  expect(source('hook')).toMatchObject({ trusted: false, note: expect.stringContaining('started by hand') });
  expect(source('hook', { inbox })).toMatchObject({ trusted: true, note: '1 events; no turn seen yet' });
  fixture.agent.hooks = [];
  expect(source('hook', { inbox })?.note).toContain('architect hooks install');
  tracker.findHookDir = () => '/spool/worker';
  expect(source('hook', { inbox })?.note).toBe('0 events; no turn seen yet');
  tracker.hooksTrusted = false;
  expect(source('hook', { inbox, figures: { turns: 3, missed: 2, missedInRow: 2 } })).toMatchObject({
    trusted: false,
    note: '0 events; 2 of 3 turns came without a hook, the last 2 in a row: not trusted until it speaks again',
  });
});

it('tells an agent whose title or status sequences say nothing from one that is silent', () => {
  useAgent({ readOsc: () => null, readTitle: () => null });
  const figures = { turns: 2, missed: 0, missedInRow: 0 };
  expect(source('title')?.note).toBe('');
  expect(source('osc')?.note).toBe('');
  expect(source('osc', { figures })?.note).toBe('silent over 2 turns: this version sends none');
  tracker.lastSpoke.set('osc', 1);
  expect(source('osc', { figures })?.note).toBe('');
  useAgent({});
  expect(source('title')?.note).toBe("this agent's title says nothing");
});

it('names the programs of the pane, shortened', () => {
  tracker.process = {
    ...tracker.process,
    commandLines: [
      ['claude', '--x'],
      ['sh', 'y'.repeat(200)],
    ],
  };
  expect(source('process')?.note).toBe(`claude --x › sh ${'y'.repeat(117)}`);
});
