import { isRule, lastTextRow, typedText } from '../bottom-block.ts';
import type { Screen } from '../screen.ts';

export interface InputBox {
  /** Rows of the upper and the lower line of the box; the upper one is -1 when the box has grown out of the screen. */
  top: number;
  bottom: number;
  /** What was typed, lines joined by LF; empty when only ghost text is shown. Shell mode begins with `!`. */
  text: string;
  /** Ghost text, e.g. a suggestion or a hint. */
  ghost: string;
}

/** `❯` and a no-break space since 2.1; `>` before; `!` in shell mode. */
const promptRow = /^([❯>!])(?:[\s\u00a0]|$)/u;

/** The input box: the two lowest lines of the screen with a prompt right below the upper one. Null when not shown. */
export function findInputBox(screen: Screen): InputBox | null {
  const bottom = ruleAtOrAbove(screen, lastTextRow(screen));
  const top = ruleAtOrAbove(screen, bottom - 1);
  if (top < 0) return findTallBox(screen, bottom);
  const glyph = promptRow.exec(screen.lines[top + 1] ?? '')?.[1];
  if (glyph === undefined || hasPointerBelow(screen, top, bottom)) return null;
  const rows = screen.runs.slice(top + 1, bottom);
  const typed = rows.map((runs) => typedText(runs, 2).trimEnd()).join('\n');
  const shown = screen.lines.slice(top + 1, bottom).map((line) => line.slice(2).trimEnd());
  const text = typed.trim() === '' ? '' : typed.trimEnd();
  return {
    top,
    bottom,
    text: glyph === '!' ? `!${text}` : text,
    ghost: text === '' ? shown.join(' ').trim() : '',
  };
}

/** A box of fewer rows has its upper line on the screen, or is something else that was cut off. */
const leastTallRows = 8;

/**
 * Only the end of a long text, the lower line and the footer are on the screen: Esc before any output puts the whole
 * prompt back into the box, unfolded (2.1.197). Lists have rows with numbers and a pointer.
 */
function findTallBox(screen: Screen, bottom: number): InputBox | null {
  const rows = screen.lines.slice(0, Math.max(bottom, 0));
  const isText = (line: string, row: number) =>
    /^(?: {2}|$)/u.test(line) || (row === 0 && promptRow.test(line));
  const isChoice = (line: string) => /^\s*(?:❯\s*)?\d+\.\s|^\s+❯\s/u.test(line);
  if (rows.length < leastTallRows || !rows.every(isText) || screen.lines.some(isChoice)) return null;
  if (lastTextRow(screen) - bottom > 2) return null;
  const typed = screen.runs.slice(0, bottom).map((runs) => typedText(runs, 2).trimEnd());
  const text = typed.join('\n').trim();
  return text === '' ? null : { top: -1, bottom, text, ghost: '' };
}

function ruleAtOrAbove(screen: Screen, from: number): number {
  // A status line of the person's own may draw one too, indented.
  for (let y = from; y >= 0; y -= 1) if (isRule(screen, y) && /^─/u.test(screen.lines[y] ?? '')) return y;
  return -1;
}

/**
 * A selected row below the box: a list has the keyboard, not the box. In a status line of the person's own `❯` is a mark
 * like others: no row stands in the column of its text, and the cursor is in the box.
 */
function hasPointerBelow(screen: Screen, top: number, bottom: number): boolean {
  const { y: cursor } = screen.cursor;
  const isTyping = cursor > top && cursor < bottom;
  return screen.lines.some((line, y) => {
    const column = y > bottom ? (/^\s*❯\s+/u.exec(line)?.[0].length ?? -1) : -1;
    const isListed = [y - 1, y + 1].some((row) => screen.lines[row]?.search(/\S/) === column);
    return column >= 0 && (isListed || !isTyping);
  });
}
