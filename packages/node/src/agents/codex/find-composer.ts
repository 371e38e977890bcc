import { lastTextRow, typedText } from '../bottom-block.ts';
import type { Screen } from '../screen.ts';

export interface Composer {
  /** First row and the row after the last one of the text. */
  from: number;
  to: number;
  /** What was typed, lines joined by LF; empty when only the dim placeholder is shown. Shell mode begins with `!`. */
  text: string;
  /** Status rows below the text, joined by LF. */
  footer: string;
}

/**
 * The composer: the lowest row that begins with `›` (or `!` in shell mode), its text, and the status rows as the last
 * paragraph of the screen. Null when a dialog or picker stands in its place.
 */
export function findComposer(screen: Screen): Composer | null {
  const last = lastTextRow(screen);
  const from = screen.lines.findLastIndex((line, y) => y <= last && /^[›!](\s|$)/u.test(line));
  if (from < 0) return null;
  const footerFrom = lastParagraph(screen, last);
  const to = footerFrom > from ? footerFrom : last + 1;
  const rows = screen.runs.slice(from, to).map((runs) => typedText(runs, 2).trimEnd());
  const text = rows.join('\n').trimEnd();
  return {
    from,
    to,
    text: (screen.lines[from] ?? '').startsWith('!') ? `!${text}` : text,
    footer: screen.lines.slice(to, last + 1).join('\n'),
  };
}

/** True when the keyboard is in the composer: Codex shows the cursor there and hides it in dialogs. */
export function hasCursor(screen: Screen, composer: Composer): boolean {
  const { y, visible } = screen.cursor;
  return visible && y >= composer.from && y < composer.to;
}

function lastParagraph(screen: Screen, last: number): number {
  let first = last;
  while (first > 0 && (screen.lines[first - 1] ?? '').trim() !== '') first -= 1;
  return first;
}
