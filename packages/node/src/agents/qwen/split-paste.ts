/**
 * A terminal hands a program at most 4 095 bytes in one go (n_tty of Linux), the marks around a paste included. Qwen Code
 * (0.24.4) draws after each go and takes a second without another one for the end of the paste, by its source: where drawing
 * takes longer, on a busy machine or in a long conversation, the rest counts as keys.
 */
const pieceBytes = 4_050;
/** Only what is longer folds into a placeholder; what does not makes the box grow. */
const leastCharacters = 1_001;

/**
 * Pieces that Qwen Code reads in one go and folds, each into a placeholder that counts its characters. Each is shorter than
 * the one before, so that the last placeholders tell which piece has come. The pieces of a few pieces are those pieces.
 */
export function splitQwenPaste(text: string): string[] {
  const characters = Array.from(text);
  const pieces: string[] = [];
  let most = Number.POSITIVE_INFINITY;
  for (let from = 0; from < characters.length; from += most) {
    most = pieceSize(characters, from, Math.max(most - 1, leastCharacters));
    pieces.push(characters.slice(from, from + most).join(''));
  }
  return pieces;
}

/** How many characters fit; what would then be left over is shared with the next piece when it is too short to fold. */
function pieceSize(characters: string[], from: number, most: number): number {
  const all = characters.length - from;
  let bytes = 0;
  let size = 0;
  while (size < Math.min(most, all)) {
    bytes += Buffer.byteLength(characters[from + size] ?? '');
    if (bytes > pieceBytes) break;
    size += 1;
  }
  if (size === all || all - size >= leastCharacters) return size;
  return all < 2 * leastCharacters + 1 ? all : Math.ceil((all + 1) / 2);
}
