import { joinedText, lastTextRow } from './bottom-block.ts';
import { cropScreen } from './crop-screen.ts';
import type { Screen } from './screen.ts';

export interface Frame {
  /** Row of the upper border; -1 when it has scrolled off. */
  top: number;
  bottom: number;
  /** What the borders enclose, without them. */
  inner: Screen;
  /** Text below the frame, joined, without the status rows behind a line; empty when it is the last thing said. */
  below: string;
}

/** The lowest box with round corners, whole or with its upper part scrolled off; null when there is none. */
export function findFrame(screen: Screen): Frame | null {
  const bottom = screen.lines.findLastIndex((line) => /^\s{0,3}╰─{5,}╯$/u.test(line));
  if (bottom < 0) return null;
  const left = (screen.lines[bottom] ?? '').indexOf('╰');
  let top = bottom - 1;
  while (top >= 0 && screen.lines[top]?.charAt(left) === '│') top -= 1;
  if (top >= 0 && screen.lines[top]?.charAt(left) !== '╭') return null;
  const inner = cropScreen(screen, top + 1, bottom, (line) => [left + 1, line.replace(/│$/u, '').length]);
  const line = screen.lines.findIndex((row, y) => y > bottom && /^─{10,}$/u.test(row));
  const below = joinedText(screen, bottom + 1, line < 0 ? lastTextRow(screen) + 1 : line);
  return { top, bottom, inner: { ...inner, width: screen.width - 2 * (left + 1) }, below };
}
