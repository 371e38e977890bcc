import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { sessionEndpoints } from '@architect/contracts/sessions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakeAgents } from '../support/fake-agents.ts';
import { createPrivateTmux, type PrivateTmux } from '../support/private-tmux.ts';
import { sessionWhere } from '../support/prompts.ts';
import { createScratch, type Scratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

const run = promisify(execFile);
const program = resolve(import.meta.dirname, '../../bin/architect');
// Put together here: no file of ours looks as if it held a credential.
const secret = `ghp_${'16C7e42F292c6912E771'}${'0c838347Ae178B4a'}`;

let scratch: Scratch;
let terminal: PrivateTmux;
let server: RunningServer;
let dataDir: string;

beforeAll(async () => {
  scratch = await createScratch('architect-save-screen-');
  terminal = createPrivateTmux('save-screen');
  scratch.defer(() => terminal.end());
  const agents = await createFakeAgents(scratch.directory);
  dataDir = `${scratch.directory}/data`;
  server = await startServer({ dataDir, socket: terminal.socket, env: { HOME: scratch.directory } });
  scratch.defer(() => server.stop());
  await server.call(sessionEndpoints.createTmuxSession, {
    body: {
      name: 'agent',
      provider: 'claude',
      working_dir: scratch.directory,
      command: agents.command('agent'),
      env: { HOME: scratch.directory },
    },
  });
  await sessionWhere(server, 'agent', 'is idle', ({ state }) => state === 'idle');
});
afterAll(() => scratch.clean());

/** The CLI as a person runs it: its exit code and all that it prints. */
async function architect(...words: string[]): Promise<{ code: number; text: string }> {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: scratch.directory,
    PORT: String(server.port),
    ARCHITECT_DATA_DIR: dataDir,
  };
  try {
    const { stdout, stderr } = await run(program, words, { env });
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}

test('a screen is saved with the state that a person gives it, and the check judges it', async () => {
  const directory = join(dataDir, 'screens', 'claude');
  const right = await architect('sessions', 'explain', 'agent', '--save', 'idle', '--note', 'an empty box');
  expect(right).toMatchObject({ code: 0, text: expect.stringContaining(`screens check ${directory}`) });
  expect(await architect('screens', 'check', directory)).toMatchObject({
    code: 0,
    text: expect.stringContaining('1 of 1 matched, 0 false idle'),
  });

  const [entry] = JSON.parse(await readFile(join(directory, 'index.json'), 'utf8'));
  expect(entry).toMatchObject({
    ...{ tool: 'claude-code', state: 'idle', detail: 'an empty box', session: 'agent' },
    ...{ width: 120, height: 40, dead: false, alternateOn: false, cursor: { visible: expect.any(Boolean) } },
    ...{
      stateThen: 'idle',
      decidedBy: { state: 'idle' },
      readings: expect.arrayContaining([expect.any(Object)]),
    },
    commandLines: ['claude'],
  });
  const plain = await readFile(join(directory, '001-idle-120x40.txt'), 'utf8');
  const escaped = await readFile(join(directory, '001-idle-120x40.ansi'), 'utf8');
  expect(plain).not.toContain('\x1b');
  expect(escaped.split('\n').length).toBe(41);

  const wrong = await architect('sessions', 'explain', 'agent', '--save', 'busy');
  expect(wrong).toMatchObject({
    code: 0,
    text: expect.stringContaining('The rules read it as idle, not busy.'),
  });
  const checked = await architect('screens', 'check', directory);
  expect(checked.code).toBe(1);
  expect(checked.text).toContain('MISMATCH 002-busy-120x40.txt: expected busy, got idle');
});

test('a draft with a token in it is saved without the token', async () => {
  await terminal.paste('agent', `use ${secret}`);
  await sessionWhere(server, 'agent', 'has a draft', ({ draft }) => draft !== null);
  expect((await architect('sessions', 'explain', 'agent', '--save', 'idle')).code).toBe(0);
  const directory = join(dataDir, 'screens', 'claude');
  const stored = await Promise.all(
    (await readdir(directory)).map((name) => readFile(join(directory, name), 'utf8')),
  );
  expect(stored.some((text) => text.includes(`ghp_${'x'.repeat(secret.length - 4)}`))).toBe(true);
  expect(stored.filter((text) => text.includes(secret.slice(-12)))).toEqual([]);
});

test('a state that does not exist is refused with those that do', async () => {
  const refused = await architect('sessions', 'explain', 'agent', '--save', 'happy');
  expect(refused.code).not.toBe(0);
  expect(refused.text).toContain('idle');
});
