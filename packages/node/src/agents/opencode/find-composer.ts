import { squash } from '../bottom-block.ts';
import type { Run, Screen } from '../screen.ts';
import { type Block, findBlocks } from './find-blocks.ts';
import { withoutStalePlaceholder } from './joined-emoji.ts';

export interface Composer {
  block: Block;
  /** What was typed, lines joined by LF; empty when only the placeholder is shown. */
  text: string;
  /** The cursor stands in the text: keys go there. */
  focused: boolean;
  /** Status row below the box without blanks, wrapped parts joined; empty while it is not drawn. */
  footer: string;
  /** The same with blanks. */
  status: string;
}

/**
 * The input box: the lowest block, closed by a row of half blocks (`╹▀▀▀`), with an empty row above and below its text and
 * the agent's name in its last row. Null when a dialog stands in its place or a part is missing.
 */
export function findComposer(screen: Screen): Composer | null {
  const block = findBlocks(screen).at(-1);
  const closing = screen.lines[block?.to ?? -1] ?? '';
  if (block === undefined || closing.search(/╹▀{5,}/u) !== block.left) return null;
  const rows = block.inner.lines;
  const agentRow = rows.length - 1;
  if (rows.length < 4 || isBlank(rows[agentRow]) || !isBlank(rows[agentRow - 1]) || !isBlank(rows[0]))
    return null;
  const right = block.left + 1 + block.inner.width;
  const status = screen.lines
    .slice(block.to + 1)
    .map((line) => line.slice(0, Math.max(right, closing.trimEnd().length)));
  const { x, y, visible } = screen.cursor;
  const focused = visible && y > block.from && y < block.from + agentRow && x > block.left;
  const muted = mutedColor(block.inner.runs.at(-1) ?? []);
  const typed = block.inner.runs
    .slice(1, agentRow - 1)
    .map((runs) => withoutStalePlaceholder(runs, muted).slice(2).trimEnd());
  return {
    block,
    text: isPlaceholder(screen, block) ? '' : typed.join('\n').trimEnd(),
    focused,
    footer: squash(status.join('')),
    status: status
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join(' '),
  };
}

function isBlank(row: string | undefined): boolean {
  return row === undefined || row.trim() === '';
}

/** The cursor stands in front of it, and it is drawn in the muted colour of the agent row, typed text is not. */
function isPlaceholder(screen: Screen, block: Block): boolean {
  const first = block.inner.runs[1] ?? [];
  const text = block.inner.lines[1]?.trim() ?? '';
  if (text === '' || !isBlank(block.inner.lines[2])) return false;
  const atStart = screen.cursor.x === block.left + 3 && screen.cursor.y === block.from + 1;
  const color = textColor(first);
  if (color === '') return atStart && /^(ask anything|run a command)/i.test(text);
  return atStart && color === mutedColor(block.inner.runs.at(-1) ?? []);
}

function textColor(runs: Run[]): string {
  return runs.find((run) => run.text.trim() !== '')?.color ?? '';
}

/** `Build · MODEL PROVIDER`: the dot and the provider are muted. */
function mutedColor(runs: Run[]): string {
  return runs.find((run) => run.text.trim() === '·')?.color ?? '';
}
