import type { Prepared } from '../agent.ts';
import { squash } from '../bottom-block.ts';
import { type EchoMarks, findEcho } from '../find-echo.ts';
import { normaliseText } from '../normalise-text.ts';
import type { Screen } from '../screen.ts';
import { findComposer } from './find-composer.ts';

/** A leading `/name` is a command of Codex; a path has a second slash or does not end after the name. */
const slashCommand = /^\/[a-z][\w-]*(\s|$)/;

/**
 * Measured on 0.120 and 0.169: pasted text arrives as it is but for blanks at both ends, which are cut. A blank in front
 * keeps `/name` from being a command; 0.120 runs ` !text` in a shell all the same, so `!` gets an invisible blank.
 */
export function prepareForCodex(text: string): Prepared {
  const { text: guarded, adjusted } = normaliseText(text, [
    { says: 'blanks at the beginning were cut', apply: (value) => value.replace(/^[ \t]+/, '') },
    {
      says: 'an invisible blank (U+200B) was put before the leading ! so that it is not run',
      apply: (value) => value.replace(/^!/, '\u200b!'),
    },
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
  return squash(shown) === squash(text) || isFold(shown, text);
}

function isFold(shown: string, text: string): boolean {
  const fold = folded.exec(shown)?.[1];
  if (fold === undefined) return false;
  return [text, text.trim()].some((candidate) => Array.from(candidate).length === Number(fold));
}

const marks: EchoMarks = { echo: /^›\s/u, other: /^(?:[•◦■⚠✗✔]\s|[╭╰])/u, isFold };

/** True when the conversation shows this text as a user message (`› text`). */
export function codexShowsPrompt(screen: Screen, text: string): boolean {
  return findEcho(screen, text, endOfTalk(screen), marks) !== null;
}

/** The last answer entry below the last echo of this prompt; null when none is visible. */
export function codexVisibleAnswer(screen: Screen, prompt: string): string | null {
  const end = endOfTalk(screen);
  const from = findEcho(screen, prompt, end, marks);
  if (from === null) return null;
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

function endOfTalk(screen: Screen): number {
  return findComposer(screen)?.from ?? screen.height;
}
