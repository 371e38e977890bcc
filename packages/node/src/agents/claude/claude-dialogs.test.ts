import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drawnScreen } from '../drawn-screen.ts';
import { loadRecordings } from '../recording.ts';
import { createClaudeAgent } from './claude-agent.ts';

const agent = createClaudeAgent({ now: () => Date.parse('2026-11-20T09:30:00Z') });
const recordings = await loadRecordings(fileURLToPath(new URL('screens', import.meta.url)));

function screenOf(file: string) {
  const found = recordings.find(({ entry }) => entry.file.startsWith(file));
  if (found === undefined) throw new Error(`no recording ${file}`);
  return found.screen;
}

describe('Claude Code dialogs', () => {
  it.each([
    ['told whole', ' of: "a \\"b\\""', '{"of":"a \\"b\\"","count":3}', 'mcp__t__list_all'],
    ['with a value of several rows', ' of:', 'of: count: 3', ''],
  ])('a tool of an MCP server under a title, %s, is for a hook to name', (_how, row, subject, tool) => {
    const rows = [' Tool use', ' t — List All Tool: (MCP)', '╌'.repeat(80), row, ' count: 3', '╌'.repeat(80)];
    const again = '   2. Yes, and don’t ask again for t — List All commands in /srv/shop';
    const below = ['', ' Do you want to proceed?', ' ❯ 1. Yes', again, '   3. No', '', ' Esc to cancel'];
    const { dialog } = agent.readScreen(drawnScreen(['─'.repeat(80), ...rows, ...below]));
    expect(dialog).toMatchObject({ kind: 'mcp', tool, subject, complete: false });
  });

  const labelled = recordings.filter(({ entry }) => typeof entry.approveOnceKey === 'string');

  it.each(labelled.map(({ entry, screen }) => [entry.file, entry, screen] as const))(
    '%s: keys by meaning',
    (_file, entry, screen) => {
      const options = agent.readScreen(screen).dialog?.options ?? [];
      const keyOf = (meaning: string) =>
        options.filter((option) => option.meaning === meaning).map((option) => option.key);
      expect(keyOf('approve_once')).toEqual([entry.approveOnceKey]);
      if (typeof entry.denyKey === 'string') expect(keyOf('deny')).toEqual([entry.denyKey]);
      if (typeof entry.approveAlwaysKey === 'string')
        expect(keyOf('approve_always')).toEqual([entry.approveAlwaysKey]);
    },
  );

  it('does not claim to understand a dialog whose head has scrolled off', () => {
    expect(agent.readScreen(screenOf('309')).dialog).toMatchObject({
      kind: 'write',
      subject: 'rates.js',
      complete: false,
    });
  });

  it('does not claim to understand a dialog whose upper line is not on the screen', () => {
    const rows = [
      ' Bash command',
      '',
      '   npm test',
      '',
      ' Do you want to proceed?',
      ' ❯ 1. Yes',
      '   2. No',
      '',
      ' Esc to cancel',
    ];
    expect(agent.readScreen(drawnScreen(rows)).dialog?.complete).toBe(false);
    expect(agent.readScreen(drawnScreen(['─'.repeat(80), ...rows])).dialog?.complete).toBe(true);
  });

  it('knows the end of plan mode where no plan was written down', () => {
    const rows = [' Exit plan mode?', '', '  Claude wants to exit plan mode', '', '  ❯ 1. Yes', '    2. No'];
    const { dialog } = agent.readScreen(drawnScreen(['─'.repeat(80), ...rows]));
    expect(dialog).toMatchObject({ kind: 'plan', tool: 'ExitPlanMode' });
    expect(dialog?.options.map(({ meaning }) => meaning)).toEqual(['approve_once', 'deny']);
  });

  it('reads a command of several lines whole, without its description', () => {
    const { subject, kind, tool } = agent.readScreen(screenOf('035')).dialog ?? {};
    expect([kind, tool]).toEqual(['bash', 'Bash']);
    expect(subject).toMatch(/^for f in src\/\*\.js; do\n {2}node -e .*\ndone && git .* --max-warnings 0$/s);
  });

  it('reads the form of newer versions: rows without digits, No selected, the call between dashed lines', () => {
    const screen = drawnScreen([
      '─'.repeat(80),
      ' Bash command',
      ' Tip: choose "switch to auto mode" below',
      ' Run the test suite',
      '╌'.repeat(80),
      ' npm test',
      '',
      ' rm -rf build',
      '╌'.repeat(80),
      ' This command requires approval',
      '',
      ' Do you want to proceed?',
      ' ❯ No',
      '   Yes',
      '   Yes, and switch to auto mode',
      '',
      ' Esc to cancel · Tab to amend',
    ]);
    const { dialog } = agent.readScreen(screen);
    expect(dialog).toMatchObject({ kind: 'bash', subject: 'npm test\nrm -rf build', complete: true });
    expect(dialog?.options.map(({ key, meaning, selected }) => [key, meaning, selected])).toEqual([
      ['row:1', 'deny', true],
      ['row:2', 'approve_once', false],
      ['row:3', 'approve_always', false],
    ]);
    expect(dialog && agent.answerKeys(dialog, 'row:2')).toEqual(['Down', 'Enter']);
    expect(dialog && agent.answerKeys(dialog, 'row:1')).toEqual(['Enter']);
  });

  it('changes the fingerprint with the command, not with the pointer', () => {
    const draw = (command: string, selected: number) =>
      drawnScreen([
        '─'.repeat(80),
        ' Bash command',
        '',
        `   ${command}`,
        '',
        ' Do you want to proceed?',
        ...['1. Yes', '2. No'].map((row, i) => ` ${i + 1 === selected ? '❯' : ' '} ${row}`),
        '',
        ' Esc to cancel',
      ]);
    const print = (command: string, selected: number) =>
      agent.readScreen(draw(command, selected)).dialog?.fingerprint;
    expect(print('ls', 1)).toBe(print('ls', 2));
    expect(print('ls', 1)).not.toBe(print('rm', 1));
  });

  it('offers Esc where no row says No', () => {
    const screen = drawnScreen([
      '─'.repeat(80),
      ' Bash command',
      '',
      '   npm test',
      '',
      ' Do you want to proceed?',
      ' ❯ 1. Yes',
      "   2. Yes, and don't ask again for npm test commands",
      '   3. Type here to tell Claude what to do differently',
      '',
      ' Esc to exit',
    ]);
    const denying = agent.readScreen(screen).dialog?.options.filter((option) => option.meaning === 'deny');
    expect(denying).toEqual([{ key: 'Escape', text: 'Esc', meaning: 'deny', selected: false }]);
  });

  it.each(['   ', ' │ '])(
    'is not deceived by a command that draws a dialog of its own behind %j',
    (indent) => {
      const own = ['rm -rf / #', '─'.repeat(76), 'Bash command', '', '  ls', ''].map(
        (row) => `${indent}${row}`,
      );
      const fence = indent === '   ' ? [] : ['╌'.repeat(80)];
      const rows = [
        '─'.repeat(80),
        ' Bash command',
        '',
        ...fence,
        ...own,
        ...fence,
        '',
        ' Do you want to proceed?',
        ' ❯ 1. Yes',
        '   2. No',
        '',
        ' Esc to cancel',
      ];
      expect(agent.readScreen(drawnScreen(rows)).dialog?.subject).toMatch(/^rm -rf \/ #\s/);
    },
  );

  it('does not claim to know a command that may have been wrapped: a line end could hide there', () => {
    const rows = [`   echo ${'a'.repeat(68)}`, '   rm -rf build'];
    const around = (command: string[]) => [
      '─'.repeat(80),
      ' Bash command',
      '',
      ...command,
      '',
      ' Do you want to proceed?',
      ' ❯ 1. Yes',
      '   2. No',
      '',
      ' Esc to cancel',
    ];
    expect(agent.readScreen(drawnScreen(around(rows))).dialog?.complete).toBe(false);
    expect(agent.readScreen(drawnScreen(around(['   echo a', '   rm -rf build']))).dialog).toMatchObject({
      subject: 'echo a\nrm -rf build',
      complete: true,
    });
  });

  it('does not take a list in prose for a dialog', () => {
    const screen = drawnScreen(['● Pick one:', '  1. Yes', '  2. No', '', 'more text']);
    expect(agent.readScreen(screen)).toMatchObject({ state: 'unknown', dialog: null });
  });
});

describe('other versions of Claude Code', () => {
  const boxed = (above: string[], typed: string, footer: string) =>
    drawnScreen([...above, '─'.repeat(80), typed, '─'.repeat(80), footer]);

  it.each<[string, string[], string, string]>([
    ['2.0.60 at rest', ['> hello', '', '● Hi.', ''], '>\u00a0', 'idle'],
    ['2.0.60 at work', ['> hello', '', '✻ Herding… (esc to interrupt)', ''], '>\u00a0', 'busy'],
    ['newest, turn over', ['● Hi.', '', '✻ Cooked for 0s · done 11:46 AM', ''], '❯\u00a0', 'idle'],
    [
      'newest, agents in the background',
      ['● Hi.', '', '✻ Waiting for 2 background agents to finish', ''],
      '❯\u00a0',
      'busy',
    ],
    [
      'newest, trying again',
      ['❯ hi', '', '✻ API error · retrying in 1s · attempt 1/2', ''],
      '❯\u00a0',
      'error',
    ],
    [
      'newest, limited and trying again',
      ['✻ 429 too much · retrying in 12s · attempt 2/2', ''],
      '❯\u00a0',
      'limited',
    ],
  ])('%s', (_name, above, typed, state) => {
    expect(agent.readScreen(boxed(above, typed, '  ? for shortcuts')).state).toBe(state);
  });

  it('newest: the trust question selects No and has no digits', () => {
    const screen = drawnScreen([
      '─'.repeat(80),
      ' Accessing workspace:',
      '',
      ' /home/dev/shop',
      '',
      ' Quick safety check: Is this a project you created?',
      '',
      ' ❯ No, exit',
      '   Yes, I trust this folder',
      '',
      ' Enter to confirm · Esc to cancel',
    ]);
    expect(agent.readScreen(screen).dialog).toMatchObject({
      kind: 'trust',
      subject: '/home/dev/shop',
      options: [
        { key: 'row:1', meaning: 'deny' },
        { key: 'row:2', meaning: 'approve_once' },
      ],
    });
  });

  it('newest: a notice with keys but without rows blocks, and only a person may answer', () => {
    const screen = drawnScreen([
      '─'.repeat(80),
      ' Auto mode cannot be checked.',
      '',
      ' Enter to stay in auto mode · Esc to cancel',
    ]);
    expect(agent.readScreen(screen)).toMatchObject({
      state: 'blocked',
      boxShown: false,
      dialog: { complete: false },
    });
  });

  it('a list below the box has the keyboard', () => {
    const screen = boxed([], '❯\u00a0', '  ❯ main');
    expect(agent.readScreen(screen).boxShown).toBe(false);
  });
});
