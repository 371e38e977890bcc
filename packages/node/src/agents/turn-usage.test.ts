import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { ProcessFacts } from './agent.ts';
import { readClaudeTranscript } from './claude/claude-transcript.ts';
import { readCodexTranscript } from './codex/codex-transcript.ts';

const nobody: ProcessFacts = { command: '', commandLines: [], title: '', env: {}, pid: null, cwd: '/' };
const timestamp = '2026-11-21T10:00:00.000Z';

function fileOf(records: object[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'usage-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'transcript.jsonl');
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return path;
}

it('Claude: counts each message of the model once, although it is one record for each of its blocks', async () => {
  const message = (id: string, output_tokens: number, type: string) => ({
    type: 'assistant',
    message: {
      id,
      model: 'claude-opus-5-5',
      content: [{ type, text: 'words' }],
      usage: {
        input_tokens: 1200,
        output_tokens,
        cache_read_input_tokens: 500,
        cache_creation_input_tokens: 7,
      },
    },
  });
  const path = fileOf([
    { type: 'user', timestamp, message: { content: 'first' } },
    message('a', 1, 'thinking'),
    message('a', 20, 'text'),
    message('b', 30, 'text'),
    { type: 'assistant', message: { id: 'c', model: '<synthetic>', usage: { input_tokens: 0 } } },
    { type: 'user', timestamp, message: { content: 'second' } },
  ]);
  const turns = await readClaudeTranscript(nobody, { path }, 0);
  expect(turns?.map(({ usage }) => usage)).toEqual([
    {
      input_tokens: 2400,
      output_tokens: 50,
      cache_read_tokens: 1000,
      cache_write_tokens: 14,
      cost_usd: null,
      model: 'claude-opus-5-5',
    },
    undefined,
  ]);
});

it('Codex: adds its requests; cached tokens are not sent ones; what it does not tell stays unknown', async () => {
  const count = (last_token_usage: object) => ({
    type: 'event_msg',
    timestamp,
    payload: { type: 'token_count', info: { last_token_usage } },
  });
  const path = fileOf([
    { type: 'turn_context', timestamp, payload: { model: 'gpt-5.4' } },
    { type: 'event_msg', timestamp, payload: { type: 'user_message', message: 'first' } },
    count({ input_tokens: 1200, cached_input_tokens: 200, output_tokens: 20 }),
    count({ input_tokens: 1300, cached_input_tokens: 1200, output_tokens: 5 }),
    { type: 'event_msg', timestamp, payload: { type: 'task_complete', last_agent_message: 'done' } },
  ]);
  const turns = await readCodexTranscript(nobody, { path }, 0);
  expect(turns?.[0]?.usage).toEqual({
    input_tokens: 1100,
    output_tokens: 25,
    cache_read_tokens: 1400,
    cache_write_tokens: null,
    cost_usd: null,
    model: 'gpt-5.4',
  });
});
