const zeroWidth = /^(?:\p{Mn}|\p{Me}|[\u200b-\u200d])$/u;
const doubleWidth =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6])$/u;

/** Terminal cells that a text without escapes takes. */
export function cellWidth(text: string): number {
  let width = 0;
  for (const char of text) width += zeroWidth.test(char) ? 0 : doubleWidth.test(char) ? 2 : 1;
  return width;
}

/** Breaks a text without escapes into rows of at most `width` cells; line feeds break too. */
export function wrapCells(text: string, width: number): string[] {
  const rows: string[] = [];
  for (const line of text.split('\n')) {
    let row = '';
    let used = 0;
    for (const char of line) {
      const cells = cellWidth(char);
      if (used + cells > width) {
        rows.push(row);
        row = '';
        used = 0;
      }
      row += char;
      used += cells;
    }
    rows.push(row);
  }
  return rows;
}
