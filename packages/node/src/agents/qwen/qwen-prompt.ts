import { type EchoMarks, findEcho } from '../find-echo.ts';
import type { Screen } from '../screen.ts';
import { findComposer } from './find-composer.ts';
import { answerMark, entryRows, otherMark, promptMark } from './last-entry.ts';
import { matchBox } from './match-box.ts';

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
