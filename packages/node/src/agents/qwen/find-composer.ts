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
  const rows = screen.lines.slice(top + 1, bottom).map((line) => line.slice(2));
  /** Below the beginning of a command or a path stands a list with a pointer of its own. */
  const isCompleting = /^\/|(^|\s)@\S*[\s\u200b]*$/u.test(rows.join('\n'));
  const foreign = isCompleting ? /^\s*[✦◆✕╭╰]/u : /^\s*(?:[✦◆✕╭╰]|[>*!] )/u;
  if (below.some((line) => foreign.test(line))) return null;
  const typed = isGhostRow(screen, top + 1) ? '' : rows.join('\n').replace(/[\s\u200b]+$/u, '');
  return { top, bottom, text: mark === '!' ? `!${typed}` : typed };
}

function isBorder(screen: Screen, y: number): boolean {
  const line = screen.lines[y] ?? '';
  return /^─{10,}/u.test(line) && line.length - line.replaceAll('─', '').length >= screen.width * 0.6;
}

/**
 * Two kinds of ghost text: the placeholder, two blanks behind the place where text begins with the cursor in front, and a
 * guess of the next prompt (0.24), whose first letter is under the cursor. Behind the cursor all is in the ghost colour.
 */
function isGhostRow(screen: Screen, y: number): boolean {
  const runs = screen.runs[y] ?? [];
  const cursor = runs.findIndex((run) => run.reverse || run.underline);
  if (cursor < 0) return /^[>*!] {3}Type your (message|shell command)\b/i.test(screen.lines[y] ?? '');
  const column = runs.slice(0, cursor).reduce((sum, run) => sum + run.text.length, 0);
  const cell = runs[cursor]?.text ?? '';
  const behind = runs.slice(cursor + 1).filter((run) => run.text.trim() !== '');
  if (column !== 2 || Array.from(cell).length !== 1 || behind.length === 0) return false;
  return cell === ' ' ? isGhost(behind[0]) : behind.every((run) => run.dim || run.color !== '');
}

/** Ghost text has a colour, typed text that of the terminal. */
function isGhost(run: Run | undefined): boolean {
  return (
    run !== undefined && (run.dim || run.color !== '' || /^\s*Type your (message|shell)/i.test(run.text))
  );
}
