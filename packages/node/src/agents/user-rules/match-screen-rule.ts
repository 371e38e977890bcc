import { lastTextRow } from '../bottom-block.ts';
import type { Screen } from '../screen.ts';
import type { RuleBox } from './find-rule-box.ts';
import type { ScreenRule } from './rules-schema.ts';

/** What a rule found on the screen; null when it does not hold. `place` is where the input box stands, if there is one. */
export function matchScreenRule(
  screen: Screen,
  rule: ScreenRule,
  place: Pick<RuleBox, 'top' | 'bottom'> | null,
): string | null {
  const rows = regionOf(screen, rule, place);
  if (rows === null) return null;
  const joined = rows.map((row) => row.trim()).join(' ');
  if (rule.not !== undefined && rows.some((row) => rule.not?.test(row))) return null;
  if (rule.text !== undefined && !rule.text.test(joined)) return null;
  if (rule.match === undefined) return joined;
  return rows.findLast((row) => rule.match?.test(row)) ?? null;
}

/** Rows with text, the last `rows` of them in that part of the screen; null when there is no box to measure from. */
function regionOf(
  screen: Screen,
  { where, rows }: ScreenRule,
  place: Pick<RuleBox, 'top' | 'bottom'> | null,
): string[] | null {
  if (where !== 'bottom' && place === null) return null;
  const from = where === 'below-box' ? (place?.bottom ?? 0) : 0;
  const to = where === 'above-box' ? (place?.top ?? 0) : lastTextRow(screen) + 1;
  const shown = screen.lines.slice(from, Math.max(to, from)).filter((line) => line.trim() !== '');
  return where === 'below-box' ? shown.slice(0, rows) : shown.slice(-rows);
}
