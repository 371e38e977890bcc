import type { ListedDocument } from '@architect/contracts/documentation';

type Match = NonNullable<ListedDocument['match']>;

const longestExcerpt = 200;

/** Words of a search; a document must have each of them. */
export function wordsToFind(q: string): string[] {
  return [...new Set(q.toLowerCase().split(/\s+/).filter(Boolean))];
}

/**
 * Where a document has the words, and how well it fits: words in the title weigh most, then those in headings.
 * Null when a word is nowhere in it.
 */
export function searchDocument(
  { title, path, text }: { title: string; path: string; text: string },
  words: readonly string[],
): { match: Match; score: number } | null {
  const name = `${title} ${path}`.toLowerCase();
  const all = text.toLowerCase();
  if (!words.every((word) => name.includes(word) || all.includes(word))) return null;
  let best = { line: 1, heading: null as string | null, text: '', has: -1 };
  let heading: string | null = null;
  let lines = 0;
  let score = 10 * countIn(name, words);
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const own = /^#{1,6}\s+(.+?)\s*#*$/.exec(line)?.[1];
    if (own) heading = own;
    const has = countIn(line.toLowerCase(), words);
    if (has > 0) lines += 1;
    if (own) score += 3 * has;
    // A title found in its own heading says less than the text below it.
    const isBetter = has > 0 && has > best.has;
    if (isBetter) best = { line: at + 1, heading, text: line, has };
  }
  score += Math.min(lines, 10);
  const excerpt = cutAround(best.text.trim(), words);
  return { match: { line: best.line, heading: best.heading, excerpt, lines }, score };
}

function countIn(text: string, words: readonly string[]): number {
  return words.filter((word) => text.includes(word)).length;
}

/** The part of a long line that has the first word. */
function cutAround(line: string, words: readonly string[]): string {
  if (line.length <= longestExcerpt) return line;
  const places = words.map((word) => line.toLowerCase().indexOf(word)).filter((place) => place >= 0);
  const start = Math.max(0, Math.min(...places, line.length) - 60);
  const end = start + longestExcerpt;
  return `${start > 0 ? '…' : ''}${line.slice(start, end)}${end < line.length ? '…' : ''}`;
}
