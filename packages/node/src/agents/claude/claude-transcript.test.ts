import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ProcessFacts } from '../agent.ts';
import { readClaudeTranscript } from './claude-transcript.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'transcripts-'));
});
afterEach(() => rm(home, { recursive: true }));

const aProcess = (pid: number): ProcessFacts => ({
  command: 'claude',
  commandLines: [['claude']],
  title: '',
  env: { HOME: home },
  pid,
  cwd: '/srv/shop',
});

async function writeTranscript(sessionId: string, prompt: string): Promise<void> {
  const folder = join(home, '.claude', 'projects', '-srv-shop');
  await mkdir(folder, { recursive: true });
  const record = { type: 'user', timestamp: '2026-01-01T00:00:00Z', message: { content: prompt } };
  await writeFile(join(folder, `${sessionId}.jsonl`), `${JSON.stringify(record)}\n`);
}

async function writeRunning(pid: number, sessionId: string): Promise<void> {
  const folder = join(home, '.claude', 'sessions');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${pid}.json`), JSON.stringify({ pid, sessionId, cwd: '/srv/shop' }));
}

const promptsOf = async (pid: number) =>
  (await readClaudeTranscript(aProcess(pid), {}, 0))?.map((turn) => turn.prompt) ?? null;

test('two agents in one directory: each process has the transcript of its own session', async () => {
  await writeTranscript('one', 'for the first');
  await writeTranscript('two', 'for the second');
  await writeRunning(11, 'one');
  await writeRunning(12, 'two');
  expect(await promptsOf(11)).toEqual(['for the first']);
  expect(await promptsOf(12)).toEqual(['for the second']);
});

test('a process that tells nothing gets the only transcript of its directory, and none of several', async () => {
  await writeTranscript('one', 'for the first');
  expect(await promptsOf(13)).toEqual(['for the first']);
  await writeTranscript('two', 'for the second');
  expect(await promptsOf(13)).toBeNull();
});

test('a session that has written nothing yet has no transcript, whatever lies beside it', async () => {
  await writeTranscript('one', 'for the first');
  await writeRunning(12, 'two');
  expect(await promptsOf(12)).toBeNull();
});
