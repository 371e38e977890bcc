import type { Run, Screen } from '../screen.ts';

/**
 * Takes away the scroll bar that Qwen Code (0.24) draws in the last column beside a long conversation: `│` with a thumb
 * of `█`, from the first row on. A frame that is cut at the top has no thumb.
 */
export function withoutScrollBar(screen: Screen): Screen {
  const end = screen.lines.findIndex((line) => !/[│█]$/u.test(line));
  const bar = screen.lines.slice(0, end < 0 ? screen.height : end);
  if (!bar.some((line) => line.endsWith('█'))) return screen;
  return {
    ...screen,
    lines: screen.lines.map((line, y) => (y < bar.length ? line.slice(0, -1).trimEnd() : line)),
    runs: screen.runs.map((row, y) => (y < bar.length ? withoutLastCell(row) : row)),
  };
}

/** Blanks behind the bar stay: nobody reads them. */
function withoutLastCell(row: Run[]): Run[] {
  const last = row.findLastIndex((run) => run.text.trim() !== '');
  return row.map((run, i) => (i === last ? { ...run, text: run.text.replace(/[│█](?=\s*$)/u, '') } : run));
}
