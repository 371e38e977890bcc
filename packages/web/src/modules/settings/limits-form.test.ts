import { changeLimitsBody, defaultLimits } from '@architect/contracts/assigner-limits';
import { expect, test } from 'vitest';
import { changeOf, formOf, providerFault } from './limits-form.ts';

const before = { ...defaultLimits, max_at_work: 4, max_per_provider: { claude: 3, codex: 1 } };

test('a form that nobody changed changes nothing', () => {
  expect(changeOf(formOf(before), before)).toEqual({});
});

test('an empty field takes a limit away; only what differs is sent', () => {
  const form = { ...formOf(before), atWork: '' as const, perProvider: ['claude=5'], perNode: 2 };
  const change = changeOf(form, before);
  expect(change).toEqual({
    max_at_work: null,
    max_per_node: 2,
    max_per_provider: { claude: 5, codex: null },
  });
  expect(changeLimitsBody.safeParse(change).success).toBe(true);
});

test.each([
  [['claude=3', 'codex = 1'], null],
  [[], null],
  [['claude'], '"claude" is not like claude=3.'],
  [['claude=0'], '"claude=0" is not like claude=3.'],
  [['Claude=1'], '"Claude=1" is not like claude=3.'],
])('%j has the fault %j', (pairs, fault) => {
  expect(providerFault(pairs)).toBe(fault);
});
