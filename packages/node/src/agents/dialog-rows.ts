import type { Screen } from './screen.ts';

/** One row of a list that a dialog shows, wherever it stands on the screen. */
export interface DialogRow {
  /** First screen row, and the row after its last one (descriptions included). */
  from: number;
  to: number;
  /** Digit in front of the text; null in lists without digits. */
  number: number | null;
  text: string;
  /** Lines below the text that are not its wrapped end, joined. */
  description: string;
  selected: boolean;
}

export interface DialogRows {
  rows: DialogRow[];
  /** True when the first row has scrolled off or a number is missing. */
  cut: boolean;
}

interface Marked {
  y: number;
  number: number | null;
  column: number;
  text: string;
  selected: boolean;
}

const pointer = '[❯›>]';
const numberedRow = new RegExp(`^(\\s*)(${pointer}\\s*|[↑↓]\\s*)?(\\d{1,2})\\.\\s+(\\S.*)$`, 'u');
const pointedRow = new RegExp(`^(\\s*${pointer}\\s)(\\S.*)$`, 'u');

/**
 * The last numbered list at or above row `bottom`. It is read upwards from its highest number to 1, in one column, so
 * that lists in prose above are never taken for rows of the dialog.
 */
export function findNumberedRows(screen: Screen, bottom: number): DialogRows | null {
  const lowest = screen.lines.slice(0, bottom + 1).findLastIndex((line) => numberedRow.test(bare(line)));
  const last = readNumbered(screen, lowest);
  if (last === null) return null;
  const inColumn = numberedAbove(screen, last, 0);
  // Claude Code 2.0 sets some rows of a narrow screen one column to the left.
  const marked = inColumn[0]?.number === 1 ? inColumn : numberedAbove(screen, last, 1);
  return { rows: describe(screen, marked, bottom), cut: marked.some((row, i) => row.number !== i + 1) };
}

/** Rows up to number 1 whose column differs by no more than `slack`, and the last one. */
function numberedAbove(screen: Screen, last: Marked, slack: number): Marked[] {
  const marked = [last];
  for (let y = last.y - 1; y >= 0 && (marked[0]?.number ?? 1) > 1; y -= 1) {
    const row = readNumbered(screen, y);
    if (row === null || Math.abs(row.column - last.column) > slack) continue;
    if ((row.number ?? 0) >= (marked[0]?.number ?? 0)) break;
    marked.unshift(row);
  }
  return marked;
}

/** A list without digits: one row with a pointer, its neighbours indented to the same column. */
export function findPointedRows(screen: Screen, bottom: number): DialogRows | null {
  const y = screen.lines.slice(0, bottom + 1).findLastIndex((line) => pointedRow.test(bare(line)));
  const match = y < 0 ? null : pointedRow.exec(bare(screen.lines[y] ?? ''));
  if (match === null) return null;
  const column = match[1]?.length ?? 0;
  const marked: Marked[] = [{ y, number: null, column, text: match[2] ?? '', selected: true }];
  const sibling = (row: number): Marked | null => {
    const line = bare(screen.lines[row] ?? '');
    const isSibling = line.search(/\S/) === column;
    return isSibling ? { y: row, number: null, column, text: line.trim(), selected: false } : null;
  };
  for (let row = sibling(y - 1); row !== null; row = sibling(row.y - 1)) marked.unshift(row);
  for (let row = sibling(y + 1); row !== null && row.y <= bottom; row = sibling(row.y + 1)) marked.push(row);
  return { rows: describe(screen, marked, bottom), cut: false };
}

function readNumbered(screen: Screen, y: number): Marked | null {
  const match = numberedRow.exec(bare(screen.lines[y] ?? ''));
  if (match === null) return null;
  const [, indent = '', mark = '', digits = '', text = ''] = match;
  return {
    y,
    number: Number(digits),
    column: indent.length + mark.length,
    text,
    selected: /[❯›>]/u.test(mark),
  };
}

/** Frames around a dialog and preview boxes beside a row are not part of the row. */
function bare(line: string): string {
  return line
    .replace(/^(\s*)[│┃]/u, '$1 ')
    .replace(/\s*[│┃]\s*$/u, '')
    .replace(/\s{2,}[┌│└├╭╰].*$/u, '');
}

function describe(screen: Screen, marked: Marked[], bottom: number): DialogRow[] {
  return marked.map((row, i) => {
    const limit = marked[i + 1]?.y ?? bottom + 1;
    const below: string[] = [];
    let to = row.y + 1;
    while (to < limit && isContinuation(screen.lines[to] ?? '', row.column)) {
      below.push(bare(screen.lines[to] ?? '').trim());
      to += 1;
    }
    return { from: row.y, to, number: row.number, selected: row.selected, ...unwrap(screen, row, below) };
  });
}

function isContinuation(line: string, column: number): boolean {
  const indent = bare(line).search(/\S/);
  return indent >= column && !/^\s*[─╌]{3}/u.test(line);
}

/** A line below belongs to the text when its first word did not fit behind the text. */
function unwrap(screen: Screen, row: Marked, below: string[]): { text: string; description: string } {
  let text = row.text.trimEnd();
  let lineEnd = (screen.lines[row.y] ?? '').length;
  const rest = [...below];
  while (rest[0] !== undefined && lineEnd + 1 + (rest[0].split(' ')[0] ?? '').length > screen.width - 4) {
    lineEnd = row.column + 3 + rest[0].length;
    text = `${text} ${rest.shift()}`;
  }
  return { text, description: rest.join(' ') };
}
