import type { CommentSyntax } from './comment-languages.ts';
import { plainLine, type WorkInFile } from './found-work.ts';

/** A line of a comment, without the marks that make it one. */
interface CommentLine {
  text: string;
  lineNumber: number;
}

const mark =
  /^(?:(TODO|FIXME|HACK|XXX)(?![\w-])|@(todo|fixme)\b)\s*(?:\(([^)]*)\)|\[([^\]]*)\])?\s*[:!.–—-]*\s*(.*)$/i;
/** `todo` in small letters is a word of prose more often than a mark, unless a colon or an @ makes it one. */
const isMeant = (line: string): boolean =>
  /^(?:@|TODO|FIXME|HACK|XXX|todo\s*(?:\([^)]*\))?:|fixme\s*(?:\([^)]*\))?:)/.test(line);

/** The TODO, FIXME, HACK and XXX comments of a source file; strings are not comments. */
export function readComments(text: string, syntax: CommentSyntax): WorkInFile[] {
  // Most files have none: then they are not looked through letter by letter.
  if (!/TODO|FIXME|HACK|XXX|@todo|todo:|fixme/i.test(text)) return [];
  const lines = commentLines(text, syntax);
  return lines.flatMap((line, at) => {
    if (!isMeant(line.text)) return [];
    const [, word, atWord, owner, tag, rest = ''] = mark.exec(line.text) ?? [];
    const found = (word ?? atWord)?.toUpperCase();
    if (!found) return [];
    const below = linesBelow(lines, at);
    let said = plainLine(rest) || below.shift() || '';
    while (isUnfinished(said) && /^\p{Ll}/u.test(below[0] ?? '')) said += ` ${below.shift()}`;
    if (!/[\p{L}\p{N}]/u.test(said)) return [];
    const who = (owner ?? tag)?.trim();
    const details = [...below, ...(who ? [`Marked for ${who}.`] : [])].join('\n');
    return [
      { text: said, details, isDone: false, marker: found, lineNumber: line.lineNumber, section: null },
    ];
  });
}

/** A sentence that goes on in the next line, where that begins with a small letter. */
const isUnfinished = (text: string): boolean => /[\p{L}\p{N},)`"']$/u.test(text);

const mostLinesBelow = 5;

/** The lines of the same comment that go on with the sentence. */
function linesBelow(lines: readonly CommentLine[], at: number): string[] {
  const below: string[] = [];
  for (const line of lines.slice(at + 1, at + 1 + mostLinesBelow)) {
    const isNext = line.lineNumber === (lines[at]?.lineNumber ?? 0) + below.length + 1;
    if (!isNext || line.text === '' || isMeant(line.text)) break;
    below.push(plainLine(line.text));
  }
  return below;
}

/** Every line of every comment, in order. */
function commentLines(text: string, syntax: CommentSyntax): CommentLine[] {
  const found: CommentLine[] = [];
  let lineNumber = 1;
  let at = 0;
  const advance = (end: number): void => {
    for (; at < end; at += 1) if (text[at] === '\n') lineNumber += 1;
  };
  while (at < text.length) {
    const token = tokenAt(text, at, syntax);
    if (token?.isComment)
      for (const [offset, line] of text
        .slice(at + token.open, token.end - token.close)
        .split('\n')
        .entries())
        found.push({ text: withoutMarks(line), lineNumber: lineNumber + offset });
    advance(token ? Math.max(token.end, at + 1) : at + 1);
  }
  return found;
}

interface Token {
  isComment: boolean;
  /** Characters of its marks. */
  open: number;
  close: number;
  end: number;
}

/** The comment, string or regular expression that begins here. */
function tokenAt(text: string, at: number, syntax: CommentSyntax): Token | null {
  const here = text[at] ?? '';
  if (here === '\\') return { isComment: false, open: 0, close: 0, end: at + 2 };
  for (const [open, close] of syntax.blocks) {
    if (!text.startsWith(open, at)) continue;
    const end = text.indexOf(close, at + open.length);
    if (end < 0) return { isComment: true, open: open.length, close: 0, end: text.length };
    return { isComment: true, open: open.length, close: close.length, end: end + close.length };
  }
  const line = syntax.line.find((one) => text.startsWith(one, at) && isCommentHere(text, at, one));
  if (line) return { isComment: true, open: line.length, close: 0, end: endOfLine(text, at) };
  const long = syntax.longQuotes.find((quote) => text.startsWith(quote, at));
  if (long) return { isComment: false, open: 0, close: 0, end: endOfString(text, at, long, text.length) };
  const isQuote =
    syntax.quotes.includes(here) || (syntax.hasRegexes && here === '/' && isRegexHere(text, at));
  if (here && isQuote)
    return { isComment: false, open: 0, close: 0, end: endOfString(text, at, here, endOfLine(text, at)) };
  return null;
}

/** `#` in `$#` or `a#b` and `//` in `http://` begin no comment. */
function isCommentHere(text: string, at: number, open: string): boolean {
  const before = text[at - 1] ?? '\n';
  return open === '#' ? /\s/.test(before) : before !== ':';
}

function isRegexHere(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 20), at).trimEnd();
  return before === '' || /[(,=:[!&|?{};]$|\b(?:return|case|typeof)$/.test(before);
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function endOfString(text: string, at: number, quote: string, limit: number): number {
  for (let next = at + quote.length; next < limit; next += 1) {
    if (text[next] === '\\') next += 1;
    else if (text.startsWith(quote, next)) return next + quote.length;
  }
  return limit;
}

function withoutMarks(line: string): string {
  return line.replace(/^[\s*/#;%!<>|-]+/, '').trimEnd();
}
