import type { TestServer } from '@architect/server/test-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCliStage } from '../fixture-cli.ts';
import { architectHere } from '../run-architect.ts';

let server: TestServer;
let env: Record<string, string>;
beforeAll(async () => {
  const stage = await startCliStage();
  ({ server, env } = stage);
  stage.link.setSession({ name: 'web', working_dir: '/srv/web' });
});
afterAll(() => server.stop());

const run = (...words: string[]) => architectHere(words, env);
async function json(...words: string[]) {
  const { stdout, stderr } = await run(...words, '--json');
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

it('adds, tests, changes, lists and removes patterns', async () => {
  const ask = (...more: string[]) =>
    json('patterns', 'test', '--kind', 'bash', '--subject', 'make x', ...more);
  expect(await ask()).toEqual({
    action: 'require_approval',
    pattern: null,
    reason: 'no pattern decides about "make x"',
  });
  const made = await json('patterns', 'add', 'make [a-z]+', '--action', 'approve', '--project', 'web');
  expect(made).toMatchObject({ kind: 'bash', scope: { project: 'web' }, enabled: true });
  expect(await ask('--project', 'web')).toMatchObject({ action: 'approve', pattern: { id: made.id } });
  expect(await ask('--session', 'web')).toMatchObject({ action: 'approve' });
  expect(await ask('--project', 'shop')).toMatchObject({ action: 'require_approval' });
  const id = String(made.id);
  expect(await json('patterns', 'update', id, '--everywhere', '--priority', '9')).toMatchObject({
    scope: {},
    priority: 9,
    pattern_regex: 'make [a-z]+',
  });
  expect((await run('patterns', 'update', id, '--disable')).stdout).toContain('is disabled');
  expect((await run('patterns')).stdout).toMatch(/approve\tbash\t9\t0\tdisabled\teverywhere/);
  expect((await run('patterns', 'remove', id)).stdout).toContain('is removed');
  expect(await json('patterns', 'list')).toEqual([]);
  expect((await run('patterns', 'remove', id)).code).toBe(5);
});

it('says in words what the policy would do', async () => {
  const { code, stdout, stderr } = await run('patterns', 'test', '--subject', 'git status && rm -rf /');
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'require_approval: "rm -rf /" deletes files (built-in: delete)\n',
  });
  expect(stderr).toContain('Automatic answers are off.');
});

it('refuses bad expressions and flags with the exit codes of usage', async () => {
  expect(await run('patterns', 'add', '(', '--action', 'approve')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^architect: pattern_regex: .*\n$/),
  });
  expect((await run('patterns', 'add')).code).toBe(2);
  expect((await run('patterns', 'add', 'x', '--kind', 'plan')).code).toBe(2);
});

it('switches automatic answers', async () => {
  expect(await json('policy')).toMatchObject({ mode: 'off', excluded_sessions: [] });
  expect((await run('policy', 'dry-run')).stdout).toMatch(/dry run/);
  expect(await json('policy', 'on', '--exclude', 'a,b')).toMatchObject({
    mode: 'on',
    excluded_sessions: ['a', 'b'],
  });
  expect((await run('policy', 'off')).stdout).toBe('Automatic answers are off. Never in: a, b.\n');
  expect((await run('policy', 'show')).stdout).toMatch(
    /require_approval\toverwrites history on the server\tforce push/,
  );
});

it('previews a pattern that is not saved, and the policy as it is', async () => {
  const draft = await json('patterns', 'preview', 'make y', '--action', 'deny', '--session', 'web');
  expect(draft).toMatchObject({ total: 0, looked_at: 0, decided: 0, interactions: [] });
  expect((await run('patterns', 'preview')).stdout).toMatch(/would have decided 0 of 0 dialogs/);
  expect((await run('patterns', 'preview', '(')).code).not.toBe(0);
});

it('sets the deadline of dialogs that wait, and what happens then', async () => {
  expect(await json('policy', 'escalate', '--after', '5', '--then', 'deny')).toMatchObject({
    escalate_after_minutes: 5,
    escalation: 'deny',
  });
  expect((await run('policy', 'show')).stdout).toMatch(/waits 5 minutes is escalated/);
  expect((await run('policy', 'escalate')).code).not.toBe(0);
});

it('sets and takes away role and tier of a session', async () => {
  expect(await json('sessions', 'set', 'web', '--tier', 'manager', '--role', 'qa')).toMatchObject({
    tier: 'manager',
    role: 'qa',
  });
  expect((await run('sessions', 'set', 'web', '--no-role')).stdout).toMatch(/role none, tier manager/);
  expect((await run('sessions', 'set', 'web')).code).not.toBe(0);
  expect((await run('sessions', 'set', 'web', '--tier', 'boss')).stderr).toMatch(
    /high-level, manager, worker/,
  );
});
