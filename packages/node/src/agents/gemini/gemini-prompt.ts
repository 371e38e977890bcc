import { squash } from '../bottom-block.ts';
import { type EchoMarks, findEcho } from '../find-echo.ts';
import type { Screen } from '../screen.ts';
import { findComposer } from './find-composer.ts';
import { entryRows } from './last-entry.ts';

const folded = /^\[Pasted Text: (\d+) (lines|chars)\](?: #\d+)?$/i;

/** A long paste folds into a placeholder that counts its lines, or its characters when it is one line. */
export function geminiBoxHolds(screen: Screen, text: string): boolean {
  const shown = findComposer(screen)?.text.trim() ?? '';
  if (shown === '') return false;
  return squash(shown) === squash(text) || isFold(shown, text);
}

function isFold(shown: string, text: string): boolean {
  const [, count, unit] = folded.exec(shown) ?? [];
  const size = unit?.toLowerCase() === 'lines' ? text.split('\n').length : text.length;
  return count !== undefined && size === Number(count);
}

const marks: EchoMarks = { echo: /^ [>*] /, other: /^(?:[✦ℹ✕✖⚠✓✗╭╰│▀▄]| {2}[✓✔✗x⊷o?-] {2}\S)/u, isFold };

/** True when the conversation shows this text as a user message (` > text`). */
export function geminiShowsPrompt(screen: Screen, text: string): boolean {
  return findEcho(screen, text, endOfTalk(screen), marks) !== null;
}

/** The last answer (`✦ …`) below the last echo of this prompt; null when none is visible. */
export function geminiVisibleAnswer(screen: Screen, prompt: string): string | null {
  const end = endOfTalk(screen);
  const from = findEcho(screen, prompt, end, marks);
  if (from === null) return null;
  const head = screen.lines.findLastIndex((line, y) => y >= from && y < end && /^✦\s/u.test(line));
  if (head < 0) return null;
  const next = screen.lines.findIndex((line, y) => y > head && y < end && marks.other.test(line));
  const rows = entryRows(screen, head, next < 0 ? end : next);
  return [(screen.lines[head] ?? '').replace(/^✦\s+/u, ''), ...rows].join('\n').trim();
}

function endOfTalk(screen: Screen): number {
  return findComposer(screen)?.top ?? screen.height;
}
