import { squash } from './bottom-block.ts';
import type { Screen } from './screen.ts';

export interface EchoMarks {
  /** Begins a user message, in the first columns. */
  echo: RegExp;
  /** Begins anything else: an answer, a tool call, a notice. */
  other: RegExp;
  /** True when a placeholder in the conversation may stand for this long paste. */
  isFold?(shown: string, prompt: string): boolean;
}

/** Shorter beginnings or ends of a prompt prove nothing. */
const enoughCharacters = 20;

/**
 * Row after the last user message above row `end` that shows this prompt; null when none does. A message whose
 * beginning has scrolled off counts when all that is left of it is the end of the prompt.
 */
export function findEcho(screen: Screen, prompt: string, end: number, marks: EchoMarks): number | null {
  const wanted = plain(prompt);
  if (wanted === '') return null;
  let found: number | null = null;
  for (let from = 0; from < end; from += 1) {
    const isEcho = marks.echo.test(screen.lines[from] ?? '');
    if (!isEcho && from > 0) continue;
    const to = nextMark(screen, from + 1, end, marks);
    const rows = screen.lines.slice(from, to);
    const text = rows.map((line, i) => (isEcho && i === 0 ? line.replace(marks.echo, '') : line)).join('\n');
    const shown = plain(text);
    const isShown = isEcho
      ? shown.startsWith(wanted.slice(0, 300)) ||
        isPart(shown, wanted, 'start') ||
        marks.isFold?.(text.trim(), prompt)
      : !marks.other.test(rows[0] ?? '') && isPart(shown, wanted, 'end');
    if (isShown) found = to;
  }
  return found;
}

function isPart(shown: string, wanted: string, where: 'start' | 'end'): boolean {
  if (shown.length < enoughCharacters) return false;
  return where === 'start' ? wanted.startsWith(shown) : wanted.endsWith(shown);
}

function nextMark(screen: Screen, from: number, end: number, marks: EchoMarks): number {
  let row = from;
  while (row < end && !marks.echo.test(screen.lines[row] ?? '') && !marks.other.test(screen.lines[row] ?? ''))
    row += 1;
  return row;
}

/** Agents wrap and indent the text and render its Markdown, list marks too: what stays equal. */
function plain(text: string): string {
  return squash(text).replace(/[`*_~•+-]+/g, '');
}
