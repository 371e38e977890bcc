import type { Interaction } from '@architect/contracts/interactions';
import type { Escalation, PolicyMode } from '@architect/contracts/patterns';
import { expect, it } from 'vitest';
import { aDialog, aSession } from '../nodes/fake-link.ts';
import { createDecide } from './decide.ts';
import type { RuleBook } from './rule-book.ts';

const interaction: Interaction = {
  ...aDialog({ subject: 'npm test' }),
  id: 1,
  session: 'w1',
  node: 'local',
  provider: 'claude',
  screen: '',
  status: 'pending',
  decided_by: null,
  decided_by_name: null,
  pattern_id: null,
  prompt_id: null,
  note: null,
  decided_at: null,
  answered_at: null,
  escalates_at: null,
  escalated_at: null,
  created_at: '2026-01-01T12:00:00.000Z',
};

function setup() {
  const now: {
    mode: PolicyMode;
    excluded: string[];
    tier: string | null;
    escalation: Escalation;
  } = {
    mode: 'on',
    escalation: 'notify',
    excluded: [],
    tier: null,
  };
  const book: RuleBook = {
    rules: () => [],
    mode: () => now.mode,
    excluded: () => now.excluded,
    policy: () => null,
    escalation: () => now.escalation,
    escalateAfterMs: () => 600_000,
    reload: async () => undefined,
    switchOff: () => undefined,
    release: () => undefined,
    isKilled: () => false,
  };
  const nodes = { session: () => aSession({ name: 'w1', tier: now.tier }) };
  const decide = createDecide({ book, nodes, onHit: () => undefined });
  return { now, decide };
}

/** The decision of a policy that is on. */
function decided({ decide }: ReturnType<typeof setup>) {
  const decision = decide(interaction);
  if (decision?.action !== 'approve') throw new Error(`not approved: ${JSON.stringify(decision)}`);
  return decision;
}

it('a decision holds while nothing changes', () => {
  expect(decided(setup()).stillHolds?.()).toBe(true);
});

it.each([
  [{ mode: 'off' }],
  [{ mode: 'dry_run' }],
  [{ excluded: ['w1'] }],
  [{ tier: 'high-level' }],
] as const)('a decision that was made before %j holds no more', (change) => {
  const setting = setup();
  const decision = decided(setting);
  Object.assign(setting.now, change);
  expect(decision.stillHolds?.()).toBe(false);
});
