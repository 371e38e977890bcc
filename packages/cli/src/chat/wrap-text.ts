import stringWidth from 'string-width';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Breaks text into rows of at most `width` cells: at newlines, at blanks where possible, else anywhere between
 * characters. Tabs become four blanks, other control characters disappear.
 */
export function wrapText(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(printable(line), Math.max(2, width)));
}

/** Like `wrapText`, but breaks anywhere, so that the rows of a beginning are a beginning of the rows. */
export function wrapAnywhere(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapHard(printable(line), Math.max(2, width)));
}

/** Cells a text takes. */
export function cellsOf(text: string): number {
  return stringWidth(printable(text));
}

/** Cuts to `width` cells, with an ellipsis when something is missing. */
export function clip(text: string, width: number): string {
  const flat = printable(text.replace(/\n/g, ' '));
  if (stringWidth(flat) <= width) return flat;
  return `${wrapHard(flat, Math.max(2, width - 1))[0] ?? ''}…`;
}

function printable(line: string): string {
  return line.replace(/\t/g, '    ').replace(/\p{Cc}/gu, '');
}

function wrapLine(line: string, width: number): string[] {
  if (stringWidth(line) <= width) return [line];
  const rows: string[] = [];
  let row = '';
  for (const word of line.split(/(?<= )(?! )/)) {
    if (row !== '' && stringWidth(row) + stringWidth(word.trimEnd()) > width) {
      rows.push(row.trimEnd());
      row = '';
    }
    const parts = wrapHard(row + word, width);
    row = parts.pop() ?? '';
    rows.push(...parts);
  }
  return row === '' ? rows : [...rows, row];
}

function wrapHard(text: string, width: number): string[] {
  if (stringWidth(text) <= width) return [text];
  const rows: string[] = [];
  let row = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const cells = stringWidth(segment);
    if (used + cells > width) {
      rows.push(row);
      row = '';
      used = 0;
    }
    row += segment;
    used += cells;
  }
  return [...rows, row];
}
