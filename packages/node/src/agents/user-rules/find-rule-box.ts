import { lastTextRow, typedText } from '../bottom-block.ts';
import type { Screen } from '../screen.ts';
import type { BoxRule } from './rules-schema.ts';

export interface RuleBox {
  /** First row of the box, its frame included, and the row after its last one. */
  top: number;
  bottom: number;
  /** What somebody typed, lines joined by LF; empty when only ghost text is shown. */
  text: string;
}

const maxRowsBelow = 8;
const maxDraftRows = 60;

/**
 * The input box as a rule describes it, at the very bottom of the screen. Null when anything that the rule does not
 * name stands below it, or a part of it is not drawn.
 */
export function findRuleBox(screen: Screen, rule: BoxRule): RuleBox | null {
  const last = skipBelow(screen, rule);
  const isClosed = rule.bottom !== undefined;
  if (isClosed && !rule.bottom?.test(screen.lines[last] ?? '')) return null;
  const end = isClosed ? last : last + 1;
  const first = findPrompt(screen, rule, end - 1);
  if (first === null) return null;
  if (rule.top !== undefined && !rule.top.test(screen.lines[first - 1] ?? '')) return null;
  const { x, y } = screen.cursor;
  const isInside = y >= first && y < end && x >= textColumn(rule.prompt, screen.lines[first] ?? '');
  if (rule.cursor === 'inside' && !isInside) return null;
  const rows = Array.from({ length: end - first }, (_, i) =>
    textOf(screen, first + i, i === 0 ? rule.prompt : rule.continued),
  );
  const text = rows.join('\n').trimEnd();
  return {
    top: rule.top === undefined ? first : first - 1,
    bottom: isClosed ? last + 1 : end,
    text: rule.ghost?.test(text) ? '' : text,
  };
}

/** Last row above those that may stand below the box. */
function skipBelow(screen: Screen, rule: BoxRule): number {
  const last = lastTextRow(screen);
  let y = last;
  while (y > last - maxRowsBelow && y >= 0 && isBelow(screen.lines[y] ?? '', rule)) y -= 1;
  return y;
}

function isBelow(line: string, rule: BoxRule): boolean {
  if (rule.below === undefined) return false;
  return line.trim() === '' || rule.below.test(line);
}

/** Row of the prompt mark: from the lowest row up over the further rows of a draft. */
function findPrompt(screen: Screen, rule: BoxRule, lowest: number): number | null {
  for (let y = lowest; y >= 0 && lowest - y < maxDraftRows; y -= 1) {
    const line = padded(screen.lines[y] ?? '');
    if (rule.prompt.test(line)) return y;
    if (rule.continued?.test(line) !== true) return null;
  }
  return null;
}

/** Rows lose their blanks at the end, but `> ` with nothing behind it is an empty box all the same. */
function padded(line: string): string {
  return `${line}${' '.repeat(8)}`;
}

function textColumn(pattern: RegExp, line: string): number {
  return pattern.exec(padded(line))?.indices?.[1]?.[0] ?? 0;
}

function textOf(screen: Screen, y: number, pattern: RegExp | undefined): string {
  const line = screen.lines[y] ?? '';
  return typedText(screen.runs[y] ?? [], pattern ? textColumn(pattern, line) : 0).trimEnd();
}
