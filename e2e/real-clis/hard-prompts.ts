/** Prompts that get cut, eaten or run by naive senders. Each is one line of a test report; some need a full run. */
export const hardPrompts: { name: string; text: string; byDefault?: boolean }[] = [
  { name: 'one line', text: 'Tell me about the shop in one line' },
  { name: '40 lines, 4 KB', text: lines(40, 'abc'.repeat(32)), byDefault: true },
  {
    name: 'quotes and backticks',
    text: `Say "it's" and \`ls -la\` and $HOME and $(date) and "\\n"`,
    byDefault: true,
  },
  { name: 'emoji and other scripts', text: 'Grüße 🎉👩‍💻 中文 العربية é', byDefault: true },
  { name: 'leading path', text: '/etc/hosts is a file, what is in it?' },
  { name: 'leading #', text: '# A heading, not a memory' },
  { name: 'leading !', text: '!echo this is not a shell command', byDefault: true },
  { name: 'leading option', text: '-R is an option of what?' },
  { name: 'trailing ;', text: 'ends with a semicolon;' },
  { name: 'trailing backslash', text: 'ends with a backslash \\' },
  { name: 'trailing @path', text: 'look at @README.md', byDefault: true },
  { name: 'digits only', text: '1' },
  { name: '100 KB', text: lines(1000, 'x'.repeat(92)) },
];

/** What must be said to be changed: an escape sequence, carriage returns, a bell, blanks at the end. */
export const adjustedPrompt = {
  text: 'red \x1b[31mtext\x1b[0m\r\nsecond line\x07 with a bell\r\n',
  stored: 'red [31mtext[0m\nsecond line with a bell',
};

function lines(count: number, filling: string): string {
  return Array.from({ length: count }, (_, index) => `line ${index} ${filling}`).join('\n');
}
