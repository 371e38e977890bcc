import type { Frame } from './screen.ts';

/**
 * Draws inline in the normal screen as Ink programs do: finished rows scroll away above, the live frame is redrawn
 * below them, and only changed rows are written while its height stays the same.
 */
export function createPainter(out: { write(text: string): unknown; columns?: number; rows?: number }) {
  let shown: Frame = { rows: [], cursor: { row: 0, column: 0 } };
  let title = '';
  const finished: string[] = [];

  const toTop = () => (shown.cursor.row > 0 ? `\x1b[${shown.cursor.row}A\r` : '\r');
  const toCursor = (frame: Frame, fromRow: number) => {
    const up = fromRow - frame.cursor.row;
    const vertical = up > 0 ? `\x1b[${up}A` : up < 0 ? `\x1b[${-up}B` : '';
    return `${vertical}\x1b[${frame.cursor.column + 1}G`;
  };
  const whole = (rows: string[], frame: Frame) =>
    `\x1b[J${[...rows, ...frame.rows].join('\r\n')}${toCursor(frame, frame.rows.length - 1)}`;

  return {
    start: () => out.write('\x1b[?25l\x1b[?2004h\x1b[?1004h'),
    /** Adds finished rows to the conversation and shows the frame below them. */
    paint(newRows: string[], frame: Frame) {
      finished.push(...newRows);
      if (newRows.length > 0 || frame.rows.length !== shown.rows.length) {
        out.write(toTop() + whole(newRows, frame));
      } else {
        const changes = changedRows(shown, frame);
        const escapes = changes.escapes + toCursor(frame, changes.lastRow);
        if (escapes !== toCursor(shown, 0)) out.write(toTop() + escapes);
      }
      shown = frame;
    },
    /** The last rows of the conversation are not drawn again. */
    forget(rowCount: number) {
      finished.splice(-rowCount);
    },
    /** After a resize tmux has reflowed everything: draw the end of the conversation again. */
    repaint(frame: Frame) {
      const room = Math.max(0, (out.rows ?? 24) - frame.rows.length - 1);
      const tail = room === 0 ? [] : finished.slice(-room);
      out.write(`\x1b[H\x1b[2J${whole(tail, frame)}`);
      shown = frame;
    },
    setTitle(text: string) {
      if (text === title) return;
      title = text;
      out.write(`\x1b]0;${text}\x07`);
    },
    /** Leaves the terminal as a clean exit does. */
    leave(lastWords: string) {
      const down = shown.rows.length - 1 - shown.cursor.row;
      out.write(
        `${down > 0 ? `\x1b[${down}B` : ''}\r\n${lastWords}\x1b]0;\x07\x1b[?25h\x1b[?2004l\x1b[?1004l`,
      );
    },
  };
}

/** Escapes that rewrite the changed rows, beginning in the first row; `lastRow` is where they leave the cursor. */
function changedRows(before: Frame, after: Frame): { escapes: string; lastRow: number } {
  let lastRow = 0;
  let escapes = '';
  after.rows.forEach((text, index) => {
    if (text === before.rows[index]) return;
    escapes += `${index > lastRow ? `\x1b[${index - lastRow}B` : ''}\r\x1b[K${text}`;
    lastRow = index;
  });
  return { escapes, lastRow };
}
