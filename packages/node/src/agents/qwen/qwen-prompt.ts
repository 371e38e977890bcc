import type { Prepared } from '../agent.ts';
import { type EchoMarks, findEcho } from '../find-echo.ts';
import { normaliseText } from '../normalise-text.ts';
import {
  blankAfterBackslash,
  blankAfterPath,
  cutLeadingBlanks,
  exitWord,
  slashCommand,
} from '../prompt-guards.ts';
import type { Screen } from '../screen.ts';
import { findComposer } from './find-composer.ts';
import { answerMark, entryRows, otherMark, promptMark } from './last-entry.ts';
import { matchBox } from './match-box.ts';

/** Qwen cuts blanks at both ends, so no blank in front keeps `/name` from being a command: it is refused. */
export function prepareForQwen(text: string): Prepared {
  const { text: guarded, adjusted } = normaliseText(text, [
    cutLeadingBlanks,
    blankAfterPath,
    blankAfterBackslash,
  ]);
  if (guarded.trim() === '') return { ok: false, reason: 'nothing is left to send' };
  if (slashCommand.test(guarded))
    return { ok: false, reason: 'Qwen Code would run a leading /name as its own command' };
  if (exitWord.test(guarded.trim()))
    return { ok: false, reason: 'Qwen Code may take this word for the command to quit' };
  return { ok: true, text: guarded, adjusted };
}

export function qwenBoxHolds(screen: Screen, text: string): boolean {
  return matchBox(findComposer(screen)?.text ?? '', text) === 'all';
}

export function qwenBoxBegins(screen: Screen, text: string): boolean {
  return matchBox(findComposer(screen)?.text ?? '', text) === 'beginning';
}

/** Long pastes stand in the conversation as they did in the box. */
const isFold = (shown: string, text: string) => shown.includes('[Pasted') && matchBox(shown, text) === 'all';
const marks: EchoMarks = { echo: promptMark, other: otherMark, isFold };

/** True when the conversation shows this text as a user message (`  > text`). */
export function qwenShowsPrompt(screen: Screen, text: string): boolean {
  return findEcho(screen, text, endOfTalk(screen), marks) !== null;
}

/** The last answer (`  ✦ …` or `  ◆ …`) below the last echo of this prompt; null when none is visible. */
export function qwenVisibleAnswer(screen: Screen, prompt: string): string | null {
  const end = endOfTalk(screen);
  const from = findEcho(screen, prompt, end, marks);
  if (from === null) return null;
  const head = screen.lines.findLastIndex((line, y) => y >= from && y < end && answerMark.test(line));
  if (head < 0) return null;
  const rows = entryRows(screen, head, end);
  return [(screen.lines[head] ?? '').replace(answerMark, ''), ...rows].join('\n').trim();
}

function endOfTalk(screen: Screen): number {
  return findComposer(screen)?.top ?? screen.height;
}
