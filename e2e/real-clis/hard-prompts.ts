/** Prompts that get cut, eaten or run by naive senders. Each is one line of a test report. */
export const hardPrompts: { name: string; text: string }[] = [
  { name: 'one line', text: 'Tell me about the shop in one line' },
  { name: '40 lines, 4 KB', text: lines(40, 'abc'.repeat(32)) },
  {
    name: 'quotes and backticks',
    text: `Say "it's" and \`ls -la\` and $HOME and $(date) and "\\n"`,
  },
  { name: 'emoji and other scripts', text: 'Grüße 🎉👩‍💻 中文 العربية é' },
  { name: 'leading path', text: '/etc/hosts is a file, what is in it?' },
  { name: 'leading #', text: '# A heading, not a memory' },
  { name: 'leading !', text: '!echo this is not a shell command' },
  { name: 'leading option', text: '-R is an option of what?' },
  { name: 'trailing ;', text: 'ends with a semicolon;' },
  { name: 'trailing backslash', text: 'ends with a backslash \\' },
  { name: 'trailing @path', text: 'look at @README.md' },
  { name: 'digits only', text: '1' },
  { name: '100 KB', text: lines(1000, 'x'.repeat(92)) },
];

/**
 * The prompts of one of several CLIs: all of them in a full run, else its share of those that are quick, so that together the
 * CLIs get each once.
 */
export function sharedPrompts(turn: number, of: number): typeof hardPrompts {
  if (process.env.ARCHITECT_E2E_FULL === '1') return hardPrompts;
  return hardPrompts.filter(({ text }, index) => text.length < 10_000 && index % of === turn);
}

/** What must be said to be changed: an escape sequence, carriage returns, a bell, blanks at the end. */
export const adjustedPrompt = {
  text: 'red \x1b[31mtext\x1b[0m\r\nsecond line\x07 with a bell\r\n',
  stored: 'red [31mtext[0m\nsecond line with a bell',
};

function lines(count: number, filling: string): string {
  return Array.from({ length: count }, (_, index) => `line ${index} ${filling}`).join('\n');
}
