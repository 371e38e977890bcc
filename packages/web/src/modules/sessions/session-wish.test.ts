import { createAgentBody } from '@architect/contracts/agents';
import { createSessionBody } from '@architect/contracts/sessions';
import { expect, test } from 'vitest';
import { emptySessionForm, sessionChecks, wishOf } from './session-wish.ts';

const filled = {
  ...{ name: 'ada', workingDir: '/w', repository: ' /srv/shop ', base: 'main', command: 'claude --x' },
  ...{
    provider: 'codex',
    mode: 'terminal' as const,
    endWhenIdle: '' as const,
    environment: '',
    rolePrompt: 'You test.',
    place: 'worktree' as const,
  },
  ...{ role: '', tier: '' },
};

test('an agent with a work tree names its repository, never a directory', () => {
  const wish = wishOf(filled, false);
  expect(wish).toEqual({
    kind: 'agent',
    body: {
      ...{ name: 'ada', provider: 'codex', repository: '/srv/shop', base: 'main', command: 'claude --x' },
      role_prompt: 'You test.',
    },
  });
  expect(createAgentBody.safeParse(wish.body).success).toBe(true);
});

test('an agent in a directory names no repository that was left over; force is said only when it is meant', () => {
  const wish = wishOf({ ...filled, place: 'directory', rolePrompt: ' ' }, true);
  expect(wish.body).toEqual({
    ...{ name: 'ada', provider: 'codex', working_dir: '/w', command: 'claude --x', force: true },
  });
});

test('without an agent it is a plain session', () => {
  const wish = wishOf({ ...filled, provider: null }, false);
  expect(wish).toEqual({ kind: 'shell', body: { name: 'ada', working_dir: '/w', command: 'claude --x' } });
  expect(createSessionBody.safeParse(wish.body).success).toBe(true);
});

test('role and tier go with agents and sessions alike', () => {
  for (const provider of ['codex', null]) {
    const { body } = wishOf({ ...filled, provider, role: ' qa ', tier: 'worker' }, false);
    expect(body).toMatchObject({ role: 'qa', tier: 'worker' });
  }
});

test('a repository is asked for only where one is needed', () => {
  const empty = { ...emptySessionForm, name: 'ada' };
  expect(sessionChecks.repository('', { ...empty, place: 'worktree' })).toMatch(/Where/);
  expect(sessionChecks.repository('', { ...empty, place: 'worktree', provider: null })).toBeNull();
  expect(sessionChecks.repository('', empty)).toBeNull();
  expect(sessionChecks.name('a b')).toMatch(/Letters/);
  expect(sessionChecks.workingDir('srv', empty)).toMatch(/Begins/);
  expect(sessionChecks.workingDir('', { ...empty, mode: 'headless' })).toMatch(/Where/);
  expect(sessionChecks.environment('A=1\nB 2', { ...empty, mode: 'headless' })).toMatch(/B 2/);
  expect(sessionChecks.environment('A=1\nB 2', empty)).toBeNull();
});

test('a headless agent has a directory and no command; a plain shell is never headless', () => {
  const environment = 'KEY=a=b \n\nURL=http://127.0.0.1\n';
  const wish = wishOf({ ...filled, mode: 'headless', endWhenIdle: 20, environment }, false);
  const body = {
    env: { KEY: 'a=b ', URL: 'http://127.0.0.1' },
    name: 'ada',
    provider: 'codex',
    mode: 'headless',
    working_dir: '/w',
    end_when_idle_minutes: 20,
  };
  expect(wish).toEqual({ kind: 'shell', body });
  expect(createSessionBody.safeParse(wish.body).success).toBe(true);
  expect(wishOf({ ...filled, provider: null, mode: 'headless' }, false).body).not.toHaveProperty('mode');
});
