const offset = 0x811c9dc5;
const prime = 0x01000193;

/**
 * Shape of a chunk of output: a hash of its ASCII letters. Spinner glyphs, counters and colour numbers do not change it.
 * FNV-1a, 32 bits.
 */
export function shapeOfBytes(chunk: Uint8Array): number {
  let hash = offset;
  for (const byte of chunk) if (isLetter(byte)) hash = Math.imul(hash ^ byte, prime);
  return hash >>> 0;
}

/** The same for a screen. */
export function shapeOfRows(rows: readonly string[]): number {
  let hash = offset;
  for (const row of rows) {
    for (let index = 0; index < row.length; index += 1) {
      const code = row.charCodeAt(index);
      if (isLetter(code)) hash = Math.imul(hash ^ code, prime);
    }
    hash = Math.imul(hash ^ 10, prime);
  }
  return hash >>> 0;
}

/** A title counts with every character: `⠂ task` and `✳ task` are two titles. */
export function shapeOfTitle(title: string): number {
  let hash = offset;
  for (let index = 0; index < title.length; index += 1)
    hash = Math.imul(hash ^ title.charCodeAt(index), prime);
  return hash >>> 0;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}
