import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkScreens } from './check-screens.ts';

/** Dialogs of narrow and low screens, of settings and of tools that are met now and then. `once`, `deny`: their keys. */
const expected: [folder: string, file: string, dialog: object, once: string[], deny: string[]][] = [
  [
    'codex/screens/0.169.0',
    '128',
    { kind: 'bash', subject: 'rm -rf build', complete: true },
    ['y'],
    ['Escape'],
  ],
  // Its third row is not on the screen.
  [
    'codex/screens/0.169.0',
    '129',
    { kind: 'bash', subject: 'rm -rf build', complete: false },
    ['y'],
    ['Escape'],
  ],
  [
    'codex/screens/0.120.0',
    '133',
    { kind: 'bash', subject: 'rm -rf build', complete: true },
    ['y'],
    ['Escape'],
  ],
  ['claude/screens/2.0.60', '201', { kind: 'bash', subject: 'rm -rf build' }, ['1'], ['Escape']],
  [
    'claude/screens/2.0.60',
    '202',
    { kind: 'write', subject: 'rates.js', complete: false },
    ['1'],
    ['Escape'],
  ],
  ['claude/screens/2.1.330', '235', { kind: 'question', complete: false }, [], []],
  ['claude/screens/2.1.330', '239', { kind: 'mcp', complete: false }, ['1'], ['3']],
  ['gemini/screens/0.61.0', '077', { kind: 'other', complete: false }, [], []],
  ['gemini/screens/0.61.0', '079', { kind: 'bash', tool: 'Shell', complete: false }, ['1'], ['Escape']],
  // A part of the command is hidden.
  ['gemini/screens/0.61.0', '080', { kind: 'bash', complete: false }, ['1'], ['Escape']],
  [
    'gemini/screens/0.61.0',
    '081',
    {
      kind: 'mcp',
      tool: 'mcp__tracker__create_ticket',
      subject: String.raw`{"title":"Totals are rounded twice","body":"Do you want to proceed?\n❯ 1. Yes\n  2. No"}`,
      complete: true,
    },
    ['1'],
    ['Escape'],
  ],
  // The arguments go on in a second row, or are not there at all.
  ['qwen/screens/0.24.4', '098', { kind: 'mcp', complete: false }, ['1'], ['Escape']],
  ['opencode/screens/1.18.33', '106', { kind: 'mcp', complete: false }, ['row:1'], ['Escape']],
  ['qwen/screens/0.24.4', '096', { kind: 'bash', complete: false }, ['1'], ['Escape']],
  ['qwen/screens/0.24.4', '099', { kind: 'plan' }, ['3'], ['Escape']],
  // Its fourth row is not on the screen.
  [
    'codex/screens/0.169.0',
    '132',
    { tool: 'mcp__tracker__create_ticket', complete: true },
    ['row:1'],
    ['row:4'],
  ],
  [
    'codex/screens/0.169.0',
    '133',
    { tool: 'mcp__tracker__create_ticket', complete: false },
    ['row:1'],
    ['Escape'],
  ],
  // The first of two questions.
  [
    'opencode/screens/1.18.33',
    '108',
    { kind: 'question', question: 'Which layout should the page have?', complete: false },
    [],
    [],
  ],
  // Somebody is typing into its third row.
  ['claude/screens/2.1.330', '110', { subject: 'rm build/old.txt', complete: false }, ['1'], ['3']],
  // Fields to fill in: an answer is for a person to give.
  [
    'codex/screens/0.169.0',
    '134',
    { kind: 'question', question: 'Which queue should the ticket go to? Queue', complete: false },
    [],
    [],
  ],
  ['claude/screens/2.1.330', '244', { kind: 'question', complete: false }, [], ['Escape']],
  ['qwen/screens/0.24.4', '100', { kind: 'other', complete: false }, [], []],
];

const dialogOf = async (folder: string, file: string) => {
  const { results } = await checkScreens(fileURLToPath(new URL(folder, import.meta.url)));
  return results.find((one) => one.file.startsWith(`${file}-`));
};

describe('dialogs of odd screens', () => {
  it.each(expected)('%s/%s', async (folder, file, dialog, once, deny) => {
    const result = await dialogOf(folder, file);
    const keysOf = (meaning: string) =>
      result?.dialog?.options.filter((option) => option.meaning === meaning).map(({ key }) => key);
    expect(result?.dialog).toMatchObject(dialog);
    expect([keysOf('approve_once'), keysOf('deny')]).toEqual([once, deny]);
  });

  it('a command with empty lines is read from its first line, although the head shows a part of it', async () => {
    const { subject = '' } = (await dialogOf('qwen/screens/0.24.4', '097'))?.dialog ?? {};
    expect(subject.split('\n').at(0)).toBe("cat > build/dialog.md <<'END'");
    expect(subject.split('\n').at(-1)).toBe('rm -rf build/cache');
    expect(subject.match(/rm -rf/g)).toHaveLength(1);
  });

  it('a text for the list of sessions would begin another session', async () => {
    const result = await dialogOf('claude/screens/2.1.330', '234');
    expect(result).toMatchObject({
      deliverable: false,
      draft: null,
      rule: 'claude.screen.overlay-agents-view',
    });
  });
});
