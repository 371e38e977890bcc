import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProcessFacts } from './agent.ts';
import { readClaudeTranscript } from './claude/claude-transcript.ts';
import { readCodexTranscript } from './codex/codex-transcript.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'transcripts-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

function processIn(cwd: string, env: Record<string, string> = { HOME: home }): ProcessFacts {
  return { command: '', commandLines: [], title: '', env, pid: null, cwd };
}

async function write(path: string, records: object[]): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return path;
}

const at = (second: number) => `2026-11-20T10:00:${String(second).padStart(2, '0')}.000Z`;
const startOf = (second: number) => Date.parse(at(second));

describe('readClaudeTranscript', () => {
  const user = (second: number, content: unknown, more = {}) => ({
    type: 'user',
    timestamp: at(second),
    message: { role: 'user', content },
    ...more,
  });
  const assistant = (text: string, stop: string | null = null, more = {}) => ({
    type: 'assistant',
    message: { role: 'assistant', content: [{ type: 'text', text }], stop_reason: stop },
    ...more,
  });

  it('reads prompts, last answers and ends; skips what the CLI writes itself', async () => {
    const path = await write(join(home, 's.jsonl'), [
      { type: 'file-history-snapshot', snapshot: {} },
      user(1, 'run the tests'),
      assistant("I'll run them."),
      {
        type: 'assistant',
        message: { content: [{ type: 'tool_use', name: 'Bash', input: {} }], stop_reason: 'tool_use' },
      },
      user(2, [{ type: 'tool_result', content: 'ok' }]),
      user(2, 'a sub-agent prompt', { isSidechain: true }),
      assistant('All pass.', 'end_turn'),
      user(3, '<command-name>/model</command-name>'),
      user(3, 'caveat', { isMeta: true }),
      user(4, [{ type: 'text', text: 'stop soon' }]),
      user(5, [{ type: 'text', text: '[Request interrupted by user]' }]),
      user(6, 'fails'),
      assistant('API Error: 500', null, { isApiErrorMessage: true }),
      user(7, 'still running'),
    ]);
    expect(await readClaudeTranscript(processIn('/p'), { path }, 0)).toEqual([
      { prompt: 'run the tests', answer: 'All pass.', ended: true, worked: true, at: startOf(1) },
      {
        ...{ prompt: 'stop soon', answer: null, ended: true, worked: false, at: startOf(4) },
        stopped: 'interrupted',
      },
      {
        ...{ prompt: 'fails', answer: null, ended: true, worked: false, at: startOf(6) },
        failure: { limited: false, error: 'API Error: 500' },
      },
      { prompt: 'still running', answer: null, ended: false, worked: false, at: startOf(7) },
    ]);
    expect(
      (await readClaudeTranscript(processIn('/p'), { path }, startOf(6)))?.map((turn) => turn.prompt),
    ).toEqual(['fails', 'still running']);
  });

  it('ends a turn by its duration record, and takes in a prompt that joined it', async () => {
    const path = await write(join(home, 's.jsonl'), [
      user(1, 'first'),
      { type: 'attachment', timestamp: at(2), attachment: { type: 'queued_command', prompt: 'joined' } },
      assistant('Both done.'),
      { type: 'system', subtype: 'turn_duration', durationMs: 5 },
    ]);
    const turns = await readClaudeTranscript(processIn('/p'), { path }, 0);
    expect(turns?.map(({ prompt, answer, ended }) => [prompt, answer, ended])).toEqual([
      ['first', 'Both done.', true],
      ['joined', 'Both done.', true],
    ]);
  });

  it('tells who was stopped, and how; the end of work in the background is nobody’s message', async () => {
    const refused = '[Request interrupted by user for tool use]';
    const notice = '<task-notification>\n<status>completed</status>';
    const path = await write(join(home, 's.jsonl'), [
      user(1, 'Esc before any output'),
      user(2, 'run it'),
      { type: 'assistant', message: { content: [{ type: 'tool_use' }], stop_reason: 'tool_use' } },
      user(3, [{ type: 'text', text: refused }]),
      user(4, notice),
      user(5, 'works'),
      { type: 'attachment', timestamp: at(6), attachment: { type: 'queued_command', prompt: notice } },
      assistant('Well.', 'end_turn'),
    ]);
    const turns = await readClaudeTranscript(processIn('/p'), { path }, 0);
    expect(turns?.map(({ prompt, answer, stopped }) => [prompt, answer, stopped])).toEqual([
      ['Esc before any output', null, 'interrupted'],
      ['run it', null, 'refused'],
      ['works', 'Well.', undefined],
    ]);
  });

  it('leaves a turn that is over as it is when work in the background ends, and goes on with one that is not', async () => {
    const notice = '<task-notification>\n<status>completed</status>';
    const path = await write(join(home, 's.jsonl'), [
      user(1, 'over'),
      assistant('Started.', 'end_turn'),
      user(2, notice),
      assistant('The task is done.', 'end_turn'),
      user(3, 'interrupted later'),
      assistant('Started too.', 'end_turn'),
      user(4, notice),
      user(5, [{ type: 'text', text: '[Request interrupted by user]' }]),
      user(6, 'not over'),
      user(7, notice),
      assistant('Both done.', 'end_turn'),
    ]);
    const turns = await readClaudeTranscript(processIn('/p'), { path }, 0);
    expect(turns?.map(({ prompt, answer, stopped }) => [prompt, answer, stopped])).toEqual([
      ['over', 'Started.', undefined],
      ['interrupted later', 'Started too.', undefined],
      ['not over', 'Both done.', undefined],
    ]);
  });

  it('finds the only transcript of the working directory that changed lately, not those of sub-agents', async () => {
    const folder = join(home, '.claude', 'projects', '-my-proj-x');
    const old = await write(join(folder, 'old.jsonl'), [user(1, 'old')]);
    await write(join(folder, 'new.jsonl'), [user(2, 'new')]);
    await write(join(folder, 'agent-1.jsonl'), [user(3, 'sub')]);
    await write(join(folder, 'new', 'subagents', 'agent-2.jsonl'), [user(3, 'sub')]);
    await utimes(old, 1000, 1000);
    const lately = 2_000_000;
    expect(
      (await readClaudeTranscript(processIn('/my.proj/x'), {}, lately))?.map((turn) => turn.prompt),
    ).toEqual(['new']);
    const moved = processIn('/my.proj/x', { HOME: '/nowhere', CLAUDE_CONFIG_DIR: join(home, '.claude') });
    expect((await readClaudeTranscript(moved, {}, lately))?.length).toBe(1);
    expect(await readClaudeTranscript(processIn('/elsewhere'), {}, 0)).toBeNull();
  });

  it('leaves out a line that is being written', async () => {
    const path = await write(join(home, 's.jsonl'), [user(1, 'whole')]);
    await appendFile(path, '{"type":"user","message":{"content":"ha');
    expect((await readClaudeTranscript(processIn('/p'), { path }, 0))?.length).toBe(1);
  });
});

describe('readCodexTranscript', () => {
  const meta = (cwd: string) => ({ type: 'session_meta', timestamp: at(0), payload: { cwd } });
  const event = (second: number, payload: object) => ({ type: 'event_msg', timestamp: at(second), payload });
  const item = (second: number, type: string, text: string) =>
    event(second, { type: 'item_completed', item: { type, content: [{ type: 'text', text }] } });
  const folder = () => join(home, '.codex', 'sessions', '2026', '11', '20');

  it.each([
    [
      '0.120',
      event(1, { type: 'user_message', message: 'do it' }),
      event(2, { type: 'agent_message', message: 'Working.' }),
    ],
    ['0.150', item(1, 'UserMessage', 'do it'), item(2, 'AgentMessage', 'Working.')],
  ])('reads the form of %s', async (_version, prompt, progress) => {
    await write(join(folder(), 'rollout-1.jsonl'), [
      meta('/p'),
      prompt,
      progress,
      event(3, { type: 'task_complete', last_agent_message: 'Done.' }),
      event(4, { type: 'user_message', message: 'again' }),
      event(5, { type: 'turn_aborted', reason: 'interrupted' }),
      event(6, { type: 'user_message', message: 'running' }),
    ]);
    const turns = await readCodexTranscript(processIn('/p'), {}, 0);
    expect(turns?.[1]?.stopped).toBe('interrupted');
    expect(turns?.map(({ prompt: text, answer, ended }) => [text, answer, ended])).toEqual([
      ['do it', 'Done.', true],
      ['again', null, true],
      ['running', null, false],
    ]);
    expect(turns?.[0]?.at).toBe(startOf(1));
  });

  it('counts a message that is written in both forms once, and a repeated prompt twice', async () => {
    const path = await write(join(folder(), 'rollout-1.jsonl'), [
      item(1, 'UserMessage', 'same'),
      event(1, { type: 'user_message', message: 'same' }),
      event(2, { type: 'task_complete', last_agent_message: 'A' }),
      event(3, { type: 'user_message', message: 'same' }),
    ]);
    expect((await readCodexTranscript(processIn('/p'), { path }, 0))?.map((turn) => turn.answer)).toEqual([
      'A',
      null,
    ]);
  });

  it('takes the rollout of the working directory', async () => {
    await write(join(folder(), 'rollout-1.jsonl'), [
      meta('/other'),
      event(1, { type: 'user_message', message: 'theirs' }),
    ]);
    expect(await readCodexTranscript(processIn('/p'), {}, 0)).toBeNull();
    await write(join(folder(), 'rollout-2.jsonl'), [
      meta('/p'),
      event(1, { type: 'user_message', message: 'ours' }),
    ]);
    expect((await readCodexTranscript(processIn('/p'), {}, 0))?.map((turn) => turn.prompt)).toEqual(['ours']);
  });

  describe('with several agents in one directory', () => {
    const agents: ChildProcess[] = [];
    afterEach(() => {
      for (const { pid } of agents.splice(0)) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    });

    /** A program behind a wrapper that holds files open, as Codex behind its script. */
    async function agentHolding(...paths: string[]): Promise<ProcessFacts> {
      const script =
        'for (const path of process.argv.slice(1)) fs.openSync(path, "a"); console.log(1); setInterval(() => {}, 1e6)';
      const command = ['-c', '"$@"; true', 'sh', process.execPath, '-e', script, ...paths];
      const agent = spawn('sh', command, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
      agents.push(agent);
      await once(agent.stdout, 'data');
      return { ...processIn('/p'), pid: agent.pid ?? null };
    }
    const rollout = (name: string, prompt: string, cwd = '/p') =>
      write(join(folder(), `rollout-${name}.jsonl`), [
        meta(cwd),
        event(1, { type: 'user_message', message: prompt }),
      ]);
    const promptsOf = async (agent: ProcessFacts) =>
      (await readCodexTranscript(agent, {}, 0))?.map((turn) => turn.prompt);

    it('reads the rollout that the process holds open', async () => {
      const first = await agentHolding(await rollout('1', 'to the first'));
      const second = await agentHolding(await rollout('2', 'to the second', '/moved'));
      expect(await promptsOf(first)).toEqual(['to the first']);
      expect(await promptsOf(second)).toEqual(['to the second']);
    });

    it('reads no other rollout while the process has none of its own', async () => {
      await rollout('1', 'to the other');
      const database = await write(join(home, '.codex', 'state.sqlite'), []);
      expect(await promptsOf(await agentHolding(database))).toBeUndefined();
    });

    it('reads none of several that changed lately', async () => {
      const one = await rollout('1', 'one');
      const other = await rollout('2', 'other');
      expect(await promptsOf(processIn('/p'))).toBeUndefined();
      const agent = await agentHolding(one, other);
      expect(await promptsOf(agent)).toBeUndefined();
      await utimes(other, 1000, 1000);
      expect((await readCodexTranscript(agent, {}, 2_000_000))?.map((turn) => turn.prompt)).toEqual(['one']);
    });
  });
});
