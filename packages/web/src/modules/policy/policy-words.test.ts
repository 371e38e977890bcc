import { groupBuiltIn } from '@architect/contracts/patterns';
import { expect, test } from 'vitest';
import { ruleWords } from './policy-words.ts';

test('a rule is told as a sentence with everything that limits it', () => {
  expect(ruleWords({ action: 'approve', kind: 'bash', pattern_regex: 'npm test', scope: {} })).toBe(
    'Approves commands that match npm test, everywhere.',
  );
  const scope = { session: 'w1', project: 'shop', tier: 'worker', provider: 'codex' } as const;
  expect(ruleWords({ action: 'deny', kind: 'write', pattern_regex: '.*', scope })).toBe(
    'Denies writes of files that match .*, in the session w1, in the project shop, for the tier worker, for Codex.',
  );
  expect(ruleWords({ action: 'require_approval', kind: 'mcp', pattern_regex: '', scope: {} })).toBe(
    'Leaves to a person uses of tools that are exactly like this one, everywhere.',
  );
});

test('built-in rules that say the same stand together', () => {
  const groups = groupBuiltIn([
    { name: 'ls', action: 'approve', summary: 'a read' },
    { name: 'rm', action: 'require_approval', summary: 'deletes' },
    { name: 'cat', action: 'approve', summary: 'a read' },
  ]);
  expect(groups).toEqual([
    { action: 'approve', summary: 'a read', names: ['ls', 'cat'] },
    { action: 'require_approval', summary: 'deletes', names: ['rm'] },
  ]);
});
