import { squash } from '../bottom-block.ts';
import { splitQwenPaste } from './split-paste.ts';

/** As it is without its blanks: the screen wraps it anywhere. */
const placeholder = /\[Pasted(?:Text|Content):?(\d+)(lines|chars|characters)\](?:#\d+)?/gi;
/** A shorter beginning may be anybody's. */
const enoughCharacters = 100;

/**
 * What the box shows of a text: `all` of it, its `beginning`, or neither (null: empty, or anything else). Each long paste
 * stands there as a placeholder that counts its characters, in older versions its lines.
 */
export function matchBox(box: string, text: string): 'all' | 'beginning' | null {
  const shown = squash(box);
  const wanted = squash(text);
  if (shown === '') return null;
  if (shown === wanted) return 'all';
  if (!shown.includes('[Pasted'))
    return shown.length >= enoughCharacters && wanted.startsWith(shown) ? 'beginning' : null;
  const end = endOfShown(shown, Array.from(text));
  if (end === null) return matchScrolled(shown, text);
  return squash(end) === '' ? 'all' : 'beginning';
}

/** A box of many pieces shows the last rows only, from the middle of a placeholder on. */
function matchScrolled(shown: string, text: string): 'all' | 'beginning' | null {
  if (shown.length < enoughCharacters) return null;
  const pieces = splitQwenPaste(text).map((piece) => `[PastedContent${Array.from(piece).length}chars]`);
  const whole = pieces.join('');
  // A number behind a placeholder tells it from an earlier one of that length.
  const counts = shown.replace(/(^|\])#\d+/g, '$1');
  if (whole.endsWith(counts)) return 'all';
  return whole.includes(counts) ? 'beginning' : null;
}

/** What follows in the text behind all that is shown; null when it shows something else. */
function endOfShown(shown: string, text: string[]): string | null {
  let at: number | null = 0;
  let from = 0;
  for (const { 0: all, 1: count, 2: unit, index } of shown.matchAll(placeholder)) {
    at = skipTyped(text, at, shown.slice(from, index));
    at =
      at === null
        ? null
        : skipFolded(text, at, { count: Number(count), isLines: /^lines$/i.test(unit ?? '') });
    if (at === null) return null;
    from = index + all.length;
  }
  at = skipTyped(text, at, shown.slice(from));
  return at === null ? null : text.slice(at).join('');
}

function skipFolded(
  text: string[],
  at: number,
  { count, isLines }: { count: number; isLines: boolean },
): number | null {
  if (isLines) {
    const lines = text.slice(at).join('').split('\n');
    return lines.length === count ? text.length : null;
  }
  if (at + count <= text.length) return at + count;
  // Versions of before 0.24 count UTF-16 units.
  return text.slice(at).join('').length === count ? text.length : null;
}

/** Blanks in the text do not count: those of `typed` are gone. */
function skipTyped(text: string[], from: number, typed: string): number | null {
  let at = from;
  for (const character of typed) {
    while (at < text.length && squash(text[at] ?? '') === '') at += 1;
    if (text[at] !== character) return null;
    at += 1;
  }
  return at;
}
