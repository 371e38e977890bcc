import { defaultLimits } from '@architect/contracts/assigner-limits';
import { describe, expect, it } from 'vitest';
import { aDialog, aSession } from '../nodes/fake-link.ts';
import type { Wish } from './queue-rules.ts';
import { type WaitingFacts, waitingReason } from './waiting-reason.ts';

const nothing: WaitingFacts = {
  sessions: [],
  occupied: new Map(),
  holds: new Map(),
  waitsFor: [],
  emptyNodes: [],
  downNodes: [],
  notStarted: new Map(),
  awayNodes: [],
  limits: defaultLimits,
  nowMs: Date.parse('2026-01-01T12:00:00.000Z'),
  starting: false,
};
const any: Wish = {
  id: 1,
  target_session: null,
  target_provider: null,
  providers: [],
  fallback: [],
  allow_fallback: false,
  allow_shared_directory: false,
  mode: null,
  working_dir: null,
};
const w1 = (change = {}) => [aSession({ name: 'w1', ...change })];
const blocked = { state: 'blocked', dialog: aDialog() } as const;

const limited = (name: string) =>
  aSession({ name, state: 'limited', limited_until: '2026-01-01T15:30:00.000Z' });
const headless = { mode: 'headless', target_provider: 'codex', working_dir: '/srv/shop' } as const;
/** w1 is free; w2 and x1 work for the queue in the same directory. */
const crowded = {
  sessions: [
    ...w1(),
    aSession({ name: 'w2', state: 'busy' }),
    aSession({ name: 'x1', provider: 'codex', state: 'busy' }),
  ],
  occupied: new Map([
    ['local:w2', 4],
    ['local:x1', 5],
  ]),
};

const cases: [string, Partial<Wish>, Partial<WaitingFacts>, string][] = [
  ['one dependency', {}, { waitsFor: [12] }, 'waits for prompt 12'],
  ['two dependencies', {}, { waitsFor: [12, 14] }, 'waits for prompts 12, 14'],
  [
    'a starting server',
    {},
    { starting: true },
    'the server is starting: it first finds out how far earlier deliveries got',
  ],
  [
    'no target',
    { target_session: 'x' },
    { sessions: w1() },
    "no session 'x' exists: create it, or reassign the prompt",
  ],
  [
    'no target, tmux down',
    { target_session: 'x' },
    { downNodes: ['local'] },
    "no session 'x' exists (tmux is down on local)",
  ],
  [
    'a shell',
    { target_session: 'w1' },
    { sessions: w1({ provider: 'shell', state: 'shell' }) },
    'session w1 runs a shell, not an agent: start an agent in it',
  ],
  [
    'an agent that became a shell',
    { target_session: 'w1' },
    { sessions: w1({ state: 'shell' }) },
    'session w1 runs a shell, not an agent: start an agent in it',
  ],
  [
    'an unknown program',
    { target_session: 'w1' },
    { sessions: w1({ provider: 'unknown' }) },
    'session w1 runs no known agent program: start an agent in it',
  ],
  [
    'another provider',
    { target_session: 'w1', target_provider: 'codex' },
    { sessions: w1() },
    'session w1 runs claude, not codex: reassign the prompt',
  ],
  [
    'busy',
    { target_session: 'w1' },
    { sessions: w1({ state: 'busy' }) },
    'session w1 is busy (since 12:03 UTC)',
  ],
  [
    'starting',
    { target_session: 'w1' },
    { sessions: w1({ state: 'starting' }) },
    'session w1 is starting (since 12:03 UTC)',
  ],
  [
    'blocked',
    { target_session: 'w1' },
    { sessions: w1(blocked) },
    'session w1 waits for a decision (since 12:03 UTC): answer its permission prompt (bash: npm test)',
  ],
  [
    'a question',
    { target_session: 'w1' },
    { sessions: w1({ ...blocked, dialog: aDialog({ kind: 'question', subject: '' }) }) },
    'session w1 waits for a decision (since 12:03 UTC): answer its question',
  ],
  [
    'working for another prompt',
    { target_session: 'w1' },
    { sessions: w1({ state: 'busy' }), occupied: new Map([['local:w1', 4]]) },
    'session w1 works on prompt 4',
  ],
  [
    'limited',
    { target_session: 'w1' },
    { sessions: w1({ state: 'limited', limited_until: '2026-01-01T15:29:00.001Z' }) },
    'session w1 is at its usage limit until 15:30 UTC',
  ],
  [
    'limited by an agent that tells no time',
    { target_session: 'w1' },
    { sessions: w1({ state: 'limited', tried_again_at: '2026-01-01T15:29:00.001Z' }) },
    'session w1 is at its usage limit, tried again at 15:30 UTC',
  ],
  [
    'dead',
    { target_session: 'w1' },
    { sessions: w1({ state: 'dead' }) },
    'session w1 is dead: its program has ended; create it anew, or reassign the prompt',
  ],
  [
    'an error',
    { target_session: 'w1' },
    { sessions: w1({ state: 'error' }) },
    'session w1 shows an error (since 12:03 UTC): look at it',
  ],
  [
    'an error that may be over soon',
    { target_session: 'w1' },
    { sessions: w1({ state: 'error', tried_again_at: '2026-01-01T12:04:00.000Z' }) },
    'session w1 shows an error (since 12:03 UTC), tried again at 12:04 UTC',
  ],
  [
    'unknown state',
    { target_session: 'w1' },
    { sessions: w1({ state: 'unknown' }) },
    'the state of session w1 is not known (since 12:03 UTC): look at it',
  ],
  [
    'a draft',
    { target_session: 'w1' },
    { sessions: w1({ draft: 'half a thou', deliverable: false }) },
    'session w1 holds a draft that somebody typed: send it or clear it',
  ],
  [
    'copy mode',
    { target_session: 'w1' },
    { sessions: w1({ deliverable: false, not_deliverable_because: 'the pane is in copy mode' }) },
    'session w1: the pane is in copy mode',
  ],
  [
    'a refused delivery',
    { target_session: 'w1' },
    { sessions: w1(), holds: new Map([['local:w1', 'somebody typed a moment ago']]) },
    'session w1: somebody typed a moment ago',
  ],
  [
    'as many at work in all as may be',
    { target_session: 'w1' },
    { ...crowded, limits: { ...defaultLimits, max_at_work: 2 } },
    'session w1 is free, but at most 2 prompts are worked on in all: prompt 4 in w2, prompt 5 in x1',
  ],
  [
    'as many on its machine as may be',
    { target_session: 'w1' },
    { ...crowded, limits: { ...defaultLimits, max_per_node: 2 } },
    'session w1 is free, but at most 2 prompts are worked on on local: prompt 4 in w2, prompt 5 in x1',
  ],
  [
    'as many by its provider as may be',
    { target_session: 'w1' },
    { ...crowded, limits: { ...defaultLimits, max_per_provider: { claude: 1 } } },
    'session w1 is free, but at most 1 prompt is worked on by claude: prompt 4 in w2',
  ],
  [
    'no place for a pool',
    { target_provider: 'claude' },
    { ...crowded, limits: { ...defaultLimits, max_per_provider: { claude: 1 } } },
    'no session may start; at most 1 prompt is worked on by claude: prompt 4 in w2',
  ],
  [
    'a directory that the queue works in',
    { target_session: 'w1' },
    { ...crowded, limits: { ...defaultLimits, directory_rule: 'refuse' } },
    'session w1 is free, but /srv/project is being worked in: prompt 4 in w2, prompt 5 in x1',
  ],
  [
    'a directory that a person works in, above',
    { target_session: 'w1' },
    {
      sessions: [...w1({ working_dir: '/srv/project/web' }), aSession({ name: 'own', state: 'busy' })],
      limits: { ...defaultLimits, directory_rule: 'refuse' },
    },
    'session w1 is free, but /srv/project/web is being worked in: own',
  ],
  [
    'a directory that may be shared',
    { target_session: 'w1', allow_shared_directory: true },
    { ...crowded, limits: { ...defaultLimits, directory_rule: 'refuse' } },
    'next in line for session w1',
  ],
  [
    'the limit of an account',
    { target_session: 'w1' },
    { sessions: [...w1(), limited('w2'), limited('w3')] },
    'session w1 is free, but the claude account on local is at its usage limit until 15:30 UTC (sessions w2, w3)',
  ],
  [
    'a target on a node out of reach',
    { target_session: 'far' },
    { awayNodes: ['box2'] },
    "no session 'far' exists (out of reach: box2)",
  ],
  [
    'no agent, a node out of reach and tmux down on others',
    { target_provider: 'codex' },
    { awayNodes: ['box2'], downNodes: ['local'], emptyNodes: ['box3'] },
    'no session of provider codex exists (out of reach: box2; tmux is down on local; no tmux server runs on box3)',
  ],
  [
    'a headless agent without room',
    { ...headless, id: 7 },
    { notStarted: new Map([[7, '900 MB are available']]) },
    'no headless codex could be started in /srv/shop: 900 MB are available',
  ],
  ['a headless agent', headless, {}, 'a headless codex is being started in /srv/shop'],
  [
    'a headless agent without a directory',
    { ...headless, working_dir: null },
    {},
    'no headless session of provider codex runs: metadata.working_dir says where one is to be started',
  ],
  [
    'a headless agent of no kind',
    { mode: 'headless' },
    {},
    'no headless session runs: name the provider that is to be started',
  ],
  ['free', { target_session: 'w1' }, { sessions: w1() }, 'next in line for session w1'],
  ['no agents', {}, { sessions: w1({ provider: 'shell' }) }, 'no session runs an agent: start one'],
  [
    'no such provider',
    { target_provider: 'codex' },
    { sessions: w1() },
    'no session of provider codex exists: start one',
  ],
  ['one suitable session', {}, { sessions: w1({ state: 'busy' }) }, 'session w1 is busy (since 12:03 UTC)'],
  [
    'a pool of one provider',
    { target_provider: 'claude' },
    {
      sessions: [
        ...w1({ state: 'busy' }),
        aSession({ name: 'w2', state: 'busy' }),
        aSession({ name: 'w3', ...blocked }),
        aSession({ name: 'x1', provider: 'codex' }),
      ],
    },
    'no idle session of provider claude; 2 busy, 1 blocked: answer its permission prompt',
  ],
  [
    'a pool of all',
    {},
    { sessions: [...w1(), aSession({ name: 'w2', state: 'limited' })], occupied: new Map([['local:w1', 4]]) },
    'no idle session; 1 busy, 1 limited',
  ],
  [
    'a pool with a free one',
    {},
    { sessions: [...w1(), aSession({ name: 'w2', state: 'busy' })] },
    'next in line',
  ],
];

describe('waitingReason', () => {
  it.each(cases)('%s', (_what, wish, facts, expected) => {
    expect(waitingReason({ ...any, ...wish }, { ...nothing, ...facts })).toBe(expected);
  });
});
