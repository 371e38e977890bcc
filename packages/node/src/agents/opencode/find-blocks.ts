import { cropScreen } from '../crop-screen.ts';
import type { Run, Screen } from '../screen.ts';

/**
 * Rows with one bar (`┃`) in one colour at their left: a user message, the output of a tool, a failure, a dialog, or the
 * input box.
 */
export interface Block {
  /** First row, and the row behind the last one. */
  from: number;
  to: number;
  /** Column of the bar. */
  left: number;
  /** What stands right of the bar, without a side panel. */
  inner: Screen;
  /**
   * How the bar is drawn: `open` on the background of the page (user messages, input box), `solid` on the background of
   * its block (failures, dialogs), `hidden` in the colour of the page (tool output), `plain` where there are no colours.
   */
  bar: 'open' | 'solid' | 'hidden' | 'plain';
}

const barRow = /^(\s*)┃/u;

/** All blocks from top to bottom. */
export function findBlocks(screen: Screen): Block[] {
  const blocks: Block[] = [];
  let from = 0;
  while (from < screen.height) {
    const first = barAt(screen, from);
    let to = from + 1;
    if (first !== null) {
      while (to < screen.height && sameBar(first, barAt(screen, to))) to += 1;
      blocks.push(asBlock(screen, from, to, first));
    }
    from = to;
  }
  return blocks;
}

interface Bar {
  left: number;
  run: Run | undefined;
}

function barAt(screen: Screen, y: number): Bar | null {
  const match = barRow.exec(screen.lines[y] ?? '');
  if (match === null) return null;
  const left = match[1]?.length ?? 0;
  return { left, run: runAt(screen.runs[y] ?? [], left) };
}

function sameBar(a: Bar, b: Bar | null): boolean {
  return b !== null && a.left === b.left && a.run?.color === b.run?.color;
}

function asBlock(screen: Screen, from: number, to: number, bar: Bar): Block {
  const page = bar.left > 0 ? (screen.runs[from]?.[0]?.background ?? '') : '';
  // A row may have cells of the page within it, behind emoji that tmux draws narrower: its first row tells where it ends.
  const firstEnd = innerEnd(screen.runs[from] ?? [], bar.left, page);
  const inner = cropScreen(screen, from, to, (line, y) => [
    bar.left + 1,
    Math.min(Math.max(innerEnd(screen.runs[y] ?? [], bar.left, page), firstEnd), line.length),
  ]);
  const rows = inner.lines.map((line) => line.replace(/\s*┃$/u, ''));
  const own = runAt(screen.runs[from] ?? [], bar.left + 1)?.background ?? '';
  const width = firstEnd - bar.left - 1;
  return {
    from,
    to,
    left: bar.left,
    inner: { ...inner, lines: rows, width },
    bar: drawn(bar.run, page, own),
  };
}

function drawn(bar: Run | undefined, page: string, own: string): Block['bar'] {
  if (bar === undefined || bar.color === '' || own === page) return 'plain';
  if (bar.background === page) return 'open';
  return bar.color.replace(/^38/, '48') === page ? 'hidden' : 'solid';
}

/** A block ends where the page's background begins again: a side panel may stand there. */
function innerEnd(runs: Run[], left: number, page: string): number {
  let at = 0;
  let inside = false;
  for (const run of runs) {
    const start = at;
    at += run.text.length;
    if (at <= left + 1) continue;
    if (run.background !== page) inside = true;
    else if (inside) return start;
  }
  return at;
}

function runAt(runs: Run[], column: number): Run | undefined {
  let at = 0;
  return runs.find((run) => {
    at += run.text.length;
    return column < at;
  });
}
