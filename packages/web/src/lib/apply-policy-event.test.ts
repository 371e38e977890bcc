import type { Pattern, Policy } from '@architect/contracts/patterns';
import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { applyLiveEvent } from './apply-live-event.ts';
import { queryKeys } from './query-keys.ts';

const at = '2026-01-01T12:00:00.000Z';

function aRule(change: Partial<Pattern> & { id: number }): Pattern {
  return {
    name: 'deploy',
    kind: 'bash',
    pattern_regex: 'make deploy',
    action: 'approve',
    scope: {},
    priority: 5,
    enabled: true,
    hits: 0,
    created_by: 'ada',
    created_at: at,
    updated_at: at,
    ...change,
  };
}

test('a kill switch pressed elsewhere is shown at once, and the rest of the policy is read again', () => {
  const client = new QueryClient();
  const known: Policy = {
    mode: 'on',
    excluded_sessions: [],
    built_in: [{ name: 'pwd', action: 'approve', summary: 'a read' }],
    escalation: 'notify',
    escalate_after_minutes: 10,
    updated_by: 'ada',
    updated_at: at,
  };
  client.setQueryData(queryKeys.policy, known);
  const stale = applyLiveEvent(client, 'policy.changed', {
    mode: 'off',
    excluded_sessions: ['w9'],
    escalation: 'deny',
    escalate_after_minutes: 5,
  });
  expect(client.getQueryData(queryKeys.policy)).toEqual({
    ...known,
    mode: 'off',
    excluded_sessions: ['w9'],
    escalation: 'deny',
    escalate_after_minutes: 5,
  });
  expect(stale).toEqual([{ queryKey: queryKeys.policy }]);
});

test('a rule changes and goes in place; a new one makes the list stale', () => {
  const client = new QueryClient();
  client.setQueryData(queryKeys.rules, [aRule({ id: 1 }), aRule({ id: 2 })]);
  applyLiveEvent(client, 'pattern.changed', aRule({ id: 1, hits: 7 }));
  expect(client.getQueryData(queryKeys.rules)).toEqual([aRule({ id: 1, hits: 7 }), aRule({ id: 2 })]);
  applyLiveEvent(client, 'pattern.removed', { id: 1 });
  expect(client.getQueryData(queryKeys.rules)).toEqual([aRule({ id: 2 })]);
  expect(applyLiveEvent(client, 'pattern.changed', aRule({ id: 3 }))).toEqual([
    { queryKey: queryKeys.rules },
  ]);
});
