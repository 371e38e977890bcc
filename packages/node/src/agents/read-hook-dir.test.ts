import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropHookPath, readHookFile } from './read-hook-dir.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hooks-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function drop(hookDir: string | undefined, input: string, ...args: string[]) {
  const env = { PATH: process.env.PATH, ...(hookDir === undefined ? {} : { ARCHITECT_HOOK_DIR: hookDir }) };
  const child = spawn('sh', [dropHookPath, ...args], { env });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  child.stdin.on('error', () => undefined); // closed unread when there is nothing to do
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code, output };
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
