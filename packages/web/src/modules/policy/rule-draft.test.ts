import type { Interaction } from '@architect/contracts/interactions';
import type { Pattern } from '@architect/contracts/patterns';
import { expect, test } from 'vitest';
import { bodyOfDraft, bodyOfInteractionDraft, bodyOfRule, draftOf, regexFault } from './rule-draft.ts';

const at = '2026-01-01T12:00:00.000Z';

const rule: Pattern = {
  id: 7,
  name: 'deploy',
  kind: 'bash',
  pattern_regex: 'make deploy',
  action: 'deny',
  scope: { session: 'w1', provider: 'codex' },
  priority: 9,
  enabled: false,
  hits: 3,
  created_by: 'ada',
  created_at: at,
  updated_at: at,
};

const interaction: Interaction = {
  id: 3,
  session: 'w2',
  node: 'local',
  provider: 'claude',
  kind: 'write',
  tool: 'Write',
  subject: 'notes.md',
  question: '',
  options: [],
  screen: '',
  complete: true,
  status: 'pending',
  decided_by: null,
  decided_by_name: null,
  pattern_id: null,
  prompt_id: null,
  note: null,
  decided_at: null,
  escalates_at: null,
  escalated_at: null,
  answered_at: null,
  created_at: at,
};

test('a rule that is opened and saved unchanged stays what it was', () => {
  const { id, hits, created_by, created_at, updated_at, ...content } = rule;
  expect(bodyOfDraft(draftOf({ kind: 'change', rule }))).toEqual(content);
  expect(bodyOfRule(rule)).toEqual(content);
});

test('a new rule needs something to compare with, and is named by it', () => {
  const draft = draftOf({ kind: 'new' });
  expect(regexFault(draft, { kind: 'new' })).toBe('Say what the rule is about.');
  const filled = { ...draft, pattern_regex: 'npm run lint', tier: ' worker ' };
  expect(regexFault(filled, { kind: 'new' })).toBeNull();
  expect(bodyOfDraft(filled)).toMatchObject({ name: 'npm run lint', scope: { tier: 'worker' } });
});

test('a rule made of an interaction begins in its session, and leaves the expression to the server', () => {
  const wish = { kind: 'interaction', interaction } as const;
  const draft = draftOf(wish);
  expect(draft).toMatchObject({ kind: 'write', name: 'notes.md', action: 'approve', session: 'local:w2' });
  expect(regexFault(draft, wish)).toBeNull();
  const unclear = { kind: 'interaction', interaction: { ...interaction, complete: false } } as const;
  expect(regexFault(draft, unclear)).toBe('Say what the rule is about.');
  expect(bodyOfInteractionDraft(draft)).toEqual({
    name: 'notes.md',
    action: 'approve',
    enabled: true,
    priority: 5,
    scope: { session: 'local:w2' },
  });
  expect(bodyOfInteractionDraft({ ...draft, name: 'notes', pattern_regex: '.*\\.md' })).toMatchObject({
    name: 'notes',
    pattern_regex: '.*\\.md',
  });
});
