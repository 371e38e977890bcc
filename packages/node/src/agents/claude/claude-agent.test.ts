import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawnScreen } from '../drawn-screen.ts';
import { exerciseAgent } from '../exercise-agent.ts';
import { loadRecordings } from '../recording.ts';
import { createClaudeAgent } from './claude-agent.ts';

const agent = createClaudeAgent({ now: () => Date.parse('2026-11-20T09:30:00Z') });
const recordings = await loadRecordings(fileURLToPath(new URL('screens', import.meta.url)));
const foreign = await loadRecordings(fileURLToPath(new URL('../codex/screens', import.meta.url)));

function screensOf(pattern: RegExp) {
  return recordings.filter(({ entry }) => pattern.test(entry.label)).map(({ screen }) => screen);
}

function screenOf(file: string) {
  const found = recordings.find(({ entry }) => entry.file.startsWith(file));
  if (found === undefined) throw new Error(`no recording ${file}`);
  return found.screen;
}

exerciseAgent(agent, {
  idle: screensOf(
    /^(idle-fresh|idle-after-answer|idle-after-tool|idle-text-question|idle-trap|idle-suggestion|interrupted|mode-)/,
  ).filter((screen) => agent.readScreen(screen).draft === null),
  busy: screensOf(/^busy-/),
  dialogs: [
    screenOf('023'),
    screenOf('044'),
    screenOf('048'),
    screenOf('057'),
    screenOf('060'),
    screenOf('062'),
    screenOf('106'),
    screenOf('006'),
  ],
  drafts: [
    { screen: screenOf('232'), text: '1' },
    { screen: screenOf('299'), text: 'trigger 429' },
    { screen: screenOf('307'), text: 'run the tests again' },
  ],
  foreign: foreign.filter(({ entry }) => entry.state === 'idle').map(({ screen }) => screen),
});

describe('Claude Code screens', () => {
  it.each<[string, string]>([
    ['305', 'a suggestion in dim text'],
    ['304', 'a placeholder in dim text'],
  ])('%s: %s is not a draft', (file) => {
    expect(agent.readScreen(screenOf(file))).toMatchObject({ state: 'idle', draft: null, boxShown: true });
  });

  it('reads a text that has grown out of the screen as a draft, not as a message that was sent', () => {
    const lines = Array.from({ length: 40 }, (_, line) => `line ${line} of a prompt that somebody stopped`);
    const rows = [...lines.slice(20).map((line) => `  ${line}`), '─'.repeat(80), '  ? for shortcuts'];
    const screen = drawnScreen(rows, { title: '✳ Claude Code', cursorX: 40, cursorY: 19 });
    expect(agent.readScreen(screen)).toMatchObject({ state: 'idle', boxShown: true });
    expect(agent.readScreen(screen).draft).toContain('line 39');
    expect(agent.showsPrompt(screen, lines.join('\n'))).toBe(false);
    expect(agent.boxHolds(screen, lines.join('\n'))).toBe(false);
    const list = rows.with(12, '  2. No, and tell Claude what to do');
    expect(agent.readScreen(drawnScreen(list)).state).toBe('unknown');
  });

  it('holds back in shell mode: the text would run', () => {
    expect(agent.readScreen(screenOf('241'))).toMatchObject({ state: 'idle', draft: '!ls' });
  });

  it.each<[string, string]>([
    ['251', '2026-11-23T09:23:00.000Z'],
    ['250', '2026-11-20T11:23:00.000Z'],
  ])('%s: reads when the limit ends', (file, until) => {
    const reading = agent.readScreen(screenOf(file));
    expect([reading.state, reading.limitedUntil?.toISOString()]).toEqual(['limited', until]);
  });

  it('takes an old error above a newer answer for history', () => {
    expect(agent.readScreen(screenOf('303')).state).toBe('idle');
  });

  it('looks past the survey at the last message', () => {
    const rows = [
      "  ⎿  You've hit your session limit · resets 11:23am (UTC)",
      '',
      '● How is Claude doing this session? (optional)',
      '  1: Bad    2: Fine   3: Good   0: Dismiss',
      '',
      '─'.repeat(80),
      '❯\u00a0\u001b[7m \u001b[0m',
      '─'.repeat(80),
      '  ? for shortcuts',
    ];
    expect(agent.readScreen(drawnScreen(['❯ go on', ...rows])).state).toBe('limited');
    expect(agent.readScreen(drawnScreen(['● Which schema?', ...rows.slice(1)])).state).toBe('asking');
  });

  it('knows a turn that a person stopped', () => {
    expect(agent.readScreen(screenOf('082')).interrupted).toBe(true);
    expect(agent.readScreen(screenOf('013')).interrupted).toBe(false);
  });

  it.each<[string, string]>([
    ['017', 'help'],
    ['255', 'model-picker'],
    ['286', 'transcript'],
  ])('%s: the overlay %s takes no text', (file, name) => {
    const reading = agent.readScreen(screenOf(file));
    expect(reading).toMatchObject({ overlay: true, boxShown: false, rule: `claude.screen.overlay-${name}` });
  });
});

describe('Claude Code prompts', () => {
  it.each<[string, string, number]>([
    ['!ls', ' !ls', 1],
    ['see @src/total.js', 'see @src/total.js ', 1],
    ['mail a@b.c', 'mail a@b.c', 0],
    ['ends in \\', 'ends in \\ ', 1],
    ['?', ' ?', 1],
    ['2', ' 2', 1],
    ['/etc/hosts has it', '/etc/hosts has it', 0],
    ['a\tb', 'a    b', 1],
    ['a\r\nb\n', 'a\nb', 2],
  ])('%j becomes %j', (text, expected, changes) => {
    const prepared = agent.prepare(text);
    expect(prepared).toMatchObject({ ok: true, text: expected });
    expect(prepared.ok && prepared.adjusted.length).toBe(changes);
  });

  it.each(['/help me', '/compact', '  /clear'])('refuses %j: it would run as a command', (text) => {
    expect(agent.prepare(text)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('as a command of its own'),
    });
  });

  it('leaves the marks of a folded paste out of the proof', () => {
    const prompt = '\n\n<pasted_content id="4421">\none\n\ntwo\n</pasted_content id="4421">\n';
    expect(agent.readHook?.({ name: 'UserPromptSubmit', payload: { prompt }, at: 1 })?.submittedText).toBe(
      'one\n\ntwo',
    );
  });

  it('recognises a folded paste by its number of lines', () => {
    const box = (text: string) =>
      drawnScreen(['─'.repeat(80), `❯\u00a0${text}`, '─'.repeat(80), '  paste again to expand']);
    const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}`).join('\n');
    expect(agent.boxHolds(box('[Pasted text #1 +39 lines]'), lines(40))).toBe(true);
    expect(agent.boxHolds(box('[Pasted text #1 +39 lines]'), lines(20))).toBe(false);
    expect(agent.boxHolds(box('before [Pasted text #1 +39 lines]'), lines(40))).toBe(false);
  });

  it('finds a prompt and its answer in the conversation', () => {
    const screen = screenOf('022');
    expect(agent.showsPrompt(screen, 'and then list the files')).toBe(true);
    expect(agent.showsPrompt(screen, 'and then remove the files')).toBe(false);
    expect(agent.visibleAnswer(screen, 'and then list the files')).toBe('There are three source files.');
    expect(agent.visibleAnswer(screen, 'something else')).toBeNull();
  });

  const talk = (...rows: string[]) => drawnScreen([...rows, '', '─'.repeat(80), '❯\u00a0', '─'.repeat(80)]);
  const background = [
    '● Background command "sleep 9" completed (exit code 0)',
    '',
    '● The task has finished.',
  ];

  it.each<[string, string | null, string[]]>([
    ['its answer', 'Fixed.', ['● Fixed.', '', '✻ Baked for 1s · 1 shell still running', '', ...background]],
    ['its answer without an end mark', 'Fixed.', ['● Fixed.', '', ...background]],
    [
      'nothing',
      null,
      ['● Bash(sleep 9)', '  ⎿  Interrupted · What should Claude do instead?', '', ...background],
    ],
    [
      'nothing but an error',
      null,
      ['● API Error: 500', '', '✻ Baked for 1s', '', '● The task has finished.'],
    ],
  ])('takes %s for the answer, not what background work says later', (_what, answer, rows) => {
    const screen = talk('❯ fix it', '', ...rows, '', '✻ Cooked for 0s');
    expect(agent.visibleAnswer(screen, 'fix it')).toBe(answer);
    expect(agent.visiblyInterrupted?.(screen, 'fix it')).toBe(rows.join().includes('Interrupted'));
    expect(agent.visibleFailure?.(screen, 'fix it')?.error ?? null).toBe(
      rows[0]?.includes('API Error') ? 'API Error: 500' : null,
    );
  });

  it('takes a folded paste of another size for another prompt', () => {
    const screen = talk('❯ [Pasted text #1 +3 lines]', '', '● Fixed.');
    expect(agent.visibleAnswer(screen, 'a\nb\nc\nd')).toBe('Fixed.');
    expect(agent.visibleAnswer(screen, 'a')).toBeNull();
  });
});

describe('Claude Code hooks', () => {
  const at = 1;
  it.each<[string, Record<string, unknown>, object]>([
    [
      'Stop',
      { last_assistant_message: 'Done.', background_tasks: [{}] },
      { state: 'idle', turnEnded: { message: 'Done.', failed: false, error: null, backgroundWork: true } },
    ],
    [
      'StopFailure',
      { error: 'rate_limit', last_assistant_message: 'API Error: 429' },
      {
        state: 'limited',
        turnEnded: { message: null, failed: true, error: 'API Error: 429', backgroundWork: false },
      },
    ],
    [
      'StopFailure',
      { error: 'server_error' },
      {
        state: 'error',
        turnEnded: { message: null, failed: true, error: 'server_error', backgroundWork: false },
      },
    ],
    [
      'PermissionRequest',
      { tool_name: 'Bash', tool_input: { command: 'npm test', description: 'x' } },
      { state: 'blocked', dialogHint: { tool: 'Bash', subject: 'npm test' } },
    ],
    [
      'PermissionRequest',
      { tool_name: 'Edit', tool_input: { file_path: '/a/b.js' } },
      { state: 'blocked', dialogHint: { tool: 'Edit', subject: '/a/b.js' } },
    ],
    [
      'PreToolUse',
      { tool_name: 'Bash', transcript_path: '/t.jsonl' },
      { state: 'busy', transcriptPath: '/t.jsonl' },
    ],
  ])('%s', (name, payload, expected) => {
    expect(agent.readHook?.({ name, payload, at })).toMatchObject(expected);
  });

  it.each(['Notification', 'TaskCreated'])('%s comes too late or says nothing', (name) => {
    expect(agent.readHook?.({ name, payload: { message: 'x' }, at })).toBeNull();
  });
});

describe('launching Claude Code', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'claude-launch-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('passes hooks in a file of the session, without the events that older versions refuse', async () => {
    const launch = agent.launch?.({ session: 's', workingDir: '/', hookDir: dir, env: {} });
    expect(launch?.env).toMatchObject({ ARCHITECT_HOOK_DIR: dir });
    expect(launch?.command).toContain('exec claude --settings');
    const newer = JSON.parse(await readFile(join(dir, '.claude-settings.json'), 'utf8'));
    const older = JSON.parse(await readFile(join(dir, '.claude-settings-2.0.json'), 'utf8'));
    expect(Object.keys(newer.hooks)).toContain('StopFailure');
    expect(Object.keys(older.hooks)).toEqual([
      'SessionStart',
      'SessionEnd',
      'UserPromptSubmit',
      'PermissionRequest',
      'Stop',
    ]);
  });
});
