import type { Session } from '@architect/contracts/sessions';
import { describe, expect, it } from 'vitest';
import { aSession } from '../nodes/fake-link.ts';
import { chooseSession, isReady, type Wish } from './queue-rules.ts';

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
const claude = aSession({ name: 'c1' });
const codex = aSession({ name: 'x1', provider: 'codex' });
const gemini = aSession({ name: 'g1', provider: 'gemini' });
const shell = aSession({ name: 's1', provider: 'shell' });
const unknown = aSession({ name: 'u1', provider: 'unknown' });

const choices: [string, Partial<Wish>, Session[], string | null][] = [
  ['nothing asked: any agent', {}, [codex], 'x1'],
  ['a shell never takes a prompt', {}, [shell], null],
  ['an unknown program never takes a prompt', {}, [unknown], null],
  ['not even as a target', { target_session: 's1' }, [shell], null],
  ['not even with allow_fallback', { providers: ['claude'], allow_fallback: true }, [unknown], null],
  ['a target is a lock', { target_session: 'c2' }, [claude], null],
  [
    'a target is a lock even with allow_fallback',
    { target_session: 'c2', allow_fallback: true },
    [claude],
    null,
  ],
  ['a target by name', { target_session: 'x1' }, [claude, codex], 'x1'],
  ['a target by node and name', { target_session: 'local:x1' }, [claude, codex], 'x1'],
  ['a target is not a prefix', { target_session: 'x' }, [codex], null],
  ['a target that runs another provider', { target_session: 'x1', target_provider: 'claude' }, [codex], null],
  ['a wanted provider', { target_provider: 'codex' }, [claude, codex], 'x1'],
  ['a wanted provider is a lock', { target_provider: 'codex' }, [claude], null],
  ['providers in order', { providers: ['codex', 'claude'] }, [claude, codex], 'x1'],
  ['the second of the providers', { providers: ['codex', 'claude'] }, [gemini, claude], 'c1'],
  ['fallback after the preferred', { providers: ['codex'], fallback: ['gemini'] }, [gemini, claude], 'g1'],
  ['preferred before fallback', { providers: ['codex'], fallback: ['gemini'] }, [gemini, codex], 'x1'],
  ['target_provider replaces providers', { target_provider: 'codex', providers: ['claude'] }, [claude], null],
  ['fallback of a target provider', { target_provider: 'codex', fallback: ['claude'] }, [claude], 'c1'],
  ['any with allow_fallback', { target_provider: 'codex', allow_fallback: true }, [gemini], 'g1'],
  ['only a fallback given', { fallback: ['gemini'] }, [claude, gemini], 'g1'],
];

describe('chooseSession', () => {
  it.each(choices)('%s', (_what, wish, sessions, expected) => {
    expect(chooseSession({ ...any, ...wish }, sessions)?.name ?? null).toBe(expected);
  });

  it('prefers the session that has rested longest', () => {
    const rested = aSession({ name: 'z9', state_since: '2026-01-01T10:00:00.000Z' });
    expect(chooseSession(any, [claude, rested])?.name).toBe('z9');
  });

  it('asks whether a session may take it', () => {
    expect(chooseSession(any, [claude, codex], ({ name }) => name !== 'c1')?.name).toBe('x1');
    expect(chooseSession(any, [claude], () => false)).toBe(null);
  });

  it('takes none that is not ready', () => {
    expect(chooseSession(any, [aSession({ name: 'a', state: 'busy' })])).toBe(null);
  });
});

describe('isReady', () => {
  it.each([
    ['idle', true, true],
    ['asking', true, true],
    ['idle', false, false],
    ['unknown', true, false],
    ['busy', true, false],
    ['blocked', true, false],
    ['limited', true, false],
    ['starting', true, false],
    ['shell', true, false],
    ['error', true, false],
    ['dead', true, false],
  ] as const)('%s, deliverable %s: %s', (state, deliverable, expected) => {
    expect(isReady(aSession({ name: 'a', state, deliverable }))).toBe(expected);
  });
});
