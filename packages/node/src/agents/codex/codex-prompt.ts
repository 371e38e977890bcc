import type { Prepared } from '../agent.ts';
import { squash } from '../bottom-block.ts';
import { normaliseText } from '../prepare-text.ts';
import type { Screen } from '../screen.ts';
import { findComposer } from './find-composer.ts';

/** A leading `/name` is a command of Codex; a path has a second slash or does not end after the name. */
const slashCommand = /^\/[a-z][\w-]*(\s|$)/;

/** Pasted text arrives as it is but for trimming; the first character decides about shell mode, commands and files. */
export function prepareForCodex(text: string): Prepared {
  const { text: guarded, adjusted } = normaliseText(text, [
    { says: 'a blank was put before the leading !', apply: (value) => value.replace(/^!/, ' !') },
    {
      says: 'a blank was put before the leading slash so that it arrives as text',
      apply: (value) => (slashCommand.test(value) ? ` ${value}` : value),
    },
    {
      says: 'a blank was put after the trailing @path',
      apply: (value) => value.replace(/(^|\s)(@\S+)$/u, '$1$2 '),
    },
  ]);
  if (guarded.trim() === '') return { ok: false, reason: 'nothing is left to send' };
  return { ok: true, text: guarded, adjusted };
}

const folded = /^\[Pasted Content (\d+) chars\](?: #\d+)?$/;

/** A paste of more than 1000 characters folds into a placeholder that counts them. */
export function codexBoxHolds(screen: Screen, text: string): boolean {
  const shown = findComposer(screen)?.text.trim() ?? '';
  if (shown === '') return false;
  const fold = folded.exec(shown)?.[1];
  if (fold === undefined) return squash(shown) === squash(text);
  return [text, text.trim()].some((candidate) => Array.from(candidate).length === Number(fold));
}

/** True when the conversation shows this text as a user message (`› text`); long ones are compared by their beginning. */
export function codexShowsPrompt(screen: Screen, text: string): boolean {
  return findEcho(screen, text) !== null;
}

/** The last answer entry below the last echo of this prompt; null when none is visible. */
export function codexVisibleAnswer(screen: Screen, prompt: string): string | null {
  const from = findEcho(screen, prompt);
  if (from === null) return null;
  const end = findComposer(screen)?.from ?? screen.height;
  const entries: string[][] = [];
  for (const line of screen.lines.slice(from, end)) {
    if (/^[•◦■⚠✗✔›]\s/u.test(line)) entries.push([line]);
    else entries.at(-1)?.push(line);
  }
  const answers = entries
    .filter((rows) => (rows[0] ?? '').startsWith('•'))
    .map((rows) => rows.filter((line) => !/^\s+(└ Tip:|worked for\b)|^─/iu.test(line)))
    .filter((rows) => !rows.some((line) => /^\s+[└│├]/u.test(line)));
  return (
    answers
      .at(-1)
      ?.map((line) => line.slice(2))
      .join('\n')
      .trim() ?? null
  );
}

/** Row after the last echo of this text, composer excluded. */
function findEcho(screen: Screen, text: string): number | null {
  const wanted = squash(text).slice(0, 300);
  const end = findComposer(screen)?.from ?? screen.height;
  let found: number | null = null;
  for (let y = 0; y < end; y += 1) {
    if (!/^›\s/u.test(screen.lines[y] ?? '')) continue;
    let to = y + 1;
    while (to < end && /^(\s{2}.*)?$/u.test(screen.lines[to] ?? '')) to += 1;
    const shown = squash(
      screen.lines
        .slice(y, to)
        .map((line) => line.slice(2))
        .join('\n'),
    );
    if (shown.startsWith(wanted) || (shown.length >= 20 && wanted.startsWith(shown))) found = to;
  }
  return found;
}
