import { join } from 'node:path';
import { aDialog, type FakeLink } from '@architect/server/modules/nodes/fake-link';
import type { TestServer } from '@architect/server/test-server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { answerAtOnce, startCliStage } from './fixture-cli.ts';
import { architect, architectHere, startArchitect } from './run-architect.ts';

// Each step starts a program: slow where others use the machine too.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

let link: FakeLink;
let server: TestServer;
let env: Record<string, string>;

beforeAll(async () => {
  ({ link, server, env } = await startCliStage());
  answerAtOnce(link);
  link.setSession({ name: 'web', provider: 'claude', state: 'idle' });
});
afterAll(() => server.stop());

const run = (...words: string[]) => architectHere(words, env);
const json = async (...words: string[]) => {
  const { code, stdout, stderr } = await run(...words, '--json');
  expect(stderr).toBe('');
  return { code, value: JSON.parse(stdout) };
};

describe('architect send', () => {
  it('queues a prompt with every option', async () => {
    const { code, value } = await json(
      'send',
      '--priority',
      '7',
      '--target',
      'nobody',
      '--timeout',
      '60',
      '--max-retries',
      '1',
      '--providers',
      'codex,claude',
      '--fallback',
      'ollama',
      '--allow-fallback',
      'Fix',
      'the',
      'bug',
    );
    expect(code).toBe(0);
    expect(value).toMatchObject({
      content: 'Fix the bug',
      priority: 7,
      target_session: 'nobody',
      timeout_minutes: 60,
      max_retries: 1,
      providers: ['codex', 'claude'],
      fallback: ['ollama'],
      allow_fallback: true,
      status: 'pending',
    });
    expect(value.waiting_reason).toContain('nobody');
  });

  it('waits for the answer: steps on standard error, the answer alone on standard output', async () => {
    const { code, stdout, stderr } = await run('send', '--wait', 'what is 2+2?');
    expect(stdout).toBe('answer to what is 2+2?\n');
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /Prompt \d+ is queued\.[\s\S]*sending in web[\s\S]*submitted in web[\s\S]*ended in web/,
    );
    expect(stderr.match(/submitted/g)).toHaveLength(1);
  });

  it('fails when the prompt fails, and says why', async () => {
    const { code, stdout, stderr } = await run('send', '--wait', 'please fail');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('the model is overloaded');
  });

  it.each([
    ['-', ['send', '-', '--json']],
    ['nothing', ['send', '--json']],
  ])('reads standard input for %s', async (_name, words) => {
    const { code, stdout } = await architect(words, env, 'line one\n  "line" two 🙂\n');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).content).toBe('line one\n  "line" two 🙂');
  });

  it('leaves the prompt running at Ctrl-C, and says so', async () => {
    const running = startArchitect(['send', '--wait', 'work forever'], env);
    await running.untilSays('started');
    running.child.kill('SIGINT');
    const { code, stderr } = await running.done;
    expect(code).toBe(130);
    const id = /prompt (\d+) goes on/.exec(stderr)?.[1] ?? '';
    expect((await json('prompts', 'show', id)).value.status).toBe('in_progress');
    expect((await run('prompts', 'cancel', id)).code).toBe(0);
    link.setSession({ name: 'web', state: 'idle' });
  });

  it('does not queue the same key twice', async () => {
    const first = await json('send', '--key', 'only-once', '--target', 'nobody', 'a');
    const second = await run('send', '--key', 'only-once', '--target', 'nobody', 'a');
    expect(second.stdout).toBe(`Prompt ${first.value.id} has this key already.\n`);
  });
});

describe('exit codes', () => {
  it.each<[number, string, string[], string]>([
    [2, 'an unknown command', ['frobnicate'], 'unknown command'],
    [2, 'an unknown option', ['send', '--frob', 'x'], 'unknown option'],
    [2, 'a priority out of range', ['send', '--priority', '11', 'x'], 'from 0 to 10'],
    [2, 'what is no provider', ['send', '--provider', '9hal', 'x'], 'begins with a letter'],
    [2, 'an empty prompt', ['send', '  '], 'empty'],
    [2, 'an id that is none', ['prompts', 'show', 'x'], 'must be a number'],
    [5, 'a prompt that is not there', ['prompts', 'show', '999999'], 'no prompt 999999'],
    [5, 'a target that must exist', ['send', '--target', 'nobody', '--require-target', 'x'], 'nobody'],
    [5, 'a session that is not there', ['sessions', 'show', 'nobody'], 'nobody'],
  ])('%i for %s', async (code, _name, words, text) => {
    const result = await run(...words);
    expect(result.stderr).toContain(text);
    expect(result.code).toBe(code);
    expect(result.stdout).toBe('');
  });

  it('3 when nobody answers, 4 without or with a wrong token', async () => {
    const nobody = await architect(['prompts'], { ARCHITECT_URL: 'http://127.0.0.1:9' });
    expect(nobody).toMatchObject({ code: 3, stderr: expect.stringContaining('http://127.0.0.1:9') });
    const noServer = await architectHere(['prompts'], { ARCHITECT_DATA_DIR: join(server.dataDir, 'none') });
    expect(noServer).toMatchObject({ code: 3, stderr: expect.stringContaining('architect serve') });
    expect((await architectHere(['prompts'], { ARCHITECT_URL: server.url })).code).toBe(4);
    expect((await architectHere(['send', '--wait', 'x'], { ...env, ARCHITECT_TOKEN: 'wrong' })).code).toBe(4);
  });
});

describe('architect prompts', () => {
  it('lists, shows, retries, reassigns and cancels', async () => {
    const { id } = (await json('send', '--target', 'nobody', 'wait here')).value;
    const list = await run('prompts', 'list', '--status', 'pending');
    expect(list.stdout.split('\n')[0]).toBe('ID\tSTATUS\tPRIO\tSESSION\tAGE\tPROMPT\tNOTE');
    expect(list.stdout).toMatch(new RegExp(`^${id}\tpending\t0\tnobody\t.*\twait here\t`, 'm'));
    expect((await run('prompts', 'reassign', String(id), '--to', 'other')).stdout).toBe(
      `Prompt ${id} waits for other.\n`,
    );
    expect((await run('prompts', 'cancel', String(id))).stdout).toBe(`Prompt ${id} is cancelled.\n`);
    expect((await run('prompts', 'cancel', String(id))).code).toBe(5);
    expect((await json('prompts', 'retry', String(id))).value).toMatchObject({ id, status: 'pending' });
    const shown = await run('prompts', 'show', `#${id}`);
    expect(shown.stdout).toMatch(/^Prompt \d+ pending\n[\s\S]*wait here[\s\S]*queued/);
    expect(shown.stdout).not.toContain('\u001b');
    await run('prompts', 'cancel', String(id));
  });

  it('acts on many', async () => {
    expect((await json('prompts', 'clear', '--days', '0')).value.affected).toBeGreaterThan(0);
    expect((await run('prompts', 'clear', '--days', '0')).stdout).toBe('0 prompts deleted.\n');
    expect((await run('prompts', 'archive-failed')).code).toBe(0);
    expect((await json('prompts', 'retry-all')).value).toEqual({ affected: 0, ids: [] });
  });
});

describe('the spellings of the documents', () => {
  it('work with and without a name in front', async () => {
    const sent = await run(
      'assigner',
      '--send',
      '--odd words',
      '--priority',
      '5',
      '--target',
      'nobody',
      '--json',
    );
    expect(JSON.parse(sent.stdout)).toMatchObject({ content: '--odd words', priority: 5 });
    const { id } = JSON.parse(sent.stdout);
    expect((await run('assigner', '--reassign', String(id), '--to', 'dev')).stdout).toContain(
      'waits for dev',
    );
    expect((await run('--cancel', String(id))).stdout).toContain('is cancelled');
    expect((await run('assigner', '--prompts')).stdout).toContain('--odd words');
    expect((await run('--sessions')).stdout).toMatch(/^web\tclaude\tidle\t/m);
    expect((await run('assigner', '--clear', '--json')).stdout).toContain(String(id));
    expect(
      (await run('session_assigner', 'assign', 'auto', 'task', '--provider', 'codex', '--json')).stdout,
    ).toContain('"task"');
  });
});

describe('architect sessions', () => {
  it('lists, shows, captures and kills', async () => {
    link.setSession({ name: 'doomed', provider: 'shell', state: 'shell' });
    expect((await json('sessions')).value.map((session: { name: string }) => session.name)).toContain(
      'doomed',
    );
    expect((await run('sessions', 'show', 'doomed')).stdout).toMatch(/^doomed shell for /);
    expect((await run('sessions', 'capture', 'doomed')).stdout).toBe('screen of doomed\n');
    expect((await run('sessions', 'kill', 'doomed')).stdout).toBe('Session doomed is gone.\n');
    link.handle('kill', () => ({ survivors: [77] }));
    const survived = await run('sessions', 'kill', 'doomed');
    expect(survived).toMatchObject({ code: 1, stderr: expect.stringContaining('77') });
    link.removeSession('doomed');
  });

  it('creates with directory, command and environment', async () => {
    link.handle('create', (params) => ({
      session: link.setSession({ name: params.name, working_dir: params.working_dir }),
    }));
    const { code, stdout } = await run(
      'sessions',
      'create',
      'new',
      '--provider',
      'claude',
      '--dir',
      '/srv',
      '--env',
      'A=1=2',
      '--env',
      'B=',
      '--width',
      '100',
    );
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Session new runs in /srv.'),
    });
    expect(link.requestsOf('create').at(-1)).toMatchObject({
      name: 'new',
      provider: 'claude',
      working_dir: '/srv',
      env: { A: '1=2', B: '' },
      width: 100,
    });
    link.removeSession('new');
  });

  it('does not attach to a session of another machine', async () => {
    expect(await run('sessions', 'attach', 'web')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(server.url),
    });
  });
});

describe('architect interactions', () => {
  const ask = async (): Promise<number> => {
    const dialog = aDialog({ fingerprint: `dialog-${Math.random()}` });
    link.setSession({ name: 'web', state: 'blocked', dialog });
    link.emit('dialog.opened', {
      session: 'web',
      dialog,
      screen: 'Do you want to proceed?',
      at: new Date().toISOString(),
    });
    const { value } = await json('interactions');
    return value[0].id;
  };

  it.each([
    ['approve', [], 'approved', '1'],
    ['deny', [], 'denied', '3'],
    ['answer', ['3'], 'denied', '3'],
  ])('%s', async (action, rest, status, key) => {
    const id = String(await ask());
    expect((await run('interactions', 'list')).stdout).toMatch(
      new RegExp(`^${id}\tpending\tweb\tbash\t.*\tnpm test$`, 'm'),
    );
    expect((await run('interactions', 'show', id)).stdout).toContain("Yes, and don't ask again");
    expect((await run('interactions', action, id, ...rest)).stdout).toContain(
      `Interaction ${id} is ${status}`,
    );
    expect(link.requestsOf('answer').at(-1)).toMatchObject({ session: 'web', option_key: key });
    expect((await run('interactions', action, id, ...rest)).code).toBe(5);
    expect((await run('interactions', 'show', id)).stdout).toMatch(/^(approved|denied) by local at /m);
    expect((await run('interactions', '--status', 'all', '--kind', 'bash')).stdout).toMatch(
      new RegExp(`^${id}\t${status}\tweb\tbash\t.*\tlocal\tnpm test$`, 'm'),
    );
  });

  it('becomes a pattern for exactly what was asked', async () => {
    const id = String(await ask());
    const { value } = await json('patterns', 'add', '--from', id, '--action', 'deny', '--session', 'web');
    expect(value).toMatchObject({ pattern_regex: 'npm test', action: 'deny', scope: { session: 'web' } });
    expect((await run('patterns', 'add', '--from', id, '--kind', 'bash')).code).toBe(2);
    expect((await run('patterns', 'remove', String(value.id))).code).toBe(0);
  });
});

describe('other commands', () => {
  it('make, list and revoke keys', async () => {
    const made = await run('keys', 'create', 'ci', '--role', 'viewer', '--days', '30');
    const key = made.stdout.trim();
    expect(key).toMatch(/^arc_[A-Za-z0-9]{32,}$/);
    const asKey = { ...env, ARCHITECT_TOKEN: key };
    expect((await architectHere(['prompts'], asKey)).code).toBe(0);
    expect((await architectHere(['send', 'x'], asKey)).code).toBe(4);
    const [entry] = (await json('keys')).value;
    expect(entry).toMatchObject({ name: 'ci', role: 'viewer', revoked: false });
    expect((await run('keys', 'revoke', String(entry.id))).code).toBe(0);
    expect((await architectHere(['prompts'], asKey)).code).toBe(4);
  });

  it('watch tells each change in one line', async () => {
    link.setSession({ name: 'web', state: 'idle' });
    const running = startArchitect(['watch'], env);
    await running.untilSays('Watching');
    link.setSession({ name: 'web', state: 'limited' });
    await running.untilSays('session web\tlimited');
    link.setSession({ name: 'web', state: 'idle' });
    await running.untilSays('session web\tidle');
    running.child.kill('SIGTERM');
    expect((await running.done).stdout).toMatch(
      /^\d\d:\d\d:\d\d\tsession web\tlimited\tthe agent is limited$/m,
    );
  });

  it.each(['bash', 'zsh', 'fish'])('completion for %s knows commands and options', async (shell) => {
    const { code, stdout } = await run('completion', shell);
    expect(code).toBe(0);
    for (const word of ['send', 'retry-all', 'interactions', 'allow-fallback'])
      expect(stdout).toContain(word);
  });

  it('every command explains itself with an example', async () => {
    const help = await run('--help');
    expect(help.code).toBe(0);
    const names = [...help.stdout.matchAll(/^ {2}([a-z]+) /gm)]
      .map((match) => match[1] ?? '')
      .filter((name) => name !== 'help' && name !== 'architect');
    expect(names.length).toBeGreaterThanOrEqual(13);
    for (const name of names) expect((await run(name, '--help')).stdout, name).toMatch(/Examples?:\n {2}\S*/);
  });

  it('config masks secrets, and refuses what is wrong', async () => {
    const { stdout } = await architectHere(['config'], {
      ...env,
      ARCHITECT_PASSWORD: 'very secret words',
      PORT: '9001',
    });
    expect(stdout).toMatch(/^PORT\t9001\tenvironment/m);
    expect(stdout).not.toContain('very secret words');
    expect(await architectHere(['config'], { PORT: 'x' })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('PORT'),
    });
  });
});
