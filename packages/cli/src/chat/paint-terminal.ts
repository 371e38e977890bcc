/** What the terminal should show: all rows of the conversation and of the block at the bottom, styled. */
export interface Picture {
  rows: string[];
  /** Where the text cursor stands; `row` is an index into `rows`. Null hides it. */
  cursor: { row: number; column: number } | null;
}

export interface Painter {
  /** Bytes that bring the terminal from what it shows to the picture. Empty when nothing changed. */
  paint(picture: Picture, size: { columns: number; rows: number }): string;
  /** The terminal's content is unknown: the next paint writes every row. */
  forget(): void;
  /** Rows of the picture that have left the top of the screen. */
  scrolledRows(): number;
  /** The caller drops this many of the rows that have left the screen. */
  dropRows(count: number): void;
}

const csi = '\u001b[';

/**
 * Paints only rows that changed and lets finished rows scroll into the terminal's history, where each appears once.
 * The rows that may still change must fit on the screen.
 */
export function createPainter(): Painter {
  let shown: (string | null)[] = [];
  let scrolled = 0;
  let lastCursor = '';
  let columns = 0;

  return {
    paint({ rows, cursor }, size) {
      if (shown.length !== size.rows || columns !== size.columns) {
        if (columns !== 0) scrolled = Math.max(0, rows.length - size.rows);
        shown = Array.from({ length: size.rows }, () => null);
        columns = size.columns;
      }
      const top = Math.max(scrolled, rows.length - size.rows);
      let bytes = '';
      bytes += writeRows(shown, rows.slice(scrolled, scrolled + size.rows));
      if (top > scrolled) {
        const added = rows.slice(scrolled + size.rows, top + size.rows);
        bytes += `${csi}${size.rows};1H${added.map((row) => `\r\n${csi}K${row}${csi}0m`).join('')}`;
        shown = rows.slice(top, top + size.rows);
        scrolled = top;
      }
      const place = cursor ? `${csi}${cursor.row - scrolled + 1};${cursor.column + 1}H${csi}?25h` : '';
      if (bytes === '' && place === lastCursor) return '';
      lastCursor = place;
      // Synchronised output: terminals that know it show the change at once.
      return `${csi}?2026h${csi}?25l${bytes}${place}${csi}?2026l`;
    },
    forget() {
      shown = shown.map(() => null);
    },
    scrolledRows: () => scrolled,
    dropRows(count) {
      scrolled -= count;
    },
  };
}

/** Rewrites the rows that differ and notes what is shown now. Erases first: a full row would lose its last cell after. */
function writeRows(shown: (string | null)[], wanted: string[]): string {
  let bytes = '';
  for (let row = 0; row < shown.length; row += 1) {
    const text = wanted[row] ?? '';
    if (shown[row] === text) continue;
    shown[row] = text;
    bytes += `${csi}${row + 1};1H${csi}0m${csi}K${text}${text === '' ? '' : `${csi}0m`}`;
  }
  return bytes;
}
