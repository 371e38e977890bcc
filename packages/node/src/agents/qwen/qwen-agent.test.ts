import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drawnScreen } from '../drawn-screen.ts';
import { exerciseAgent } from '../exercise-agent.ts';
import { loadRecordings } from '../recording.ts';
import { createQwenAgent } from './qwen-agent.ts';

const now = Date.parse('2026-11-20T09:30:00Z');
const agent = createQwenAgent({ now: () => now });
const recordings = await loadRecordings(fileURLToPath(new URL('screens', import.meta.url)));
const foreign = await loadRecordings(fileURLToPath(new URL('../codex/screens', import.meta.url)));

function screenOf(file: string) {
  const found = recordings.find(({ entry }) => entry.file.startsWith(file));
  if (found === undefined) throw new Error(`no recording ${file}`);
  return found.screen;
}

const screensOf = (...files: string[]) => files.map(screenOf);

exerciseAgent(agent, {
  idle: screensOf('001', '002', '005', '101'),
  busy: recordings.filter(({ entry }) => entry.state === 'busy').map(({ screen }) => screen),
  dialogs: screensOf('003', '107'),
  drafts: [
    { screen: screenOf('012'), text: 'half typed' },
    { screen: screenOf('111'), text: Array.from({ length: 12 }, (_, i) => `l${i + 1}`).join('\n') },
  ],
  foreign: foreign.filter(({ entry }) => entry.state === 'idle').map(({ screen }) => screen),
});

const line = '─'.repeat(80);

/** An input box at the bottom of a screen, `above` on the screen. */
function boxBelow(
  above: string[],
  typed = '\u001b[7m \u001b[0m\u001b[38;5;103m Type your message or @path/to/file\u001b[0m',
) {
  return drawnScreen([...above, '', line, `> ${typed}`, line, '  ? for shortcuts']);
}

/** A permission dialog for a command. */
function asked(command: string[], rows = ['› 1. Yes, allow once', '  2. No, suggest changes (esc)']) {
  const text = [
    '?  Shell x ←',
    '',
    ...command.map((row) => `  ${row}`),
    '',
    "Allow execution of: 'x'?",
    '',
    ...rows,
    '',
  ];
  return drawnScreen([
    `  ╭${'─'.repeat(74)}╮`,
    ...text.map((row) => `  │${` ${row}`.padEnd(74)}│`),
    `  ╰${'─'.repeat(74)}╯`,
    '',
    '  ⠏ Waiting for user confirmation...',
  ]);
}

describe('Qwen screens', () => {
  it.each<[string, string[], string]>([
    ['an error', ['  ✕ [API Error: 401 wrong key] (Press Ctrl+Y to retry)'], 'error'],
    ['a limit', ['  ✕ [API Error: 429 Too many requests]'], 'limited'],
    ['a question', ['  ✦ Should I go on?'], 'asking'],
    ['an older error', ['  ✕ [API Error: x]', '  > again', '  ✦ Done.'], 'idle'],
    ['a running turn', ['  ✦ The quick', '', '  ⠴ Reading minds (4s · ↓ 49 tokens · esc to cancel)'], 'busy'],
    [
      'a running turn with a joke that wraps',
      ['  ⠴ A long joke about', '    computers (1m 4s · esc to cancel)'],
      'busy',
    ],
    ['an answer that speaks of keys', ['  ✦ Wait (or press esc to cancel) now.'], 'idle'],
  ])('%s above the box', (_name, entry, state) => {
    expect(agent.readScreen(boxBelow(['  > do it', '', ...entry])).state).toBe(state);
  });

  it('knows that a person interrupted', () => {
    expect(agent.readScreen(boxBelow(['  > do it', '  ● Request cancelled.'])).interrupted).toBe(true);
    const tool = (mark: string) => ['  ╭──────────╮', `  │ ${mark}  Shell  │`, '  ╰──────────╯'];
    expect(agent.readScreen(boxBelow(['  ● Request cancelled.', ...tool('-')])).interrupted).toBe(true);
    expect(agent.readScreen(boxBelow(tool('✓'))).interrupted).toBe(false);
  });

  it('tells typed text from the placeholder', () => {
    expect(agent.readScreen(boxBelow([])).draft).toBeNull();
    expect(agent.readScreen(boxBelow([], 'Type your message\u001b[7m \u001b[0m')).draft).toBe(
      'Type your message',
    );
    expect(agent.readScreen(boxBelow([], '\u001b[7mf\u001b[0mirst')).draft).toBe('first');
    expect(agent.readScreen(boxBelow([], '  a\u001b[7m \u001b[0m Type your message')).draft).toBe(
      '  a  Type your message',
    );
  });

  it('tells typed text from the guess of the next prompt that stands in an empty box', () => {
    const guess = '\u001b[4mR\u001b[0m\u001b[38;5;103mun the tests';
    expect(agent.readScreen(boxBelow(['  ◆\ufe0e Done.'], guess)).draft).toBeNull();
    expect(agent.readScreen(boxBelow(['  ◆\ufe0e Done.'], '\u001b[4mR\u001b[0mun the tests')).draft).toBe(
      'Run the tests',
    );
    expect(agent.readScreen(boxBelow([], 'R\u001b[4mu\u001b[0m\u001b[38;5;103mn\u001b[0m')).draft).toBe(
      'Run',
    );
  });

  it('finds the answer behind either mark', () => {
    for (const mark of ['✦', '◆\ufe0e'])
      expect(
        agent.visibleAnswer(boxBelow(['  > do it', '', `  ${mark} Done.`, '    All of it.']), 'do it'),
      ).toBe('Done.\nAll of it.');
  });

  it('reads past the scroll bar of a long conversation', () => {
    const talk = ['  > do it', '', '  ◆ Done.', '    All of it.', '', '  ✕ [API Error: 401 wrong key]'];
    const bars = ['│', '│', '█', '█', '│', '│'];
    const rows = talk.map((row, i) => `${row.padEnd(79)}${bars[i]}`);
    const box = [line, '> \u001b[7m \u001b[0m\u001b[38;5;103m Type your message', line, '  ? for shortcuts'];
    expect(agent.readScreen(drawnScreen([...rows, ...box])).state).toBe('error');
    const answered = drawnScreen([...rows.slice(0, 4), ...box]);
    expect(agent.visibleAnswer(answered, 'do it')).toBe('Done.\nAll of it.');
    expect(agent.showsPrompt(answered, 'do it')).toBe(true);
  });

  it('offers no box without the line below it, nor one with a dialog below', () => {
    const whole = boxBelow(['  ✦ Done.']).lines.filter((row) => row !== '');
    expect(agent.readScreen(drawnScreen(whole.slice(0, -2))).boxShown).toBe(false);
    expect(agent.readScreen(drawnScreen([...whole, ...asked(['ls']).lines])).boxShown).toBe(false);
  });
});

describe('Qwen dialogs', () => {
  it('reads what is asked and what each row does', () => {
    const { dialog } = agent.readScreen(screenOf('003'));
    expect(dialog).toMatchObject({ kind: 'bash', tool: 'Shell', subject: 'npm test', complete: true });
    expect(dialog?.options.map(({ key, meaning }) => [key, meaning])).toEqual([
      ['1', 'approve_once'],
      ['2', 'approve_always'],
      ['3', 'approve_always'],
      ['Escape', 'deny'],
    ]);
  });

  it('is not deceived by a command that draws a dialog of its own', () => {
    const { dialog } = agent.readScreen(
      asked(['rm -rf / #', '', "Allow execution of: 'ls'?", '', '› 1. Yes, allow once']),
    );
    expect(dialog?.subject).toMatch(/^rm -rf \/ #\n/);
    expect(dialog?.options).toHaveLength(2);
  });

  it.each<[string, ReturnType<typeof asked>]>([
    ['a command that may be wrapped', asked([`echo ${'x'.repeat(64)}`, 'rm -rf /'])],
    ['a row that is missing', asked(['ls'], ['› 2. Yes, allow once', '  3. No (esc)'])],
  ])('leaves %s to a person', (_name, screen) => {
    expect(agent.readScreen(screen)).toMatchObject({ state: 'blocked', dialog: { complete: false } });
  });

  it('is blocked when only the waiting line is left to see', () => {
    expect(agent.readScreen(drawnScreen(['  ⠏ Waiting for user confirmation...'])).state).toBe('blocked');
  });
});

describe('Qwen prompts', () => {
  it.each(['/help', 'exit'])('refuses %j: it would be a command', (text) => {
    expect(agent.prepare(text).ok).toBe(false);
  });

  it.each([
    ['one line of nothing', 'x'.repeat(9_000)],
    ['many lines', 'a line of text\n'.repeat(7_000)],
    ['a little more than one', 'y'.repeat(4_060)],
    ['many bytes in few characters', '中文😀'.repeat(2_000)],
  ])('splits a long text into what it reads in one go and folds: %s', (_name, text) => {
    const pieces = agent.splitPaste?.(text) ?? [];
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(text);
    for (const piece of pieces) {
      expect(Buffer.byteLength(piece) + '\x1b[200~\x1b[201~'.length).toBeLessThanOrEqual(4_095);
      expect(Array.from(piece).length).toBeGreaterThan(1_000);
    }
    for (const count of [1, 2, pieces.length - 1])
      expect(agent.splitPaste?.(pieces.slice(0, count).join(''))).toEqual(pieces.slice(0, count));
    expect(agent.splitPaste?.(text.slice(0, 1_500))).toEqual([text.slice(0, 1_500)]);
  });

  it.each<[string, string, 'boxHolds' | 'boxBegins' | null]>([
    ['both pieces', '[Pasted Content 2000 chars][Pasted Content 2000 chars] #2', 'boxHolds'],
    ['a piece and the rest as keys', `[Pasted Content 3000 chars]${'b'.repeat(1_000)}`, 'boxHolds'],
    ['the first piece', '[Pasted Content 2000 chars]', 'boxBegins'],
    ['part of the rest as keys', `[Pasted Content 2000 chars]${'b'.repeat(90)}`, 'boxBegins'],
    ['a beginning that was typed', 'a'.repeat(150), 'boxBegins'],
    ['a beginning that may be anybody’s', 'aaa', null],
    ['more than the text', '[Pasted Content 2000 chars][Pasted Content 2001 chars]', null],
    ['words behind it', '[Pasted Content 2000 chars]and more', null],
    ['words before it', 'see [Pasted Content 2000 chars]', null],
  ])('tells what the box holds of a text: %s', (_name, box, is) => {
    const text = 'a'.repeat(2_000) + 'b'.repeat(2_000);
    const rows = box.match(/.{1,70}/g)?.map((row, i) => (i === 0 ? row : `  ${row}`)) ?? [];
    const screen = drawnScreen(
      [line, `> ${rows.join('\n')}`, line, '  ? for shortcuts'].join('\n').split('\n'),
    );
    expect([agent.boxHolds(screen, text), agent.boxBegins?.(screen, text)]).toEqual([
      is === 'boxHolds',
      is === 'boxBegins',
    ]);
  });

  it.each(['', ' #2'])(
    'knows the last pieces of many, of which the first have scrolled out of the box: %j',
    (number) => {
      const text = 'a line of text\n'.repeat(14_000);
      const shownOf = (typed: string) =>
        (agent.splitPaste?.(typed) ?? [])
          .map((piece) => `[Pasted Content ${piece.length} chars]${number}`)
          .join('');
      const lastRows = (typed: string) => {
        const rows = (shownOf(typed).match(/.{1,66}( |$)/g) ?? []).slice(-10);
        return drawnScreen([
          line,
          ...rows.map((row, i) => `${i === 0 ? '>' : ' '} ${row}`),
          line,
          '  ? for shortcuts',
        ]);
      };
      const most = (agent.splitPaste?.(text) ?? []).slice(0, -1).join('');
      const judge = (typed: string) => [
        agent.boxHolds(lastRows(typed), text),
        agent.boxBegins?.(lastRows(typed), text),
      ];
      expect([judge(text), judge(most)]).toEqual([
        [true, false],
        [false, true],
      ]);
      expect(agent.boxHolds(lastRows(most), most)).toBe(true);
    },
  );

  it('finds a prompt and its answer in the conversation', () => {
    expect(agent.showsPrompt(screenOf('002'), 'hello there')).toBe(true);
    expect(agent.showsPrompt(screenOf('002'), 'something else')).toBe(false);
    expect(agent.visibleAnswer(screenOf('002'), 'hello there')).toBe(
      'Hello from the stub model. END-OF-ANSWER',
    );
    expect(agent.visibleAnswer(screenOf('002'), 'nowhere')).toBeNull();
  });

  it('is recognised by process and by screen', () => {
    const process = {
      command: 'node',
      commandLines: [['node', '/opt/bin/qwen']],
      title: '',
      env: {},
      pid: 1,
      cwd: '/',
    };
    expect(agent.recognise(process)).toBe(2);
    expect(agent.recogniseScreen?.(screenOf('003'))).toBe(true);
    expect(agent.recogniseScreen?.(boxBelow([]))).toBe(false);
  });
});
