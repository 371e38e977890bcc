import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bugEndpoints } from '@architect/contracts/bugs';
import { promptEndpoints } from '@architect/contracts/prompts';
import type { FakeLink } from '@architect/server/modules/nodes/fake-link';
import type { TestServer } from '@architect/server/test-server';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { startCliStage } from '../fixture-cli.ts';
import { createPrivateTmux } from '../private-tmux.ts';
import { architectHere } from '../run-architect.ts';

// Each step starts a program: slow where others use the machine too.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

let link: FakeLink;
let server: TestServer;
let env: Record<string, string>;
let directory: string;
beforeAll(async () => {
  ({ link, server, env } = await startCliStage());
  link.setSession({ name: 'web', provider: 'claude', state: 'idle' });
  directory = await mkdtemp(join(tmpdir(), 'architect-records-'));
  await ok('projects', 'create', 'Shop', '--source-path', '/srv/shop');
});
afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

const run = (words: readonly string[], input?: string) => architectHere(words, env, input);

/** Runs a command that must work; all it says. */
async function ok(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(words);
  expect(code, `${words.join(' ')}: ${stderr}`).toBe(0);
  return stdout + stderr;
}

async function json(...words: string[]) {
  return JSON.parse(await ok(...words, '--json'));
}

async function refused(code: number, ...words: string[]): Promise<string> {
  const reply = await run(words);
  expect(`${reply.code} ${reply.stderr}`, words.join(' ')).toMatch(new RegExp(`^${code} `));
  return reply.stderr;
}

it('follows a bug through its life', async () => {
  const made = await run(
    [
      'bugs',
      'create',
      'Login fails',
      '--project',
      'shop',
      '--severity',
      'high',
      '--labels',
      'ui,login',
      '--description',
      '-',
    ],
    'Since **yesterday**\u001b[2J\u202e\nand today',
  );
  expect(made).toMatchObject({ code: 0, stdout: 'Bug 1 (Login fails) is created.\n' });
  await ok('bugs', 'create', 'A typo', '--severity', 'low');
  const list = async (...words: string[]) =>
    (await ok('bugs', ...words))
      .split('\n')
      .slice(1, -1)
      .map((line) => line.split('\t').at(-1));
  expect(await list('--sort', '-severity')).toEqual(['Login fails', 'A typo']);
  expect(await list('list', '--project', 'Shop', '--label', 'login,ui')).toEqual(['Login fails']);
  expect(await list('--search', 'yester')).toEqual(['Login fails']);

  await ok('bugs', 'comment', '1', 'Seen', 'again');
  await ok('bugs', 'link', '1', 'https://git.example/shop/pull/3');
  await ok('bugs', 'link', '1', 'fix/login');
  await ok('bugs', 'relate', '1', 'blocks', 'bug:2');
  const picture = join(directory, 'shot.log');
  await writeFile(picture, 'line 1\n');
  await ok('bugs', 'attach', '1', picture, '--name', 'first.log');
  const saved = join(directory, 'saved.log');
  await ok('bugs', 'download', '1', '--output', saved);
  expect(await readFile(saved, 'utf8')).toBe('line 1\n');
  await ok('bugs', 'edit', '1', '--add-label', 'api', '--remove-label', 'ui', '--assigned-to', 'ada');
  const shown = await ok('bugs', 'show', '1');
  for (const part of [
    /^project +Shop \(1\)$/m,
    /^labels +login, api$/m,
    'Since **yesterday**\nand today',
    '#1 pull request https://git.example/shop/pull/3',
    '#2 branch fix/login',
    'blocks bug 2: A typo',
    'Seen again',
    '#1 first.log text/plain, 7 bytes',
  ])
    typeof part === 'string' ? expect(shown).toContain(part) : expect(shown).toMatch(part);
  expect(shown).not.toMatch(/[\u001b\u202e]/);
  expect(await ok('bugs', 'show', '2')).toContain('is blocked by bug 1: Login fails');

  await ok('bugs', 'detach', '1');
  await ok('bugs', 'status', '1', 'closed');
  expect(await list()).toEqual(['A typo']);
  expect(await list('--all')).toEqual(['A typo', 'Login fails']);
  expect(await refused(5, 'bugs', 'status', '1', 'in_progress')).toContain('it can become open');
  expect(await json('bugs', 'edit', '1', '--clear', 'assigned-to,project')).toMatchObject({
    assigned_to: null,
    project_id: null,
  });
  await ok('bugs', 'delete', '1');
  expect(await list('--deleted')).toEqual(['Login fails']);
  expect(await ok('bugs', 'restore', '1')).toBe('Bug 1 (Login fails) is restored.\n');
  expect(await json('search', 'login', 'fai')).toMatchObject([{ kind: 'bug', id: 1 }]);
});

it.each([
  [2, ['bugs', 'create'], 'Say what it is called'],
  [2, ['bugs', '--status', 'opne'], 'takes some of open, in_progress'],
  [2, ['bugs', 'edit', '1', '--clear', 'title'], 'It takes project, milestone, assigned-to, environment'],
  [2, ['bugs', 'relate', '1', 'blocks', 'house:3'], 'one of project, milestone'],
  [5, ['bugs', 'show', '999'], 'there is no bug 999'],
  [5, ['bugs', '--project', 'nope'], 'There are: Shop'],
  [5, ['features', 'create', 'x', '--project', 'Shop', '--milestone', '9.9'], 'There is no milestone yet'],
])('ends with %i and says what to do: %j', async (code, words, hint) => {
  expect(await refused(code, ...words)).toContain(hint);
});

it('gives a feature to an agent, and takes it back', async () => {
  await ok('milestones', 'create', '1.0', '--project', 'shop', '--target-date', '2030-01-31');
  const { id } = await json(
    'features',
    'create',
    'Search by name',
    '--project',
    'shop',
    '--milestone',
    '1.0',
    '--spec',
    'Typing shows hits.',
  );
  expect(await ok('features', 'assign', String(id), '--preview')).toContain('Typing shows hits.');
  const { prompt_id } = await json(
    'features',
    'assign',
    String(id),
    '--session',
    'web',
    '--message',
    'Do it',
  );
  const { body } = await server.local.request(promptEndpoints.getPrompt, { params: { id: prompt_id } });
  expect(body.data).toMatchObject({ content: 'Do it', target_session: 'web' });
  expect(await ok('features', 'show', String(id))).toMatch(new RegExp(`prompt ${prompt_id}`));
  expect(await refused(5, 'features', 'assign', String(id), '--queue')).toContain('force');
  await ok('features', 'release', String(id));
  for (const status of ['review', 'completed']) await ok('features', 'status', String(id), status);
  expect(await ok('milestones', 'notes', '1')).toContain(`- Search by name (feature ${id})`);
  expect(await ok('milestones')).toContain('100 %');
});

it('exports what it imports, and says which row is wrong', async () => {
  const file = join(directory, 'tasks.csv');
  await writeFile(file, 'title,task_type,priority\nRenew,security,high\nMove,deploy,low\n');
  const trial = await run(['devops', 'import', file, '--dry-run']);
  expect(trial).toMatchObject({ code: 1, stdout: expect.stringMatching(/^2\ttask_type\t/m) });
  await writeFile(file, 'title,task_type,priority\nRenew,security,high\nMove,deployment,low\n');
  expect(await ok('devops', 'import', file, '--dry-run')).toBe('2 devops tasks would be created.\n');
  expect(await ok('devops', 'import', file)).toBe('2 devops tasks created.\n');
  const copy = join(directory, 'copy.json');
  await ok('devops', 'export', '--format', 'json', '--output', copy, '--priority', 'high');
  expect(JSON.parse(await readFile(copy, 'utf8'))).toMatchObject([{ title: 'Renew' }]);
  expect((await ok('devops', 'export')).split('\n')).toHaveLength(4);
});

it('follows an error from the report to its bug', async () => {
  const dsn = (await ok('errors', 'keys', 'create', '--project', 'shop', '--name', 'web')).trim();
  const report = (message: string) =>
    fetch(`${server.url}/api/errors?sentry_key=${new URL(dsn).username}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        node_id: 'web-1',
        error_type: 'TypeError',
        message,
        source: 'cart.js',
        stack_trace: 'at pay (cart.js:3)',
      }),
    });
  await report('card is undefined');
  await report('card is undefined');
  await report('the basket is empty\u001b]0;x\u0007');
  await expect.poll(async () => (await json('errors')).length).toBe(2);
  const [{ id: second }, { id: first }] = await json('errors', '--sort', '-id');
  expect(await ok('errors', 'show', String(first))).toEqual(
    expect.stringMatching(/reports +2\n[\s\S]*at pay \(cart\.js:3\)/),
  );
  expect(await ok('errors', 'bug', String(first), '--severity', 'high')).toMatch(
    /^Bug \d+ \(.*card is undefined.*\) is made of error/,
  );
  await ok('errors', 'merge', String(first), String(second));
  const print = (await json('errors', 'show', String(first))).fingerprints[1].id;
  expect(await ok('errors', 'split', String(first), String(print))).toContain('is an error of its own');
  await ok('errors', 'resolve', String(first), '--release', '1.2');
  await ok('errors', 'ignore', String(second + 1), '--reports', '5');
  expect(await ok('errors')).toContain('no such errors');
  expect(await json('errors', '--status', 'ignored')).toMatchObject([{ ignored_until_count: 6 }]);
  expect(await ok('errors', 'keys', 'edit', '1', '--disable')).toBe('Key 1 (web) is disabled.\n');
});

it('confirms and skips suggestions', async () => {
  const suggest = (title: string) =>
    server.local.request('/api/tasks/suggest', { method: 'POST', body: { title, becomes: 'devops_task' } });
  await suggest('Clean up');
  await suggest('Paint it');
  expect(await ok('suggestions')).toMatch(/Clean up[\s\S]*Paint it|Paint it[\s\S]*Clean up/);
  expect(await ok('suggestions', 'confirm', '1', '--becomes', 'bug')).toMatch(/confirmed and bug \d+ now/);
  expect(await ok('suggestions', 'skip', '2', '--reason', 'no')).toContain('is skipped');
  expect(await ok('suggestions', 'complete', '1', '--result', 'done')).toContain('is completed');
  expect(await ok('suggestions', 'show', '1')).toMatch(/^result +done$/m);
});

it('opens an editor, and keeps what was written when somebody else was faster', async () => {
  const tmux = createPrivateTmux();
  onTestFinished(() => tmux.stop());
  const editor = join(directory, 'editor.sh');
  const gate = join(directory, 'gate');
  await writeFile(
    editor,
    `#!/bin/sh\nsed -i '1s/.*/From the editor/; 3s/^/New text /' "$1"\nwhile [ -e ${gate} ]; do sleep 0.05; done\n`,
  );
  await chmod(editor, 0o755);
  const program = resolve(import.meta.dirname, '../../../../bin/architect');
  const start = (name: string, words: string) =>
    tmux.tmux(
      'new-session',
      '-d',
      '-s',
      name,
      '-x',
      '160',
      '-y',
      '30',
      ...Object.entries({ ...env, EDITOR: editor }).flatMap(([key, value]) => ['-e', `${key}=${value}`]),
      `${program} ${words}; echo "[$?]"; sleep 60`,
    );
  await start('create', 'bugs create --severity low');
  await tmux.untilScreen('create', (screen) => screen.includes('(From the editor) is created.'));
  const { id } = (await json('bugs', '--search', 'from the editor'))[0];
  expect(await json('bugs', 'show', String(id))).toMatchObject({ severity: 'low', description: 'New text' });

  await writeFile(gate, '');
  await start('edit', `bugs edit ${id}`);
  // The editor is open as soon as the record was read: only then does another change come too late for it.
  await expect.poll(async () => (await openDrafts()).length, { timeout: 30_000 }).toBe(1);
  await server.local.request(bugEndpoints.changeBug, { params: { id }, body: { description: 'by another' } });
  await rm(gate);
  const screen = await tmux.untilScreen('edit', (text) => text.includes('[5]'));
  const file = /What you wrote is in (\S+)/.exec(screen.replace(/\[5\]|\n/g, ''))?.[1] ?? '';
  onTestFinished(() => rm(join(file, '..'), { recursive: true, force: true }));
  expect(await readFile(file, 'utf8')).toMatch(/^From the editor\n\nNew text /);

  async function openDrafts(): Promise<string[]> {
    const all = (await readdir(tmpdir())).filter((name) => name.startsWith('architect-edit-'));
    const texts = await Promise.all(
      all.map((name) => readFile(join(tmpdir(), name, 'record.md'), 'utf8').catch(() => '')),
    );
    return texts.filter((text) => text.startsWith('From the editor\n\nNew text New text'));
  }
});
