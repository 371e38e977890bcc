import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drawnScreen } from '../drawn-screen.ts';
import { exerciseAgent } from '../exercise-agent.ts';
import { loadRecordings } from '../recording.ts';
import { createOpencodeAgent } from './opencode-agent.ts';

const now = Date.parse('2026-11-20T09:30:00Z');
const agent = createOpencodeAgent({ now: () => now });
const recordings = await loadRecordings(fileURLToPath(new URL('screens', import.meta.url)));
const foreign = await loadRecordings(fileURLToPath(new URL('../codex/screens', import.meta.url)));

function screenOf(file: string) {
  const found = recordings.find(({ entry }) => entry.file.startsWith(file));
  if (found === undefined) throw new Error(`no recording ${file}`);
  return found.screen;
}

const screensOf = (...files: string[]) => files.map(screenOf);
const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}`).join('\n');

exerciseAgent(agent, {
  idle: screensOf('001', '002', '011', '014', '018', '022', '024', '042', '043', '047', '054', '103', '106'),
  busy: recordings.filter(({ entry }) => entry.state === 'busy').map(({ screen }) => screen),
  dialogs: screensOf('004', '007', '010', '020', '039', '040', '066', '069'),
  drafts: [
    { screen: screenOf('032'), text: 'a half-typed message' },
    { screen: screenOf('034'), text: lines(3) },
    { screen: screenOf('108'), text: 'a\nb' },
    { screen: screenOf('035'), text: lines(40) },
  ],
  foreign: foreign.filter(({ entry }) => entry.state === 'idle').map(({ screen }) => screen),
});

const page = '\u001b[48;5;232m';
const solid = (row: string) =>
  `${page}  \u001b[38;5;215;48;5;233m┃\u001b[38;5;15m${`  ${row}`.padEnd(70)}${page}`;
const open = (row: string) =>
  `${page}  \u001b[38;5;75m┃\u001b[38;5;15m\u001b[48;5;234m${`  ${row}`.padEnd(70)}${page}`;

/** An input box with the cursor in it, `above` on the screen, `status` below the box. */
function boxBelow(above: string[], status = '/srv/shop     ctrl+p commands', typed = '') {
  const box = ['', typed, '', 'Build · Stub One Stub'].map(open);
  const rows = [...above, '', ...box, `  \u001b[38;5;75m╹${'▀'.repeat(70)}`, `   ${status}`];
  return drawnScreen(rows, { cursorX: 5 + typed.length, cursorY: above.length + 2, cursorVisible: true });
}

/** A permission request; `marked` is drawn as the chosen button. */
function asked(head: string, body: string[], marked = 'Allow once') {
  const button = (label: string) =>
    label === marked ? `\u001b[48;5;215m ${label} \u001b[48;5;233m` : ` ${label} `;
  const buttons = ['Allow once', 'Allow always', 'Reject'].map(button).join(' ');
  const rows = [
    '',
    '△ Permission required',
    ...head.split('\n').map((row) => `  ${row}`),
    '',
    ...body,
    '',
    '',
    `${buttons}    ⇆ select  enter confirm`,
    '',
  ];
  return drawnScreen(['     ▣  Build · Stub One', '', ...rows.map(solid)]);
}

describe('emoji that tmux draws narrower than opencode', () => {
  const text = 'Look 👩‍💻 中文';

  it('leave a piece of the placeholder in the box, which nobody typed', () => {
    const row = '\u001b[38;5;255mLook 👩‍💻\u001b[38;5;8mng\u001b[38;5;255m 中文';
    const muted = 'Build \u001b[38;5;8m·\u001b[38;5;15m Stub One Stub';
    const rows = ['', row, '', muted].map(open);
    const screen = drawnScreen([
      ...rows,
      `  \u001b[38;5;75m╹${'▀'.repeat(70)}`,
      '   /srv/shop  ctrl+p commands',
    ]);
    expect(agent.boxHolds(screen, text)).toBe(true);
    const typed = drawnScreen([...rows.with(1, open('Look 👩‍💻ng 中文')), ...screen.lines.slice(4, 6)]);
    expect(agent.boxHolds(typed, text)).toBe(false);
  });

  it('leave what stood there in the conversation', () => {
    const echo = ['', 'Look 👩‍💻di 中文', ''].map(open);
    const screen = boxBelow([...echo, '', '     It is a person.', '', '     ▣  Build · Stub One · 2s']);
    expect(agent.visibleAnswer(screen, text)).toBe('It is a person.');
    const blank = open('Look 👩‍💻 中文').replace('💻 ', '💻\u001b[48;5;232m  \u001b[48;5;234m ');
    expect(agent.showsPrompt(boxBelow([open(''), blank, open('')]), text)).toBe(true);
    expect(agent.showsPrompt(screen, 'Look 👩‍💻 日本')).toBe(false);
    expect(agent.showsPrompt(boxBelow(['', 'Look 👩‍💻dire 中文', ''].map(open)), text)).toBe(false);
  });
});

describe('opencode screens', () => {
  it.each<[string, string[], string]>([
    ['a failure', [solid(''), solid('incorrect API key'), solid('')], 'error'],
    ['a limit', [solid(''), solid('You exceeded your current quota'), solid('')], 'limited'],
    ['a question', ['     Should I go on?', '', '     ▣  Build · Stub One · 2s'], 'asking'],
    ['a tool call that ends in a question mark', ['     $ echo why?'], 'idle'],
    ['a message without an answer', ['     Done.', '', open('go on')], 'busy'],
    ['an older failure', [solid('wrong key'), '', open('again'), '', '     Done.'], 'idle'],
  ])('%s above the box', (_name, above, state) => {
    expect(agent.readScreen(boxBelow(above)).state).toBe(state);
  });

  it.each<[string, string, string]>([
    ['⬝⬝■■■■■■  esc interrupt', 'busy', 'opencode.screen.interrupt-hint'],
    ['⬝⬝■■■■■■  esc again to interrupt', 'busy', 'opencode.screen.interrupt-hint'],
    ['■■⬝⬝ Rate limit reached. [retrying in 2s attempt #1]', 'limited', 'opencode.screen.limited.retrying'],
    ['■■⬝⬝ Connection reset by server [retrying attempt #2]', 'busy', 'opencode.screen.connection.retrying'],
    ['■■⬝⬝ internal server error. [retrying in 9s attempt #4]', 'error', 'opencode.screen.failed.retrying'],
  ])('status %j', (status, state, rule) => {
    expect(agent.readScreen(boxBelow(['     Done.'], status))).toMatchObject({ state, rule });
  });

  it('knows that a person interrupted', () => {
    expect(agent.readScreen(screenOf('024')).interrupted).toBe(true);
    expect(agent.readScreen(screenOf('014')).interrupted).toBe(false);
  });

  it('holds back when the cursor is elsewhere or the status row is not drawn', () => {
    const box = boxBelow(['     Done.']);
    const away = { ...box, cursor: { x: 60, y: 0, visible: true } };
    expect(agent.readScreen(away)).toMatchObject({ state: 'unknown', boxShown: false });
    expect(agent.readScreen(boxBelow(['     Done.'], ''))).toMatchObject({
      state: 'unknown',
      boxShown: false,
    });
  });

  it('types nothing while a picker has the keyboard', () => {
    expect(agent.readScreen(screenOf('107'))).toMatchObject({ overlay: true, boxShown: false });
  });

  it('takes the words of the placeholder for a draft where somebody typed them', () => {
    expect(agent.readScreen(boxBelow([], undefined, 'Ask anything…')).draft).toBe('Ask anything…');
    const fresh = screenOf('002');
    const cursor = { ...fresh.cursor, x: fresh.cursor.x + 5 };
    expect(agent.readScreen({ ...fresh, cursor }).draft).toMatch(/^Ask anything/);
  });
});

describe('opencode dialogs', () => {
  it.each<[string, object]>([
    ['004', { kind: 'bash', subject: 'npm test', complete: true }],
    ['007', { kind: 'bash', subject: 'rm -rf build', complete: true }],
    ['010', { kind: 'other', subject: '/?/src' }],
    ['039', { kind: 'edit', subject: 'src/add.js', complete: true }],
    ['057', { kind: 'bash', subject: 'git push --force', complete: true }],
    ['110', { kind: 'edit', subject: 'notes/todo.md', complete: true }],
    ['111', { kind: 'edit', subject: 'notes/todo.md', complete: true }],
    ['040', { question: 'Always allow', complete: false }],
    ['065', { kind: 'question', question: 'Which database should the project use?', complete: true }],
  ])('%s', (file, expected) => {
    expect(agent.readScreen(screenOf(file)).dialog).toMatchObject(expected);
  });

  it('moves from the button that is marked', () => {
    const fresh = agent.readScreen(screenOf('004')).dialog;
    const moved = agent.readScreen(screenOf('007')).dialog;
    expect(fresh && agent.answerKeys(fresh, 'row:1')).toEqual(['Enter']);
    expect(moved && agent.answerKeys(moved, 'row:1')).toEqual(['Left', 'Enter']);
    expect(fresh && agent.answerKeys(fresh, 'row:2')).toEqual(['Right', 'Enter']);
    expect(fresh && agent.answerKeys(fresh, 'Escape')).toEqual(['Escape']);
    const narrow = agent.readScreen(screenOf('110')).dialog;
    expect(narrow && agent.answerKeys(narrow, 'row:2')).toEqual(['Right', 'Enter']);
    const question = agent.readScreen(screenOf('020')).dialog;
    expect(question && agent.answerKeys(question, 'row:3')).toEqual(['Down', 'Down', 'Enter']);
  });

  it('never takes the second question behind "Allow always" for approving once', () => {
    const meanings = agent.readScreen(screenOf('040')).dialog?.options.map((option) => option.meaning);
    expect(meanings).toEqual(['approve_always', 'deny']);
  });

  it('is not deceived by the description that the model gives a command', () => {
    const { dialog } = agent.readScreen(asked('# Read src/add.js', ['$ rm -rf build']));
    expect(dialog).toMatchObject({ kind: 'bash', subject: 'rm -rf build', complete: true });
  });

  it.each<[string, ReturnType<typeof asked>]>([
    ['a command that may be wrapped', asked('# Shell command', [`$ echo ${'x'.repeat(58)}`, 'rm -rf /'])],
    ['a command that fills the dialog', asked('# Shell command', ['$ a', ...lines(9).split('\n')])],
    ['a path in two rows', asked('→ Edit src/a/very/long\npath.ts', ['1 + x'])],
    ['no marked button', asked('# Shell command', ['$ ls'], 'nothing')],
    ['a tool nobody knows', asked('☂ Teleport home', [])],
  ])('leaves %s to a person', (_name, screen) => {
    expect(agent.readScreen(screen)).toMatchObject({ state: 'blocked', dialog: { complete: false } });
  });

  it('without colours presses nothing but Escape', () => {
    const plain = drawnScreen(asked('# Shell command', ['$ ls']).lines);
    const { dialog, state } = agent.readScreen(plain);
    expect([state, dialog?.complete]).toEqual(['blocked', false]);
    expect(dialog && agent.answerKeys(dialog, 'row:1')).toBeNull();
  });
});

describe('opencode prompts', () => {
  it.each<[string, string]>([
    ['/help', ' /help'],
    ['/etc/hosts', '/etc/hosts'],
    ['see @a.ts', 'see @a.ts '],
  ])('%j becomes %j', (text, expected) => {
    expect(agent.prepare(text)).toMatchObject({ ok: true, text: expected });
  });

  it.each(['exit', 'quit', ':q'])('refuses %j: it would quit', (text) => {
    expect(agent.prepare(text).ok).toBe(false);
  });

  it('finds a prompt and its answer in the conversation', () => {
    expect(agent.showsPrompt(screenOf('014'), 'stub:slow=10')).toBe(true);
    expect(agent.showsPrompt(screenOf('014'), 'stub:slow')).toBe(false);
    expect(agent.visibleAnswer(screenOf('014'), 'stub:slow=10')).toMatch(/END-OF-SLOW-ANSWER$/);
    expect(agent.visibleAnswer(screenOf('042'), 'stub:edit it')).toBe('The tool has finished. END-OF-TURN');
    expect(agent.visibleAnswer(screenOf('014'), 'nowhere')).toBeNull();
  });

  it('is recognised by its screen where the process is not named', () => {
    expect(agent.recogniseScreen?.(screenOf('014'))).toBe(true);
    expect(agent.recogniseScreen?.(screenOf('004'))).toBe(true);
    expect(foreign.some(({ screen }) => agent.recogniseScreen?.(screen))).toBe(false);
  });
});
