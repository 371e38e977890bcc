/** Values that look like secrets. A named group `secret` is what gets masked, else all of the match. */
const looksSecret = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----(?<secret>[\s\S]*?)(?:-----END|$)/g,
  /\b(?:sk|pk|rk)[-_](?:ant-|proj-|live_|test_)?(?<secret>[\w-]{12,})/g,
  /\b(?:gh[pousr]_|github_pat_|glpat-|hf_|npm_|arc_|xox[abeprs]-|AIza)(?<secret>[\w-]{20,})/g,
  /\b(?:AKIA|ASIA)(?<secret>[A-Z0-9]{16})\b/g,
  /\beyJ(?<secret>[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)/g,
  /\b(?:Bearer|Basic)\s+(?<secret>[\w.~+/=-]{8,})/gi,
  /:\/\/[^\s/:@]*:(?<secret>[^\s/@]+)@/g,
  /(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key)["']?\s*[=:]\s*["']?(?<secret>[^\s"'│|]{6,})/gi,
];

const escapeSequence =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]P^_][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[ -/]*[0-~]/g;

/** A text with every obvious secret (tokens, keys, passwords) overwritten by as many `x`: nothing moves. */
export function maskSecrets(text: string): string {
  return overwrite(text, secretPlaces(text));
}

/**
 * Rows of a screen, with or without escape sequences, with every obvious secret overwritten, cell by cell: also where
 * it changes its colour, or goes on in the next row because it met the right edge.
 * @param width of the screen in cells
 */
export function maskScreenRows(rows: string[], width: number): string[] {
  const plain = rows.map((row) => row.replace(escapeSequence, ''));
  const places = placesByRow(plain, width);
  return rows.map((row, y) => overwriteVisible(row, places[y] ?? []));
}

interface Place {
  from: number;
  to: number;
}

function secretPlaces(text: string): Place[] {
  return looksSecret.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => {
      const secret = match.groups?.secret ?? match[0];
      const from = match.index + match[0].indexOf(secret);
      return { from, to: from + secret.length };
    }),
  );
}

/** Rows that a frame or the right edge has cut are read as one text, and what was found is put back into its rows. */
function placesByRow(rows: string[], width: number): Place[][] {
  const parts = rows.map((row) => innerPart(row));
  let text = '';
  const starts = parts.map(({ inner, end }) => {
    const start = text.length;
    text += end >= width - edgeCells ? inner : `${inner}\n`;
    return start;
  });
  const found = secretPlaces(text);
  return parts.map(({ inner, at }, y) => {
    const start = starts[y] ?? 0;
    return found
      .map(({ from, to }) => ({
        from: Math.max(from - start, 0) + at,
        to: Math.min(to - start, inner.length) + at,
      }))
      .filter(({ from, to }) => from < to);
  });
}

/** A text this close to the right edge may go on in the next row: frames and margins take a few cells. */
const edgeCells = 5;

/** What a row says inside its frame. */
function innerPart(row: string): { inner: string; at: number; end: number } {
  const at = /^[\s│┃|║]*/.exec(row)?.[0].length ?? 0;
  const inner = row.slice(at).replace(/[\s│┃|║]+$/, '');
  return { inner, at, end: at + inner.length };
}

function overwriteVisible(row: string, places: Place[]): string {
  let seen = 0;
  let from = 0;
  let masked = '';
  const take = (text: string): void => {
    masked += overwrite(
      text,
      places.map((place) => ({ from: place.from - seen, to: place.to - seen })),
    );
    seen += text.length;
  };
  for (const match of row.matchAll(escapeSequence)) {
    take(row.slice(from, match.index));
    // An OSC 8 link carries its address between its control characters.
    masked += match[0].replace(/[^\u0007\u001b]+/g, maskSecrets);
    from = match.index + match[0].length;
  }
  take(row.slice(from));
  return masked;
}

/** Blanks stay, so that a screen keeps its shape. */
function overwrite(text: string, places: Place[]): string {
  let result = text;
  for (const { from, to } of places) {
    const [start, end] = [Math.max(from, 0), Math.min(to, text.length)];
    if (start >= end) continue;
    result = result.slice(0, start) + result.slice(start, end).replace(/\S/g, 'x') + result.slice(end);
  }
  return result;
}
