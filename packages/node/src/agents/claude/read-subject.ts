import type { Screen } from '../screen.ts';
import type { DialogRegion } from './read-dialog.ts';
import type { DialogRule } from './rules.ts';

/** What a decision is about, as far as the screen shows it. Long ones are cut there; the hook has the whole. */
export function readSubject(screen: Screen, region: DialogRegion, rule: DialogRule): string {
  const first = region.list.rows[0]?.from ?? 0;
  const headRow = screen.lines.findIndex((line, y) => y >= region.from && line.trim() !== '');
  switch (rule.subject) {
    case 'none':
      return '';
    case 'question':
      return rule.question?.exec(region.question)?.[1] ?? '';
    case 'head':
      return paragraph(screen, headRow + 1, first).join(' ');
    case 'path':
      return pathText(screen, headRow, first);
    case 'url': {
      const call = rowsOfCall(screen, headRow + 1, first)
        .map((y) => textAt(screen, y))
        .join(' ');
      return /\burl: "?([^"\s]+)/.exec(call)?.[1] ?? /https?:\/\/\S+/.exec(call)?.[0] ?? '';
    }
    case 'call': {
      const call = rowsOfCall(screen, headRow + 1, first)
        .map((y) => textAt(screen, y))
        .join(' ');
      return rule.kind === 'read' ? (/^\w+\((.*)\)$/.exec(call)?.[1] ?? call) : call;
    }
    case 'command':
      return commandText(screen, rowsOfCall(screen, headRow + 1, first));
  }
}

/**
 * A path behind the head in its row (2.0.60), else the first text below it, there perhaps in a frame. Empty where it may go on
 * in the next row: then the screen does not tell it.
 */
function pathText(screen: Screen, headRow: number, limit: number): string {
  const named = /^\s*(?:edit|create|write|overwrite) (?:file|notebook) (\S.*)$/i.exec(
    screen.lines[headRow] ?? '',
  );
  const texts = Array.from({ length: Math.max(limit - headRow - 1, 0) }, (_, i) => headRow + 1 + i).filter(
    (y) => /[^\s│╭╮╰╯─╌]/u.test(screen.lines[y] ?? ''),
  );
  const y = named ? headRow : texts[0];
  if (y === undefined) return '';
  const text = (named?.[1] ?? screen.lines[y] ?? '').replace(/^\s*│?|│?\s*$/gu, '').trim();
  return (screen.lines[y] ?? '').replace(/[│\s]+$/u, '').length >= screen.width - 4 ? '' : text;
}

/** Newer versions draw a bar in front of a call of several rows. */
function barredLine(screen: Screen, y: number): string {
  return (screen.lines[y] ?? '').replace(/^(\s*)│ /u, '$1  ');
}

function textAt(screen: Screen, y: number): string {
  return barredLine(screen, y).trim();
}

/**
 * Rows of the call itself: between two dashed lines in newer versions (description and tips stand above them), else the
 * first paragraph without its description.
 */
function rowsOfCall(screen: Screen, from: number, limit: number): number[] {
  const dashed = Array.from({ length: Math.max(limit - from, 0) }, (_, i) => from + i).filter((y) =>
    /^\s*╌{3}/u.test(screen.lines[y] ?? ''),
  );
  const [opening, closing] = [dashed[0], dashed.at(-1)];
  if (opening === undefined) return withoutDescription(screen, indentedRows(screen, from, limit));
  const end = closing === undefined || closing === opening ? limit : closing;
  return Array.from({ length: end - opening - 1 }, (_, i) => opening + 1 + i).filter(
    (y) => textAt(screen, y) !== '',
  );
}

/** A call is indented deeper than the notices around it; blank rows inside it are its own. */
function indentedRows(screen: Screen, from: number, limit: number): number[] {
  const rows = Array.from({ length: Math.max(limit - from, 0) }, (_, i) => from + i);
  const deep = rows.filter((y) => /^\s{3,}\S/.test(screen.lines[y] ?? ''));
  const [first, last] = [deep[0], deep.at(-1)];
  if (first === undefined || last === undefined) return paragraphRows(screen, from, limit);
  return rows.filter((y) => y >= first && y <= last);
}

/** Rows of the first paragraph at or below `from`; it ends at a blank row or a dashed line. */
function paragraphRows(screen: Screen, from: number, limit: number): number[] {
  const rows: number[] = [];
  for (let y = from; y < limit; y += 1) {
    const text = (screen.lines[y] ?? '').trim();
    const isEnd = text === '' || /^╌{3}/u.test(text);
    if (!isEnd) rows.push(y);
    else if (rows.length > 0) break;
  }
  return rows;
}

function paragraph(screen: Screen, from: number, limit: number): string[] {
  return paragraphRows(screen, from, limit).map((y) => (screen.lines[y] ?? '').trim());
}

/** The agent's description of a call follows it in the same paragraph, all of it in the muted colour of hints. */
function withoutDescription(screen: Screen, rows: number[]): number[] {
  const muted = (y: number): boolean =>
    (screen.runs[y] ?? []).every((run) => run.text.trim() === '' || run.dim || run.color === '38;5;246');
  const isMuted = rows.map(muted);
  const lastOwn = isMuted.lastIndexOf(false);
  return lastOwn < 0 ? rows.slice(0, 1) : rows.slice(0, lastOwn + 1);
}

/** Rows of a command: a row that could not take the next word may have been wrapped, others end with a line end. */
function commandText(screen: Screen, rows: number[]): string {
  const indent = barredLine(screen, rows[0] ?? 0).search(/\S/);
  return rows
    .map((y, i) => {
      const line = barredLine(screen, y).slice(indent);
      if (i === 0) return line;
      return mayBeWrapped(screen, rows[i - 1] ?? y, y) ? ` ${line.trim()}` : `\n${line}`;
    })
    .join('');
}

function mayBeWrapped(screen: Screen, before: number, y: number): boolean {
  const [word = ''] = textAt(screen, y).split(' ');
  return (screen.lines[before] ?? '').length + 1 + word.length > screen.width - 3;
}

/** A wrapped row looks like a line end at the edge: then the screen alone does not tell what would run. */
export function isCommandCertain(screen: Screen, region: DialogRegion, rule: DialogRule): boolean {
  if (rule.subject !== 'command') return true;
  const first = region.list.rows[0]?.from ?? 0;
  const headRow = screen.lines.findIndex((line, y) => y >= region.from && line.trim() !== '');
  const rows = rowsOfCall(screen, headRow + 1, first);
  return rows.every((y, i) => i === 0 || !mayBeWrapped(screen, rows[i - 1] ?? y, y));
}
