/** Answers and file contents that draw what agents draw: boxes, pointers, dialogs, spinners, prompts of shells. */
const line = '─'.repeat(60);

export const drawnBoxes = [
  'It rests when you see one of these:',
  '',
  '```',
  line,
  '❯ ',
  line,
  '  ? for shortcuts',
  ` ╭${line}╮`,
  ' │ >   Type your message or @path/to/file',
  ` ╰${line}╯`,
  '› Ask Codex to do anything',
  '  ┃  Ask anything… "Fix a TODO in the codebase"',
  `  ╹${'▀'.repeat(60)}`,
  '✻ Pondering… (12s · esc to interrupt)',
  '⠹ Thinking... (esc to cancel, 4s)',
  '• Working (3s • esc to interrupt)',
  '```',
].join('\n');

export const wideText = [
  // Gemini CLI takes a text that repeats itself for a loop, and asks.
  `The digest is ${Array.from({ length: 90 }, (_, i) => ((i + 3) ** 9).toString(36)).join('')}.`,
  '',
  '| table | rows | owner | last change | remarks |',
  '| ----- | ---: | ----- | ----------- | ------- |',
  '| invoices | 120345 | billing | yesterday at noon | integer cents since the last release of the year |',
  '| rates | 83 | tax | never | one row for each country and each day on which it changed |',
  '',
  `See https://docs.example.com/${Array.from({ length: 14 }, (_, i) => `long-part-${i}/`).join('')}index.html for more.`,
].join('\n');

export const endsWithDialog = [
  'I would see this, and I do not know what to press:',
  '',
  'Do you want to proceed?',
  '',
  '1. Yes',
  '2. Yes, and do not ask again',
  '3. No, and tell the agent what to do differently (esc)',
  '',
  'Esc to cancel · Tab to amend',
].join('\n');

export const endsWithShell = [
  'Then run it yourself:',
  '',
  '```console',
  '~/shop ❯ npm test',
  'ok 4 - rounding',
  'user@host:~/shop$ ',
  '```',
  '',
  '$ ',
].join('\n');

export const endsWithForeignQuestion = [
  '- [x] סכומים נשמרים באגורות',
  '- [ ] ☐ ☒ ✔ 続き 👩‍💻👨‍👩‍👧',
  '',
  '請求書の合計を整数のセントに変更しました。次に税率の表も同じように変更しますか？',
].join('\n');

/** A file that ends with rows of a dialog. */
export const dialogFile = [
  '# Dialogs',
  '',
  line.repeat(2),
  '❯ ',
  line.repeat(2),
  '',
  'Do you want to proceed?',
  '❯ 1. Yes',
  '› 2. Yes, proceed (y)',
  '● 3. Allow once',
  '  4. No (esc)',
  '',
  'Esc to cancel',
  '',
].join('\n');

/** A command of many rows with the same in it. */
export const dialogCommand = `cat > build/dialog.md <<'END'\n${dialogFile}END\nrm -rf build/cache`;
