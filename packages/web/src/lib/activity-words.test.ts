import type { Activity } from '@architect/contracts/activity';
import { expect, test } from 'vitest';
import { activityWords } from './activity-words.ts';

function entry(part: Partial<Activity>): Activity {
  return {
    ...{ id: 1, actor: 'ada', action: 'noted', entity_type: null, entity_id: null, details: {} },
    ...{ correlation_id: null, created_at: '2026-01-01T00:00:00.000Z' },
    ...part,
  };
}

test('an entry reads as a sentence, and leads to what it happened to', () => {
  const changes = { status: { from: 'open', to: 'in_progress' } };
  const changed = {
    action: 'bug.changed',
    entity_type: 'bug',
    entity_id: '7',
    details: { title: 'x', changes },
  };
  expect(activityWords(entry(changed))).toEqual({
    ...{ verb: 'changed', object: { words: 'bug #7', path: '/bugs/7' } },
    ...{ title: 'x', details: 'Status: Open → In progress' },
  });
  const opened = { action: 'terminal.opened', entity_type: 'session', entity_id: 'a b' };
  expect(activityWords(entry(opened))).toMatchObject({
    verb: 'opened the terminal of',
    object: { words: 'a b', path: '/sessions/a%20b' },
  });
  const login = {
    action: 'login',
    entity_type: 'user',
    entity_id: '1',
    details: { ip: '127.0.0.1', how: null },
  };
  expect(activityWords(entry(login))).toMatchObject({
    verb: 'signed in',
    object: null,
    details: 'Ip: 127.0.0.1',
  });
});

test('actions of others keep their words, and no text of theirs turns round', () => {
  const own = {
    action: 'deploy.ended',
    entity_type: 'host',
    entity_id: 'web\u202e1',
    details: { name: 'a\u202eb' },
  };
  expect(activityWords(entry(own))).toMatchObject({
    ...{ verb: 'deploy ended', object: { words: 'web⟨202E⟩1', path: null }, title: 'a⟨202E⟩b' },
  });
});

test('of a change with what was before, the differences alone are told', () => {
  const rule = { kind: 'bash', priority: 5, scope: {}, enabled: true };
  const now = { name: 'checks', ...rule, priority: 6, scope: { session: 'web' }, enabled: false };
  const { details } = activityWords(
    entry({ action: 'pattern.updated', entity_type: 'pattern', details: { ...now, before: rule } }),
  );
  expect(details).toBe('Priority: 5 → 6 · Scope: – → Session web · Enabled: yes → no');
});
