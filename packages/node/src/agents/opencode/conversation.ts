import type { Screen } from '../screen.ts';
import { type Block, findBlocks } from './find-blocks.ts';

export type Entry =
  | { kind: 'prompt' | 'failure' | 'output'; rows: string[]; from: number; to: number }
  /** `▣  Build · MODEL · 11.3s`: the end of a turn, or its running part while there is no time. */
  | { kind: 'text' | 'tool' | 'stamp'; rows: string[]; from: number; to: number };

/** Marks in front of tool calls; everything else in the column of answers is prose. */
const toolMark = /^(?:[→←$✱%⚙◈◉│⟳~⠀-⣿]\s|\+ Thought)/u;

/** What was said above row `end`, from top to bottom. */
export function readConversation(whole: Screen, end: number): Entry[] {
  const screen = withoutSidePanel(whole);
  const blocks = findBlocks(whole).filter((block) => block.to <= end);
  const entries: Entry[] = blocks.map((block) => ({ ...blockEntry(block), from: block.from, to: block.to }));
  const isFree = (y: number): boolean => !blocks.some((block) => y >= block.from && y < block.to);
  let y = 0;
  while (y < end) {
    let to = y + 1;
    if (isFree(y) && isProse(screen, y)) {
      while (to < end && isFree(to) && isProse(screen, to)) to += 1;
      entries.push(textEntry(screen, y, to));
    }
    y = to;
  }
  return entries.toSorted((a, b) => a.from - b.from);
}

/** Wide screens have a panel beside the conversation, right of the lowest block. */
function withoutSidePanel(screen: Screen): Screen {
  const lowest = findBlocks(screen).at(-1);
  if (lowest === undefined) return screen;
  const right = lowest.left + 1 + lowest.inner.width;
  return { ...screen, lines: screen.lines.map((line) => line.slice(0, right).trimEnd()) };
}

function blockEntry(block: Block): { kind: 'prompt' | 'failure' | 'output'; rows: string[] } {
  const rows = block.inner.lines.map((line) => line.replace(/^ {2}/, '').trimEnd());
  const first = rows.findIndex((row) => row !== '');
  const last = rows.findLastIndex((row) => row !== '');
  const kind = block.bar === 'solid' ? 'failure' : block.bar === 'hidden' ? 'output' : 'prompt';
  return { kind, rows: first < 0 ? [] : rows.slice(first, last + 1) };
}

function isProse(screen: Screen, y: number): boolean {
  return /^ {5}/.test(screen.lines[y] ?? '');
}

function textEntry(screen: Screen, from: number, to: number): Entry {
  const rows = screen.lines.slice(from, to).map((line) => line.slice(5).trimEnd());
  const head = rows[0] ?? '';
  const kind = /^▣\s/u.test(head) ? 'stamp' : toolMark.test(head) ? 'tool' : 'text';
  return { kind, rows, from, to };
}
