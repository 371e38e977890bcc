const longestWord = 64;
/** Enough for a text of a few hundred kilobytes, and below PostgreSQL's limit of 1 MB for one tsvector. */
const mostWords = 30_000;

/**
 * The words of a text as they are searched for: runs of letters and digits, without accents and case. The same on every
 * database, and safe inside a query.
 */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  const words: string[] = [];
  for (const [word] of plain.matchAll(/[\p{L}\p{N}]+/gu)) {
    words.push(word.slice(0, longestWord));
    if (words.length === mostWords) break;
  }
  return words;
}
