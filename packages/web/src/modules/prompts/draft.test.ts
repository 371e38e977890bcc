import { sendPromptBody } from '@architect/contracts/prompts';
import { expect, test } from 'vitest';
import { bodyOfDraft, draftFault, emptyDraft, lineOfDraft, readDraft } from './draft.ts';

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
  [{ mode: 'headless' as const }, null],
  [{ mode: 'headless' as const, directory: 'srv' }, 'A directory begins with /.'],
  [{ mode: 'headless' as const, directory: '/srv' }, 'Choose the kind of agent that is started there.'],
  [{ mode: 'terminal' as const, directory: 'left over' }, null],
  [{ content: 'os: do it', aim: 'session' as const }, null],
  [{ content: 'msto:' }, null],
  [
    { content: 'os:99: do it' },
    'A priority is 0 to 10. With a space after the first colon everything is text.',
  ],
  [{ content: 'os:99: do it', isPlain: true }, null],
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

test('a text that only mentions a prefix, or is meant as text, is no line of the terminal', () => {
  expect(lineOfDraft({ ...draft, content: 'the prefix os: is known' })).toBeNull();
  expect(lineOfDraft({ ...draft, content: 'os: x', isPlain: true })).toBeNull();
  expect(lineOfDraft({ ...draft, content: ' STA:codex: two\nlines' })).toMatchObject({
    ...{ kind: 'prompt', provider: 'codex', text: 'two\nlines' },
  });
});

test('a draft that an older version stored is still there', () => {
  const { isPlain: _new, ...older } = draft;
  expect(readDraft(JSON.stringify(older), 'new')).toEqual(draft);
});

test('a headless agent is told with the directory to start it in; a session has its own way of running', () => {
  const headless = { ...draft, mode: 'headless' as const, directory: ' /srv/shop ', provider: 'codex' };
  const body = bodyOfDraft({ ...headless, aim: 'provider' });
  expect(body).toMatchObject({
    ...{ target_provider: 'codex', mode: 'headless', metadata: { working_dir: '/srv/shop' } },
  });
  expect(sendPromptBody.safeParse(body).success).toBe(true);
  const toSession = bodyOfDraft({ ...headless, aim: 'session', session: 'docs' });
  expect(toSession).not.toHaveProperty('mode');
  expect(toSession).not.toHaveProperty('metadata');
});
