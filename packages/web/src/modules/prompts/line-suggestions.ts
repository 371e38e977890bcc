import { providers } from '@architect/contracts/providers';

export interface Suggestion {
  /** What is shown. */
  label: string;
  /** The whole line with it. */
  line: string;
}

const prefixes: Record<string, string> = {
  'os: ': 'os: a prompt',
  'sta: ': 'sta: a prompt, the same',
  'msto: ': 'msto: a question about the fleet',
};
const questions = [
  'which agents wait for me?',
  'what is working?',
  'why do prompts wait?',
  'who is limited?',
];
const most = 6;

/**
 * What may follow in a line that begins with a prefix of the session terminal, best first; empty when the rest is text.
 * @param isPartial gives only what finishes a word that was begun, for the Tab key
 */
export function suggestLine(line: string, sessions: readonly string[], isPartial = false): Suggestion[] {
  const [, before = '', part = ''] = /^(\s*(?:os|sta):(?:[^\s:]+:)*)([^\s:]*)$/i.exec(line) ?? [];
  if (before !== '') return isPartial && part === '' ? [] : qualifiers(before, part, sessions);
  const question = /^\s*(msto:\s*)(.*)$/is.exec(line);
  if (question) return isPartial ? [] : asked(question[1] ?? '', question[2] ?? '');
  const word = line.trimStart().toLowerCase();
  if (word === '') return [];
  return Object.entries(prefixes).flatMap(([prefix, label]) =>
    prefix.startsWith(word) && prefix.trim() !== word ? [{ label, line: prefix }] : [],
  );
}

function qualifiers(before: string, part: string, sessions: readonly string[]): Suggestion[] {
  const said = new Set(before.toLowerCase().split(':'));
  const words = [...providers, ...sessions.map((name) => `@${name}`)];
  return words
    .filter((word) => word.startsWith(part) && !said.has(word.toLowerCase()))
    .slice(0, most)
    .map((word) => ({ label: `${word}:`, line: `${before}${word}: ` }));
}

function asked(prefix: string, text: string): Suggestion[] {
  const fitting = questions.filter(
    (question) => question.startsWith(text.toLowerCase()) && question !== text,
  );
  return fitting.map((question) => ({ label: question, line: `${prefix.trim()} ${question}` }));
}
