import { lastTextRow } from '../bottom-block.ts';
import type { Run, Screen } from '../screen.ts';

export interface Composer {
  /** Row of the line above the box: what is said of the turn stands above it. */
  top: number;
  /** First row of the text, and the row behind its last one. */
  from: number;
  to: number;
  /** What was typed, lines joined by LF; empty when only the placeholder is shown. Shell mode begins with `!`. */
  text: string;
}

const marker = /^ ([>*!])(?: |$)/;
/** Heads of entries of the conversation: below an input box there are none. */
const entry = /^(?:[✦ℹ✕✖⚠✓✗]\s|[╭╰])/u;

/**
 * The input box: the lowest row that begins with `>` (`*` where everything is allowed, `!` in shell mode) right below a
 * line over the whole width. Earlier prompts look the same but for that line. Null when a dialog stands in its place.
 */
export function findComposer(screen: Screen): Composer | null {
  const last = lastTextRow(screen);
  const from = screen.lines.findLastIndex((line, y) => y <= last && marker.test(line));
  const top = from < 0 ? -1 : borderAbove(screen, from);
  if (top < 0 || screen.lines.slice(from, last + 1).some((line) => entry.test(line))) return null;
  const to = textEnd(screen, from, last);
  const rows = screen.runs.slice(from, to).map((runs) => rowText(runs).slice(3));
  const mark = marker.exec(screen.lines[from] ?? '')?.[1] ?? '';
  const typed = isPlaceholder(screen, from) ? '' : rows.join('\n').trimEnd();
  return { top, from, to, text: mark === '!' ? `!${typed}` : typed };
}

/**
 * Between line and text stand a row for the mode, on narrow screens one for files and servers, and the upper padding of
 * the box; older versions draw a second line.
 */
function borderAbove(screen: Screen, from: number): number {
  for (let y = from - 1; y >= Math.max(from - 8, 0); y -= 1) {
    if (!isBorder(screen, y)) continue;
    return /^ \S/.test(screen.lines[y - 1] ?? '') && isBorder(screen, y - 2) ? y - 2 : y;
  }
  return -1;
}

function isBorder(screen: Screen, y: number): boolean {
  const line = screen.lines[y] ?? '';
  return /^─{10,}$/u.test(line) && line.length >= screen.width * 0.8;
}

/** Further rows of the text are indented to its column; status rows and menus below it are not. */
function textEnd(screen: Screen, from: number, last: number): number {
  let to = from + 1;
  while (to <= last && /^(\s{3}|$)/.test(screen.lines[to] ?? '')) to += 1;
  while (to > from + 1 && (screen.lines[to - 1] ?? '').trim() === '') to -= 1;
  return to;
}

/**
 * The placeholder stands two blanks behind the place where text begins, and the cursor in front of it. Typed text of
 * the same words begins one column after the marker or has the cursor elsewhere.
 */
function isPlaceholder(screen: Screen, y: number): boolean {
  const line = screen.lines[y] ?? '';
  if (!/^ [>*!] {3}\S/.test(line)) return false;
  const cursor = (screen.runs[y] ?? []).findIndex((run) => run.reverse);
  if (cursor < 0) return /^ [>*!] {3}Type your (message|shell command)\b/i.test(line);
  const before = (screen.runs[y] ?? [])
    .slice(0, cursor)
    .map((run) => run.text)
    .join('');
  const ghost = screen.runs[y]?.[cursor + 1];
  return (
    before.length === 3 &&
    screen.runs[y]?.[cursor]?.text === ' ' &&
    ghost !== undefined &&
    isGrey(screen, y, ghost)
  );
}

/** Ghost text has the colour of the status rows below, typed text that of the conversation. */
function isGrey(screen: Screen, y: number, ghost: Run): boolean {
  if (/^\s*Type your (message|shell command)\b/i.test(ghost.text)) return true;
  const status = screen.runs
    .slice(y + 1)
    .flat()
    .find((run) => run.text.trim() !== '');
  return ghost.dim || (ghost.color !== '' && status?.color === ghost.color);
}

function rowText(runs: Run[]): string {
  return runs
    .map((run) => run.text)
    .join('')
    .trimEnd();
}
