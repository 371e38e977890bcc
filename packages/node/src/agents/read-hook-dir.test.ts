import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openHookInbox } from '../sessions/hook-inbox.ts';
import { dropHookPath, readHookFile } from './read-hook-dir.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hooks-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

function drop(hookDir: string | undefined, input: string, ...args: string[]) {
  return call(args, hookDir === undefined ? {} : { ARCHITECT_HOOK_DIR: hookDir }, input);
}

function call(args: string[], env: Record<string, string>, input: string) {
  return start(args, env, input).done;
}

function start(args: string[], env: Record<string, string>, input: string) {
  const child = spawn('sh', [dropHookPath, ...args], { env: { PATH: process.env.PATH, ...env } });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  child.stdin.on('error', () => undefined); // closed unread when there is nothing to do
  child.stdin.end(input);
  const done = once(child, 'close').then(([code]) => ({ code, output }));
  return { child, done };
}

async function isOf(id: string, content: string): Promise<boolean> {
  return (await readFile(join(dir, `${id}.json`), 'utf8')) === content;
}

async function events() {
  const names = (await readdir(dir)).sort();
  return Promise.all(names.map(async (name) => readHookFile(name, await readFile(join(dir, name), 'utf8'))));
}

describe('drop-hook.sh and readHookFile', () => {
  it('carries an event from standard input byte for byte', async () => {
    const before = Date.now();
    const payload = { hook_event_name: 'UserPromptSubmit', prompt: 'a "q" \\n $HOME `x` 日本\n%s' };
    expect(await drop(dir, JSON.stringify(payload))).toEqual({ code: 0, output: '' });
    const [event] = await events();
    expect(event).toMatchObject({ name: 'UserPromptSubmit', payload });
    expect(event?.at).toBeGreaterThanOrEqual(before - 1);
    expect(event?.at).toBeLessThanOrEqual(Date.now());
  });

  it('carries an event from the last argument', async () => {
    await drop(dir, '', 'ignored', JSON.stringify({ type: 'agent-turn-complete' }));
    expect((await events()).map((event) => event?.name)).toEqual(['agent-turn-complete']);
  });

  it('is silent and successful without a directory, or with a missing one', async () => {
    expect(await drop(undefined, '{}')).toEqual({ code: 0, output: '' });
    expect(await drop(join(dir, 'gone'), '{}')).toEqual({ code: 0, output: '' });
  });

  it('keeps ten events that come at once', async () => {
    const payloads = Array.from({ length: 10 }, (_, n) => JSON.stringify({ type: 't', n }));
    await Promise.all(payloads.map((payload) => drop(dir, payload)));
    const numbers = (await events()).map((event) => event?.payload.n);
    expect(numbers.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('tells which process called it', async () => {
    await drop(dir, '{"type":"t"}');
    const [event] = await events();
    expect(event?.callers).toContain(process.pid);
  });

  it('tells which agent called it', async () => {
    await drop(dir, '{"type":"t"}', '--agent', 'claude');
    await call(['--agent', 'codex'], { ARCHITECT_HOOK_DIR: dir }, '{"type":"t"}');
    await drop(dir, '{"type":"t"}');
    expect((await events()).map((event) => event?.agent).toSorted()).toEqual(['claude', 'codex', undefined]);
  });

  it('finds the directory of its pane where a session was started by hand, and keeps still in ours', async () => {
    const pane = join(dir, 'pane-4711-5');
    await mkdir(pane);
    const env = { TMUX: '/tmp/tmux-0/default,4711,0', TMUX_PANE: '%5' };
    expect(await call(['--spool', dir], env, '{"type":"t"}')).toEqual({ code: 0, output: '' });
    expect(await readdir(pane)).toHaveLength(1);
    await call(['--spool', dir], { ...env, TMUX_PANE: '%6' }, '{"type":"t"}');
    await call(['--spool', dir], { ...env, ARCHITECT_HOOKS: 'session' }, '{"type":"t"}');
    await call(['--spool', dir], {}, '{"type":"t"}');
    expect(await readdir(pane)).toHaveLength(1);
    expect(await readdir(dir)).toEqual(['pane-4711-5']);
  });

  it('waits for an answer only while a node runs, and prints it', async () => {
    const env = { ARCHITECT_HOOK_DIR: dir };
    expect(await call(['--wait', '60'], env, '{"type":"t"}')).toEqual({ code: 0, output: '' });
    await writeFile(join(dir, '.node'), String(process.pid));
    const inbox = openHookInbox({ dir, parse: readHookFile, onEvent: () => undefined });
    const asking = call(['--agent', 'claude', '--wait', '60'], env, '{"type":"asks"}');
    const [asked] = await vi.waitFor(() => {
      inbox.sweep();
      expect(inbox.waiting()).toHaveLength(1);
      return inbox.waiting();
    });
    expect(asked?.name).toBe('asks');
    expect(asked && inbox.answer(asked, '{"answer": "a\\nb \\"c\\""}')).toBe(true);
    expect(await asking).toEqual({ code: 0, output: '{"answer": "a\\nb \\"c\\""}\n' });
    expect(asked && inbox.answer(asked, 'again')).toBe(false);
    inbox.close();
  });

  it('ends without a word when it is let go, when its time is over, and when it is ended', async () => {
    const inbox = openHookInbox({ dir, parse: readHookFile, onEvent: () => undefined });
    const env = { ARCHITECT_HOOK_DIR: dir };
    const released = call(['--wait', '60'], env, '{}');
    const late = call(['--wait', '1'], env, '{"type":"late"}');
    const ended = start(['--wait', '60'], env, '{"type":"ended"}');
    await writeFile(join(dir, '1700000000000000000-1.json'), '{"type":"old"}');
    const asked = await vi.waitFor(async () => {
      const waits = (await readdir(dir)).filter((name) => name.endsWith('.wait'));
      expect(waits).toHaveLength(3);
      // The pipe is there a moment before its event.
      expect((await readdir(dir)).filter((name) => name.endsWith('.json'))).toHaveLength(4);
      inbox.sweep();
      return waits;
    });
    for (const name of asked) {
      const id = name.slice(1, -'.wait'.length);
      inbox.release([{ name: '', payload: {}, at: 0, id: (await isOf(id, '{}')) ? id : 'none' }]);
    }
    expect(await released).toEqual({ code: 0, output: '' });
    expect(await late).toEqual({ code: 0, output: '' });
    ended.child.kill('SIGTERM');
    expect(await ended.done).toEqual({ code: 0, output: '' });
    expect((await readdir(dir)).filter((name) => name.endsWith('.wait'))).toEqual([]);
    inbox.close();
  });

  it('parses under the shells that a hook may meet', async () => {
    const { stderr } = await promisify(execFile)('sh', ['-n', dropHookPath]);
    expect(stderr).toBe('');
  });

  it.each([
    ['1700000000000000000-1.json', 'not json'],
    ['1700000000000000000-1.json', '{}'],
    ['1700000000000000000-1.json', '[]'],
    ['notes.json', '{"type":"x"}'],
    ['.1700000000000000000-1.part', '{"type":"x"}'],
  ])('refuses %s holding %s', (name, content) => {
    expect(readHookFile(name, content)).toBeNull();
  });
});
