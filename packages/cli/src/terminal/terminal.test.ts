import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promptEndpoints } from '@architect/contracts/prompts';
import { aDialog, type FakeLink } from '@architect/server/modules/nodes/fake-link';
import type { TestServer } from '@architect/server/test-server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startCliStage } from '../fixture-cli.ts';
import { createPrivateTmux, type PrivateTmux } from '../private-tmux.ts';
import { architectHere } from '../run-architect.ts';

// Each step starts a program: slow where others use the machine too.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

let link: FakeLink;
let server: TestServer;
let env: Record<string, string>;
let scratch: string;
let attempt = '';

beforeEach(async () => {
  ({ link, server, env } = await startCliStage());
  link.handle('deliver', ({ attempt_id }) => {
    attempt = attempt_id;
    return {};
  });
  link.setSession({ name: 'web', provider: 'claude', state: 'busy' });
  link.setSession({ name: 'api', provider: 'codex', state: 'limited' });
  link.setSession({ name: 'bash', provider: 'shell', state: 'shell' });
  scratch = mkdtempSync(join(tmpdir(), 'architect-terminal-'));
  env.ARCHITECT_DATA_DIR = scratch;
});
afterEach(async () => {
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const script = (...lines: string[]) => architectHere(['terminal'], env, `${lines.join('\n')}\n`);
const queued = async () =>
  (await server.local.request(promptEndpoints.listPrompts, { query: { sort: 'id' } })).body.data;

function ask(): void {
  const dialog = aDialog({ fingerprint: 'dialog-1' });
  link.setSession({ name: 'web', state: 'blocked', dialog });
  link.emit('dialog.opened', {
    session: 'web',
    dialog,
    screen: 'Do you want to proceed?',
    at: new Date().toISOString(),
  });
}

describe('architect terminal, piped', () => {
  it('queues prompts and runs commands, line by line', async () => {
    const origin = { source: '/data/agents.yaml', line: 1, versions: null };
    const agents = [{ provider: 'acme', origin, launchable: true, rules: [] }];
    link.handle('rules', () => ({ file: '', status: 'loaded', loaded_at: null, faults: [], agents }));
    const ran = await script(
      'os: first',
      '',
      'os:codex:5: second\u2028part',
      'sta:@web:9: third',
      'os:acme: fourth',
      'sessions',
      'prompts',
      'status',
      'quit',
      'os: too late',
    );
    expect(ran.code).toBe(0);
    expect(await queued()).toMatchObject([
      { content: 'first', priority: 0, source: 'terminal', target_provider: null, target_session: null },
      { content: 'second\u2028part', priority: 5, target_provider: 'codex' },
      { content: 'third', priority: 9, target_session: 'web' },
      { content: 'fourth', target_provider: 'acme' },
    ]);
    expect(ran.stdout).toMatch(
      /^Queued as prompt 1\.\nQueued as prompt 2\.\nQueued as prompt 3\.\nQueued as prompt 4\.\nSESSION\t/,
    );
    expect(ran.stdout).toMatch(/^web\tclaude\tbusy\t/m);
    expect(ran.stdout).toMatch(/^3\tpending\t9\tweb\t/m);
    expect(ran.stdout).toMatch(/^prompts {3}4 pending/m);
  });

  it('goes on after a line that fails, and fails at the end', async () => {
    const ran = await script('fix the bug', 'os:cluade: x', 'approve 99', 'prompts x', 'watch', 'os: good');
    expect(ran.code).toBe(1);
    expect(ran.stdout).toBe('Queued as prompt 1.\n');
    for (const words of [
      'no command "fix"',
      '"cluade"',
      'approve 99: ',
      'must be a number',
      'architect watch',
    ])
      expect(ran.stderr).toContain(words);
    expect((await queued()).map((prompt) => prompt.content)).toEqual(['good']);
  });

  it('answers questions about the fleet from live data', async () => {
    await script('os:@api: wait for me');
    ask();
    const ask1 = await script('msto: how many sessions active?');
    expect(ask1.stdout).toBe('agents: 2; ready for a prompt: 0\nworking: none\n');
    expect((await script('msto: what waits and why?')).stdout).toMatch(
      /blocked: web blocked for .*npm test.*\nasks #1: web: npm test .*\nprompts: 1 pending.*\nwaiting: 1: .*\n#1 for \d+s: wait for me\n$/,
    );
    expect((await script('msto: who is limited?')).stdout).toMatch(/^limited: api limited for /);
    expect((await script('msto: and web?')).stdout).toMatch(/^web blocked for \d+\w \(bash: npm test\)\n$/);
    const all = (await script('msto:')).stdout;
    for (const title of [
      'agents: ',
      'ready: none',
      'blocked: web',
      'limited: api',
      'in trouble: none',
      'prompts: ',
    ])
      expect(all).toContain(title);
  });

  it('approves, denies and answers', async () => {
    ask();
    const ran = await script('interactions', 'approve 1', 'deny 1');
    expect(ran.stdout).toMatch(/npm test[\s\S]*Interaction 1 is approved/);
    expect(ran.code).toBe(1);
    expect(link.requestsOf('answer')).toMatchObject([{ session: 'web', option_key: '1' }]);
  });

  it('takes the flags of the documents', async () => {
    const sent = await architectHere(
      ['session_terminal', '--send', 'os:5: as it stands', '-p', '7', '--provider', 'claude', '--json'],
      env,
    );
    expect(JSON.parse(sent.stdout)).toMatchObject({
      content: 'os:5: as it stands',
      priority: 7,
      target_provider: 'claude',
    });
    expect((await architectHere(['terminal', '--status'], env)).stdout).toContain('1 pending');
    expect((await architectHere(['terminal', '--sessions'], env)).stdout).toMatch(/^web\t/m);
    expect((await architectHere(['terminal', '--provider', '9hal', '--send', 'x'], env)).code).toBe(2);
    expect(
      (await architectHere(['terminal'], { ARCHITECT_URL: 'http://127.0.0.1:9' }, 'status\n')).code,
    ).toBe(1);
  });
});

describe('architect terminal in tmux', () => {
  let tmux: PrivateTmux;
  beforeEach(() => {
    tmux = createPrivateTmux();
  });
  afterEach(() => tmux.stop());

  const start = async (width = 100) => {
    const program = resolve(import.meta.dirname, '../../../../bin/architect');
    const words = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    await tmux.tmux(
      ...['new-session', '-d', '-s', 't', '-x', String(width), '-y', '30', ...words],
      `${program} terminal; echo "code $?"; exec cat`,
    );
    await shows(/^>$/m);
  };
  const shows = (pattern: RegExp) => tmux.untilScreen('t', (screen) => pattern.test(screen));
  const type = (text: string) => tmux.tmux('send-keys', '-t', 't', '-l', text);
  const press = (...keys: string[]) => tmux.tmux('send-keys', '-t', 't', ...keys);
  const cursor = () => tmux.tmux('display-message', '-p', '-t', 't', '#{cursor_x}');
  const complete = (response: string) => {
    for (const step of ['typed', 'submitted', 'started'] as const) link.step({ step, attempt_id: attempt });
    link.step({
      ...{ step: 'ended', attempt_id: attempt, outcome: 'completed' },
      ...{ response, error_code: null, error: null },
    });
  };

  it('tells ends and questions above the line being typed', async () => {
    await start();
    await type('os:@web: first');
    await press('Enter');
    await shows(/Queued as prompt 1\.[\s\S]*^>$/m);
    link.setSession({ name: 'web', state: 'idle' });
    await expect.poll(() => attempt).not.toBe('');
    await type('os: the second one');
    await press('Left', 'Left', 'Left');
    await shows(/^> os: the second one$/m);
    complete('first \u001b[31mis\ndone');
    await shows(/^\[Completed\] Prompt #1 on web: first \[31mis done\n> os: the second one$/m);
    ask();
    const screen = await shows(/^\[Asks\] web: npm test {2}\(approve 1, deny 1\)\n> os: the second one$/m);
    expect(screen.match(/the second one/g)).toHaveLength(1);
    expect(await cursor()).toBe(String('> os: the second one'.length - 3));
    await type('and last ');
    await press('Enter');
    await shows(/Queued as prompt 2\./);
    expect((await queued())[1]?.content).toBe('the second and last one');
  });

  it('keeps a line of several rows intact', async () => {
    await start(50);
    const line = `os: ${'word-'.repeat(20)}end`;
    await type(line);
    await shows(/end$/m);
    await press('Home');
    await expect.poll(cursor).toBe('2');
    await press('End');
    ask();
    const rows = `> ${line}`.match(/.{1,50}/g) ?? [];
    const below = ['[Asks] web: npm test  (approve 1, deny 1)', ...rows].join('\n');
    const screen = await tmux.untilScreen('t', (seen) => seen.trimEnd().endsWith(`\n${below}`));
    expect(screen).toMatch(/^Connected to /);
    expect(screen.match(/^> os:/gm), screen).toHaveLength(1);
    await press('Enter');
    await expect.poll(async () => (await queued())[0]?.content).toBe(line.slice(4));
    await shows(/^Queued as prompt 1\.[\s\S]*^>$/m);
    await type(line);
    await shows(/Queued[\s\S]*end$/m);
    await press('Home', 'C-c');
    const dropped = [...rows.slice(0, -1), `${rows.at(-1)}^C`, '>'].join('\n');
    await tmux.untilScreen('t', (seen) => seen.trimEnd().endsWith(dropped));
    expect(await queued()).toHaveLength(1);
  });

  /** As terminals do it, with carriage returns; or as programs do, with newlines. */
  const pasteReturns = async (text: string) => {
    await tmux.tmux('set-buffer', '-b', 'test', '--', text);
    await tmux.tmux('paste-buffer', '-p', '-d', '-b', 'test', '-t', 't');
  };
  it.each([
    ['returns', pasteReturns],
    ['newlines', (text: string) => tmux.paste('t', text)],
  ])('takes a pasted text with %s as one prompt, and never as commands', async (_name, paste) => {
    await start();
    await type('os: ');
    await paste('one\nquit\n\n\tthree');
    await shows(/^… .*three$/m);
    expect(await queued()).toEqual([]);
    await press('Enter');
    await shows(/Queued as prompt 1\./);
    expect((await queued())[0]?.content).toBe('one\nquit\n\n\tthree');
    await paste('approve 1\nquit\n');
    await press('Enter');
    await shows(/Several lines are sent as one prompt/);
    await press('Up');
    await shows(/^>$/m);
    expect(await queued()).toHaveLength(1);
  });

  it('completes names, remembers lines for this account alone, and leaves at Ctrl-D', async () => {
    await start();
    await type('os:@w');
    await press('Tab');
    await shows(/^> os:@web:$/m);
    await type('completed');
    await press('Enter');
    await shows(/Queued as prompt 1\./);
    await type('something else');
    await press('C-c');
    await shows(/\^C\n>$/m);
    await type('watch');
    await press('Enter');
    link.setSession({ name: 'web', state: 'error' });
    await shows(/^\[Session\] web is error$/m);
    await press('C-d');
    await shows(/code 0/);
    expect(readFileSync(join(scratch, 'terminal-history'), 'utf8')).toBe('os:@web: completed\nwatch\n');
    expect(statSync(join(scratch, 'terminal-history')).mode & 0o777).toBe(0o600);
    await tmux.tmux('kill-session', '-t', 't');
    ask();
    await start();
    await shows(/^Agents ask; see: interactions$/m);
    await press('Up', 'Up');
    await shows(/^> os:@web: completed$/m);
  });
});
