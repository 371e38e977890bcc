import { lastTextRow } from '../bottom-block.ts';
import type { Run, Screen } from '../screen.ts';

export interface Composer {
  /** Rows of the lines above and below the box. */
  top: number;
  bottom: number;
  /** What was typed, lines joined by LF; empty when only the placeholder is shown. Shell mode begins with `!`. */
  text: string;
}

/**
 * The input box: rows between two lines over the whole width, the first beginning with `>` (`*` where everything is
 * allowed, `!` in shell mode) in the first column. Null when a dialog stands in its place or the lower line is missing.
 */
export function findComposer(screen: Screen): Composer | null {
  const bottom = screen.lines.findLastIndex((_, y) => isBorder(screen, y));
  const top = screen.lines.findLastIndex((_, y) => y < bottom && isBorder(screen, y));
  const mark = /^([>*!])(?: |$)/.exec(screen.lines[top + 1] ?? '')?.[1];
  if (top < 0 || mark === undefined || bottom - top < 2) return null;
  const below = screen.lines.slice(bottom + 1, lastTextRow(screen) + 1);
  if (below.some((line) => /^\s*(?:[✦✕╭╰]|[>*!] )/u.test(line))) return null;
  const rows = screen.lines.slice(top + 1, bottom).map((line) => line.slice(2));
  const typed = isPlaceholder(screen, top + 1) ? '' : rows.join('\n').replace(/[\s\u200b]+$/u, '');
  return { top, bottom, text: mark === '!' ? `!${typed}` : typed };
}

function isBorder(screen: Screen, y: number): boolean {
  const line = screen.lines[y] ?? '';
  return /^─{10,}/u.test(line) && line.length - line.replaceAll('─', '').length >= screen.width * 0.6;
}

/** The placeholder stands two blanks behind the place where text begins, and the cursor in front of it. */
function isPlaceholder(screen: Screen, y: number): boolean {
  if (!/^[>*!] {3}\S/.test(screen.lines[y] ?? '')) return false;
  const runs = screen.runs[y] ?? [];
  const cursor = runs.findIndex((run) => run.reverse);
  if (cursor < 0) return /^[>*!] {3}Type your (message|shell command)\b/i.test(screen.lines[y] ?? '');
  const column = runs.slice(0, cursor).reduce((sum, run) => sum + run.text.length, 0);
  return column === 2 && runs[cursor]?.text === ' ' && isGhost(runs[cursor + 1]);
}

/** Ghost text has a colour, typed text that of the terminal. */
function isGhost(run: Run | undefined): boolean {
  return (
    run !== undefined && (run.dim || run.color !== '' || /^\s*Type your (message|shell)/i.test(run.text))
  );
}
