import { describe, expect, it } from 'vitest';
import { createAgentBook } from '../agent-book.ts';
import { drawnScreen } from '../drawn-screen.ts';
import { exerciseAgent } from '../exercise-agent.ts';
import { readRulesFile } from './read-rules-file.ts';

const file = String.raw`acme:
  launch: acme --tui
  processes: [acme]
  version: [acme, --version]
  title:
    - { name: working, match: '^acme: working', state: busy }
  box:
    prompt: '^you> (.*)$'
    continued: '^   \| (.*)$'
    ghost: '^Ask me anything'
    top: '^-{10,}$'
    bottom: '^-{10,}$'
    below: '^ acme \d'
  screen:
    - { name: working, state: busy, where: above-box, rows: 1, match: '^\* working' }
    - { name: quota, state: limited, where: above-box, rows: 2, text: 'quota is used up.*try again' }
    - { name: help, state: idle, overlay: true, match: '^ Help' }
    - { name: sleepy, state: idle, match: 'zzz' }
    - { name: beta, state: busy, match: '^beta', versions: '>=2.0.0 <3.0.0' }
  dialogs:
    - name: command
      kind: bash
      tool: Run
      head: '^Run this command\?$'
      subject: '^  \$ (.+)$'
      options: { row: '^ (?<selected>[>])? *\[(?<key>[a-z])\] (?<text>.+)$' }
      end: '^\(esc'
      approve_once: '^run it$'
  conversation: { prompt: '^you said: ', answer: '^acme: ', other: '^\* ' }
  delivery:
    max_bytes: 2000
    folded: '^<pasted (\d+) lines>$'
    refuse:
      - { match: '^/', reason: 'acme would take it for a command' }
    guards:
      - { match: '\\$', replace: '\ ', says: 'a blank was put after the trailing backslash' }
`;

function bookOf(text: string) {
  const book = createAgentBook({ now: Date.now });
  const read = readRulesFile(text, book.builtIn);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  book.use(read.entries, '/data/agents.yaml');
  return book;
}

const book = bookOf(file);
const found = book.ofProvider('acme');
if (found === null) throw new Error('acme is not defined');
const agent = found;

const line = '-'.repeat(80);
const footer = ' acme 1.2.3';
/** A screen of the made-up program; the cursor stands behind what was typed. */
function shows(above: string[], typed: string[] = ['you> '], facts: { title?: string } = {}) {
  const rows = [...above, line, ...typed, line, footer];
  const y = above.length + typed.length;
  return drawnScreen(rows, { cursorX: typed.at(-1)?.length ?? 0, cursorY: y, ...facts });
}
const asks = (command: string, rows = [' >[y] run it', '  [n] no']) =>
  drawnScreen([
    'acme: I will do it.',
    '',
    'Run this command?',
    `  $ ${command}`,
    '',
    ...rows,
    '(esc to leave)',
  ]);

exerciseAgent(agent, {
  idle: [shows([]), shows(['acme: done']), shows(['* note'])],
  busy: [shows(['* working (3 s)']), shows(['acme: hello'], ['you> '], { title: 'acme: working on it' })],
  dialogs: [asks('npm test'), asks('rm -rf build')],
  drafts: [
    { screen: shows([], ['you> half typed']), text: 'half typed' },
    { screen: shows([], ['you> one', '   | two']), text: 'one\ntwo' },
    { screen: shows([], ['you> <pasted 12 lines>']), text: Array.from({ length: 12 }, () => 'x').join('\n') },
  ],
  foreign: [drawnScreen(['', '> ', '']), drawnScreen([line, '❯ ', line])],
});

describe('an agent of a file', () => {
  it('tells ghost text from a draft', () => {
    const ghost = shows([], ['you> \u001b[2mAsk me anything\u001b[0m']);
    expect(agent.readScreen({ ...ghost, cursor: { ...ghost.cursor, x: 5 } })).toMatchObject({ draft: null });
    expect(agent.readScreen(shows([], ['you> Ask me anything']))).toMatchObject({ draft: null });
    expect(agent.readScreen(shows([], ['you> Ask him anything']))).toMatchObject({
      draft: 'Ask him anything',
    });
  });

  it('has no box where the cursor is elsewhere, where text stands below it, or where its frame is cut', () => {
    const elsewhere = { ...shows([]), cursor: { x: 0, y: 0, visible: true } };
    const below = drawnScreen([line, 'you> ', line, footer, 'acme: still talking'], {
      cursorX: 5,
      cursorY: 1,
    });
    const cut = drawnScreen(['you> ', line, footer], { cursorX: 5, cursorY: 0 });
    for (const screen of [elsewhere, below, cut]) {
      expect(agent.readScreen(screen)).toMatchObject({ state: 'unknown', boxShown: false });
    }
  });

  it('never says idle by a rule without the box', () => {
    expect(agent.readScreen(drawnScreen(['zzz']))).toMatchObject({ state: 'unknown', boxShown: false });
    expect(agent.readScreen(shows(['zzz']))).toMatchObject({ state: 'idle', rule: 'acme.screen.sleepy' });
  });

  it('takes an overlay for something in the way', () => {
    for (const screen of [shows([' Help']), drawnScreen([' Help'])]) {
      const reading = agent.readScreen(screen);
      expect(reading).toMatchObject({ boxShown: false, overlay: true, rule: 'acme.screen.help' });
    }
  });

  it('reads a limit over wrapped rows, and its reset time', () => {
    const reading = agent.readScreen(shows(['* Your quota is used up,', '  try again in 2 hours']));
    expect(reading).toMatchObject({ state: 'limited', rule: 'acme.screen.quota' });
    expect(reading.limitedUntil?.getTime()).toBeGreaterThan(Date.now());
  });

  it('reads the whole dialog', () => {
    expect(agent.readScreen(asks('npm test')).dialog).toMatchObject({
      kind: 'bash',
      tool: 'Run',
      subject: 'npm test',
      question: 'Run this command?',
      complete: true,
      options: [
        { key: 'y', text: 'run it', meaning: 'approve_once', selected: true },
        { key: 'n', text: 'no', meaning: 'deny', selected: false },
      ],
    });
  });

  it.each([
    ['a row that no rule knows', ['  in a container', ' >[y] run it', '  [n] no']],
    ['two rows with one key', [' >[y] run it', '  [y] no']],
    ['a single row', [' >[y] run it']],
  ])('leaves a dialog with %s to a person', (_name, rows) => {
    expect(agent.readScreen(asks('npm test', rows))).toMatchObject({
      state: 'blocked',
      dialog: { complete: false },
    });
  });

  it('leaves a command that may be wrapped to a person', () => {
    expect(agent.readScreen(asks('x'.repeat(76))).dialog).toMatchObject({ complete: false });
  });

  it('is blocked by a dialog of which it knows the head only, and not by one that prose quotes', () => {
    const unread = drawnScreen(['Run this command?', '  $ ls', '  (Y) yes  (N) no']);
    expect(agent.readScreen(unread)).toMatchObject({ state: 'blocked', dialog: null });
    const quoted = shows(['Run this command?', '  $ ls', ' >[y] run it', '  [n] no']);
    expect(agent.readScreen(quoted)).toMatchObject({ state: 'idle', dialog: null });
  });

  it('finds the answer behind its prompt', () => {
    const screen = shows([
      'you said: first',
      'acme: one',
      'you said: second',
      '* looked',
      'acme: two',
      'lines',
      '* ok',
    ]);
    expect(agent.showsPrompt(screen, 'second')).toBe(true);
    expect(agent.showsPrompt(screen, 'third')).toBe(false);
    expect(agent.visibleAnswer(screen, 'second')).toBe('two\nlines');
  });

  it('refuses what the file says it cannot take', () => {
    expect(agent.prepare('/quit')).toEqual({ ok: false, reason: 'acme would take it for a command' });
    expect(agent.prepare('x'.repeat(2001))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('2000'),
    });
  });

  it('knows rules of some versions only where the version is known and fits', () => {
    const beta = shows(['beta']);
    const stateIn = (version: string | null) => book.forVersion(agent, version).readScreen(beta).state;
    expect([stateIn(null), stateIn('1.9.9'), stateIn('2.5.0'), stateIn('3.0.0')]).toEqual([
      'idle',
      'idle',
      'busy',
      'idle',
    ]);
  });

  it('says where a rule was written', () => {
    const origin = book.forVersion(agent, '2.1.0').ruleOrigin?.('acme.screen.beta');
    expect(origin).toEqual({ source: '/data/agents.yaml', line: 19, versions: '>=2.0.0 <3.0.0' });
  });
});

describe('a dialog with fixed options', () => {
  const asker = bookOf(String.raw`asker:
  processes: [asker]
  box: { prompt: '^> (.*)$' }
  answer: ['{key}', Enter]
  dialogs:
    - name: allow
      kind: bash
      head: '^Allow (.+)\? \[y/N\]'
      subject: '^Allow (.+)\? \[y/N\]'
      options:
        fixed:
          - { key: y, text: Yes, meaning: approve_once }
          - { key: n, text: No, meaning: deny }
`).ofProvider('asker');

  it('asks in its last row and takes a key and Enter', () => {
    const screen = drawnScreen(['> build it', 'Allow make? [y/N] '], { cursorX: 18, cursorY: 1 });
    const dialog = asker?.readScreen(screen).dialog;
    expect(dialog).toMatchObject({ subject: 'make', complete: true, question: 'Allow make? [y/N]' });
    expect(dialog && asker?.answerKeys(dialog, 'n')).toEqual(['n', 'Enter']);
    expect(dialog && asker?.answerKeys(dialog, 'x')).toBeNull();
  });
});
