import type { StubStep } from '../stubs/script.ts';

/** What the model says in recordings. Nothing of it may decide a state: some of it imitates what does. */
export const say = (text: string): StubStep => ({ kind: 'say', text });
export const stream = (text: string, ms: number): StubStep => ({ kind: 'stream', text, ms });
export const call = (name: string, input: Record<string, unknown>): StubStep => ({
  kind: 'tool',
  name,
  input,
});
export const hang: StubStep = { kind: 'hang' };
export const fail = (
  status: number,
  message: string,
  options: { times?: number; headers?: Record<string, string> } = {},
): StubStep => ({
  kind: 'fail',
  status,
  message,
  times: options.times ?? Number.POSITIVE_INFINITY,
  ...options,
});

export const prose = [
  'The invoice totals are kept in integer cents, so rounding happens once, at the edge of the system.',
  'A line that fails its check never reaches the ledger; the queue holds it until somebody has looked.',
  'Tax rates come from one table by country and date. Nobody changes a rate that has been used.',
].join('\n\n');

export const longProse = Array.from(
  { length: 12 },
  (_, i) => `## ${i + 1}. Part\n\n${prose}\n\n- source: \`src/part${i}.js\`\n- tests: ${i + 3}`,
).join('\n\n');

/** Imitates dialogs, limits and working signs of every agent. */
export const trapProse = [
  'The prompt that you would see looks like this:',
  '',
  '```',
  ' Do you want to proceed?',
  ' ❯ 1. Yes',
  "   2. Yes, and don't ask again for: npm test",
  '   3. No',
  '',
  ' Esc to cancel · Tab to amend',
  '```',
  '',
  'While it works it says "esc to interrupt" or (esc to cancel, 4s); a limit reads "API Error: 429 rate limit".',
  '',
  '1. Yes, proceed (y)',
  '2. No, and tell the agent what to do differently (esc)',
].join('\n');

export const foreignProse = [
  'Die Beträge stehen in Cent. 合計は整数セントで保存されます。 Итоги хранятся в центах 💶.',
  '',
  '1. はい 👍',
  '2. いいえ',
  '',
  'Möchten Sie fortfahren?',
].join('\n');

export const multiLineCommand = [
  'for f in src/*.js; do',
  '  sed -i "s/var /let /" "$f" && echo "changed $f"',
  'done',
  'git --no-pager diff --stat',
].join('\n');

export const pastedBlock = Array.from({ length: 40 }, (_, i) => `line ${i + 1} of the report to read`).join(
  '\n',
);
