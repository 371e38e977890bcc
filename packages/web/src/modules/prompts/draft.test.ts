import { sendPromptBody } from '@architect/contracts/prompts';
import { expect, test } from 'vitest';
import { bodyOfDraft, draftFault, emptyDraft, readDraft } from './draft.ts';

const draft = { ...emptyDraft('key-1'), content: 'do it' };

test('a stored draft comes back; what another version wrote does not', () => {
  const stored = { ...draft, aim: 'session' as const, session: 'docs', dependsOn: [3] };
  expect(readDraft(JSON.stringify(stored), 'new')).toEqual(stored);
  for (const text of [undefined, '', 'x', '{}', '{"content":1}'])
    expect(readDraft(text, 'new')).toEqual(emptyDraft('new'));
});

test.each([
  [{ content: '  \n' }, 'Write something first.'],
  [{ content: 'é'.repeat(500_001) }, 'A prompt has at most 1 MB.'],
  [{ aim: 'session' as const }, 'Choose a session.'],
  [{ aim: 'provider' as const }, 'Choose a kind of agent.'],
  [{}, null],
])('%# is refused with its reason', (change, fault) => {
  expect(draftFault({ ...draft, ...change })).toBe(fault);
});

test('the body names only the chosen target and carries the key', () => {
  const body = bodyOfDraft({
    ...draft,
    aim: 'provider',
    provider: 'codex',
    session: 'left over',
    dependsOn: [4],
  });
  expect(body).toEqual({
    content: 'do it',
    priority: 0,
    timeout_minutes: 30,
    source: 'web',
    idempotency_key: 'key-1',
    target_provider: 'codex',
    depends_on: [4],
  });
  expect(sendPromptBody.safeParse(body).success).toBe(true);
});
