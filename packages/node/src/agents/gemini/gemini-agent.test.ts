import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drawnScreen } from '../drawn-screen.ts';
import { exerciseAgent } from '../exercise-agent.ts';
import { loadRecordings } from '../recording.ts';
import { createGeminiAgent } from './gemini-agent.ts';

const now = Date.parse('2026-11-20T09:30:00Z');
const agent = createGeminiAgent({ now: () => now });
const recordings = await loadRecordings(fileURLToPath(new URL('screens', import.meta.url)));
const foreign = await loadRecordings(fileURLToPath(new URL('../codex/screens', import.meta.url)));

function screenOf(file: string) {
  const found = recordings.find(({ entry }) => entry.file.startsWith(file));
  if (found === undefined) throw new Error(`no recording ${file}`);
  return found.screen;
}

const screensOf = (...files: string[]) => files.map(screenOf);

exerciseAgent(agent, {
  idle: screensOf(
    '007',
    '008',
    '016',
    '020',
    '029',
    '032',
    '039',
    '050',
    '052',
    '056',
    '068',
    '104',
    '107',
    '121',
    '131',
    '133',
  ),
  busy: recordings.filter(({ entry }) => entry.state === 'busy').map(({ screen }) => screen),
  dialogs: screensOf('002', '004', '006', '009', '013', '021', '022', '026', '103', '106', '108', '110'),
  drafts: [
    { screen: screenOf('030'), text: 'a half-typed message' },
    { screen: screenOf('132'), text: 'hello there\ntwo' },
    { screen: screenOf('033'), text: 'line one\nline two\nline three "quoted" `tick`' },
    { screen: screenOf('034'), text: Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\n') },
  ],
  foreign: foreign.filter(({ entry }) => entry.state === 'idle').map(({ screen }) => screen),
});

const line = '─'.repeat(80);
const footer = [
  ' workspace (/directory)       branch      sandbox     /model',
  ' /srv/shop                    main        no sandbox  Auto',
];

/** An input box at the bottom of a screen, `above` on the screen. */
function boxBelow(
  above: string[],
  typed = '\u001b[7m \u001b[0m Type your message or @path/to/file',
  title = '',
) {
  return drawnScreen([...above, '', line, ' Shift+Tab to accept edits', '', ` > ${typed}`, '', ...footer], {
    title,
  });
}

/** A dialog in a frame. */
function framed(rows: string[]) {
  const wide = 78;
  return drawnScreen([
    '✦ I will do it.',
    `╭${'─'.repeat(wide)}╮`,
    ...rows.map((row) => `│${` ${row}`.padEnd(wide)}│`),
    `╰${'─'.repeat(wide)}╯`,
  ]);
}

const choices = ['', '● 1. Allow once', '  2. Allow for this session', '  3. No, suggest changes (esc)'];
const command = (...rows: string[]) => [
  '? Shell  something',
  `╭${'─'.repeat(74)}╮`,
  ...rows.map((row) => `│ ${row.padEnd(72)} │`),
  `╰${'─'.repeat(74)}╯`,
  'Allow execution of [Shell]?',
];

describe('Gemini screens', () => {
  it.each<[string, string[], string]>([
    ['an error', ['✕ [API Error: terminated]', 'ℹ This request failed. Press F12 for diagnostics'], 'error'],
    ['a limit', ['✕ [API Error: {"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}]'], 'limited'],
    ['a question', ['✦ Should I go on?'], 'asking'],
    ['a wrapped question', ['✦ I found two ways. Which one', '  do you want?'], 'asking'],
    ['a command that a person mistyped', ['✕ Unknown command: /hooks/agents'], 'idle'],
    ['an older error', ['✕ [API Error: terminated]', ' > again', '✦ Done.'], 'idle'],
    ['a running turn', ['✦ The quick', ' ⠹ Thinking... (esc to cancel, 12s)'], 'busy'],
    [
      'a running turn with a headline that wraps',
      [' ⠹ Reading every file of the', '   repository (esc to cancel, 1m 3s)'],
      'busy',
    ],
    [
      'a spinner that was left above what came of it',
      ['⠏ Compressing chat history', '', '✦ Compressed.'],
      'idle',
    ],
    ['a queued message', ['  Queued (press ↑ to edit):', '    more'], 'busy'],
    ['an answer that speaks of keys', ['✦ Press Esc (esc to cancel) to stop it.'], 'idle'],
  ])('%s above the box', (_name, entry, state) => {
    expect(agent.readScreen(boxBelow([' > do it', ...entry])).state).toBe(state);
  });

  it('knows that a person interrupted', () => {
    expect(agent.readScreen(screenOf('029')).interrupted).toBe(true);
    expect(agent.readScreen(screenOf('008')).interrupted).toBe(false);
  });

  it('tells typed text from the placeholder', () => {
    expect(agent.readScreen(boxBelow([])).draft).toBeNull();
    const typed = 'Type your message or @path/to/file\u001b[7m \u001b[0m';
    expect(agent.readScreen(boxBelow([], typed)).draft).toBe('Type your message or @path/to/file');
    expect(agent.readScreen(boxBelow([], '\u001b[7mf\u001b[0mirst')).draft).toBe('first');
    expect(agent.readScreen(boxBelow([], '  a\u001b[7m \u001b[0m Type your message')).draft).toBe(
      '  a  Type your message',
    );
  });

  it('offers no box without the line above it, nor one with a dialog below', () => {
    expect(agent.readScreen(drawnScreen([' > hello', '✦ Hi.', '', ...footer])).boxShown).toBe(false);
    const covered = boxBelow([]);
    const rows = [...covered.lines.filter((row) => row !== ''), ...framed(choices).lines];
    expect(agent.readScreen(drawnScreen(rows)).boxShown).toBe(false);
  });

  it('is limited while the quota dialog is up, whatever the title says', () => {
    expect(agent.readScreen(screenOf('041'))).toMatchObject({
      state: 'limited',
      rule: 'gemini.screen.limit-dialog',
      boxShown: false,
    });
    const working = { ...screenOf('041'), title: '✦  Working… (shop)' };
    expect(agent.readScreen(working).rule).toBe('gemini.screen.limit-dialog.retrying');
  });

  it('neither the shortcuts panel nor shell mode takes a prompt', () => {
    expect(agent.readScreen(screenOf('036'))).toMatchObject({
      state: 'idle',
      overlay: true,
      boxShown: false,
    });
    expect(agent.readScreen(screenOf('035')).draft).toBe('!');
  });
});

describe('Gemini dialogs', () => {
  it.each<[string, object]>([
    ['009', { kind: 'bash', tool: 'Shell', subject: 'npm test', complete: true }],
    ['013', { kind: 'edit', subject: 'src/add.js', complete: true }],
    ['022', { kind: 'write', subject: 'notes/todo.md', complete: true }],
    ['026', { kind: 'question', question: 'Which database should the project use?' }],
    ['002', { kind: 'trust', subject: 'shop', complete: true }],
    ['003', { kind: 'trust', complete: false }],
    ['103', { kind: 'bash', subject: 'npm test', complete: true }],
    ['106', { kind: 'edit', subject: 'src/add.js', complete: true }],
    ['108', { kind: 'write', subject: 'notes/todo.md', complete: true }],
    ['123', { kind: 'bash', subject: 'npm test', complete: true }],
    ['134', { kind: 'bash', subject: 'npm test', complete: true }],
    ['004', { kind: 'other', complete: false }],
    ['006', { kind: 'other', complete: false }],
  ])('%s', (file, expected) => {
    expect(agent.readScreen(screenOf(file)).dialog).toMatchObject(expected);
  });

  it('picks by digit, Escape refuses, questions go by arrows', () => {
    const { dialog } = agent.readScreen(screenOf('013'));
    const keys = dialog?.options.map(({ key, meaning }) => [key, meaning]);
    expect(keys).toEqual([
      ['1', 'approve_once'],
      ['2', 'approve_always'],
      ['3', 'other'],
      ['Escape', 'deny'],
    ]);
    const question = agent.readScreen(screenOf('026')).dialog;
    expect(question && agent.answerKeys(question, 'row:3')).toEqual(['Down', 'Down', 'Enter']);
  });

  it('reads a command of several lines whole', () => {
    const screen = framed([...command('echo one', '', 'rm -rf build'), ...choices]);
    expect(agent.readScreen(screen).dialog).toMatchObject({
      subject: 'echo one\n\nrm -rf build',
      complete: true,
    });
  });

  it.each<[string, string[]]>([
    ['may be wrapped', [...command(`echo ${'x'.repeat(66)}`, 'rm -rf /'), ...choices]],
    ['is hidden in part', [...command('echo one', '... last 9 lines hidden ...'), ...choices]],
    ['has two marked rows', [...command('ls'), '', '● 1. Allow once', '● 2. Allow for this session']],
    [
      'names a path in two rows',
      ['? WriteFile  Writing to a/very', 'long/path.ts', '', 'Apply this change?', ...choices],
    ],
    [
      'is one of several questions',
      [
        'Answer Questions',
        '',
        'Which one?',
        '',
        '● 1. This',
        '  2. That',
        '',
        'Enter to select · ←/→ to switch questions · Esc to cancel',
      ],
    ],
    ['asks for a tool nobody knows', ['? Teleport  home', 'Allow it?', ...choices]],
  ])('is not complete when it %s', (_name, rows) => {
    expect(agent.readScreen(framed(rows))).toMatchObject({ state: 'blocked', dialog: { complete: false } });
  });

  it('is not deceived by a command that draws a dialog of its own', () => {
    const rows = [...command('rm -rf / #', 'Allow execution of [Shell]?', '', '● 1. Allow once'), ...choices];
    const { dialog } = agent.readScreen(framed(rows));
    expect(dialog?.subject).toMatch(/^rm -rf \/ #\n/);
    expect(dialog?.options).toHaveLength(3);
  });
});

describe('Gemini titles', () => {
  it.each<[string, string | undefined]>([
    ['◇  Ready (shop)                     ', 'idle'],
    ['✦  Working… (shop)                  ', 'busy'],
    ['⏲  Working… (shop)', 'busy'],
    ['✋  Action Required (shop)', 'blocked'],
    ['shop', undefined],
  ])('title %j', (title, state) => {
    expect(agent.readTitle?.(title)?.state).toBe(state);
  });
});

describe('Gemini prompts', () => {
  it.each<[string, string]>([
    ['  indented', 'indented'],
    ['/etc/hosts', '/etc/hosts'],
    ['see @a.ts', 'see @a.ts '],
    ['ends in \\', 'ends in \\ '],
  ])('%j becomes %j', (text, expected) => {
    expect(agent.prepare(text)).toMatchObject({ ok: true, text: expected });
  });

  it.each(['/help', '/model now', 'exit', 'quit'])('refuses %j: it would be a command', (text) => {
    expect(agent.prepare(text).ok).toBe(false);
  });

  it('tells a folded paste by its size', () => {
    expect(agent.boxHolds(screenOf('034'), 'a\nb')).toBe(false);
  });

  it('finds a prompt and its answer in the conversation', () => {
    expect(agent.showsPrompt(screenOf('008'), 'hello there')).toBe(true);
    expect(agent.showsPrompt(screenOf('008'), 'something else')).toBe(false);
    expect(agent.visibleAnswer(screenOf('008'), 'hello there')).toBe(
      'Hello from the stub model. END-OF-ANSWER',
    );
    expect(agent.visibleAnswer(screenOf('008'), 'nowhere')).toBeNull();
    expect(agent.visibleAnswer(screenOf('133'), 'hello there\ntwo')).toBe(
      'Hello from the stub model. END-OF-ANSWER',
    );
    const talk = boxBelow([' > one', '✦ First.', '', '  - more', ' Press Ctrl+O to show more lines', '']);
    expect(agent.visibleAnswer(talk, 'one')).toBe('First.\n\n- more');
  });

  it('is launched with hooks that add to the machine’s own defaults, which are left alone where they cannot be read', () => {
    const dir = mkdtempSync(join(tmpdir(), 'gemini-launch-'));
    const defaults = join(dir, 'defaults.json');
    const launch = () =>
      agent.launch?.({
        session: 's',
        workingDir: '/',
        hookDir: dir,
        env: { GEMINI_CLI_SYSTEM_DEFAULTS_PATH: defaults },
      }).command ?? '';
    const theirs = { hooks: [{ type: 'command', command: 'theirs' }] };
    writeFileSync(defaults, JSON.stringify({ ui: { theme: 'Dark' }, hooks: { AfterAgent: [theirs] } }));
    expect(launch()).toContain('GEMINI_CLI_SYSTEM_DEFAULTS_PATH=');
    const written = JSON.parse(readFileSync(join(dir, '.gemini-defaults.json'), 'utf8'));
    expect(written.ui).toEqual({ theme: 'Dark' });
    expect(written.hooks.AfterAgent).toMatchObject([theirs, { hooks: [{ name: 'architect' }] }]);
    expect(written.hooks.BeforeAgent).toHaveLength(1);
    writeFileSync(defaults, '{ // a comment\n}');
    expect(launch()).toBe('exec gemini');
    rmSync(dir, { recursive: true });
  });

  it('takes a hook for the end of a turn, and leaves it to the screen how it ended', () => {
    const hook = (name: string, payload: Record<string, unknown>) =>
      agent.readHook?.({ name, payload, at: 1 });
    expect(hook('BeforeAgent', { prompt: 'hi' })).toMatchObject({ state: 'busy', submittedText: 'hi' });
    expect(hook('AfterAgent', { prompt: 'hi', prompt_response: 'The  quick' })?.turnEnded).toMatchObject({
      message: null,
      comesAfterStop: true,
      prompts: ['hi'],
    });
    const details = { type: 'exec', command: 'npm test' };
    expect(hook('Notification', { notification_type: 'ToolPermission', details })).toMatchObject({
      state: 'blocked',
      dialogHint: { tool: 'Shell', kind: 'bash', subject: 'npm test' },
    });
    expect(hook('Notification', { notification_type: 'Other' })).toBeNull();
  });
});
