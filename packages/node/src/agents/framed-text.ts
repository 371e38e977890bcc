import type { Screen } from './screen.ts';

/** What stands in a frame above its rows. */
export interface FramedText {
  /** First paragraph up to a blank row or an inner frame, wrapped rows joined. */
  head: string;
  /** The head stands in one row: a wrapped one has lost a blank or gained one. */
  headIsWhole: boolean;
  /** Rows between head and question without common indent; of an inner frame what it encloses. */
  body: string[];
  /** Last paragraph above the rows; empty when there is none but the head. */
  question: string;
  /** Columns that a row of the body has. */
  width: number;
}

const innerBorder = /^\s*[╭╰]─/u;
/** Marks of a list that scrolls. */
const scrollMark = /^\s*[▲▼]\s*$/u;

/** Stands above the head in some versions. */
const bannerText = /^\s*action required\b/i;
const questionText = /^\s{0,2}(allow execution|apply this change|do you want to|would you like to)\b/i;

/** Splits the rows above `first` (exclusive) into head, body and question. */
export function readFramedText(inner: Screen, first: number): FramedText {
  const rows = inner.lines.slice(0, first).map((line) => (scrollMark.test(line) ? '' : line));
  const banner = rows.findIndex(isText);
  const headFrom = rows.findIndex((row, i) => isText(row) && (i > banner || !bannerText.test(row)));
  if (headFrom < 0) return { head: '', headIsWhole: true, body: [], question: '', width: inner.width };
  const headTo = paragraphEnd(rows, headFrom);
  const questionTo = rows.findLastIndex(isText) + 1;
  const questionFrom = Math.max(questionStart(rows, questionTo), headTo);
  const middle = rows.slice(headTo, questionFrom);
  const isBoxed = middle.some((row) => innerBorder.test(row));
  const body = isBoxed ? enclosed(middle) : middle;
  return {
    head: joined(rows.slice(headFrom, headTo)),
    headIsWhole: headTo - headFrom === 1,
    body: withoutIndent(withoutBlankEnds(body)),
    question: joined(rows.slice(questionFrom, questionTo)),
    width: inner.width - (isBoxed ? 4 : 2),
  };
}

function isText(row: string): boolean {
  return row.trim() !== '' && !innerBorder.test(row);
}

function paragraphEnd(rows: string[], from: number): number {
  let end = from;
  while (end < rows.length && isText(rows[end] ?? '')) end += 1;
  return end;
}

function paragraphStart(rows: string[], last: number): number {
  let start = last;
  while (start > 0 && isText(rows[start - 1] ?? '')) start -= 1;
  return start;
}

/** Some versions put the question right below the command, so the paragraph alone does not tell. */
function questionStart(rows: string[], end: number): number {
  const start = paragraphStart(rows, end - 1);
  const asks = rows.findLastIndex((row, y) => y >= start && y < end && questionText.test(row));
  return Math.max(start, asks);
}

function enclosed(rows: string[]): string[] {
  return rows
    .filter((row) => /^\s*│/u.test(row))
    .map((row) => row.replace(/^\s*│/u, '').replace(/\s*│\s*$/u, ''));
}

function withoutBlankEnds(rows: string[]): string[] {
  const from = rows.findIndex((row) => row.trim() !== '');
  return from < 0 ? [] : rows.slice(from, rows.findLastIndex((row) => row.trim() !== '') + 1);
}

/** Rows without the blanks that all of them begin with. */
export function withoutIndent(rows: string[]): string[] {
  const indents = rows.filter((row) => row.trim() !== '').map((row) => row.search(/\S/));
  const indent = Math.min(...indents, 40);
  return rows.map((row) => row.slice(indent).trimEnd());
}

function joined(rows: string[]): string {
  return rows
    .map((row) => row.trim())
    .join(' ')
    .replaceAll('’', "'")
    .trim();
}
