import type { Run, Screen } from './screen.ts';

/** Geometry of the lower end of a screen: agents put what counts there, and everything above is history. */

/** Index of the last row with text; -1 for an empty screen. */
export function lastTextRow(screen: Screen): number {
  return screen.lines.findLastIndex((line) => line.trim() !== '');
}

/**
 * A horizontal line over most of the width, as agents draw it around their input box. Some versions write a label
 * into it, so a few other characters at its end are allowed. Dashed lines (`╌`) are not rules: they frame diffs. Only the first
 * and third column count: agents indent commands by one or three, so that a line drawn by a command is not taken for one.
 */
export function isRule(screen: Screen, y: number): boolean {
  const line = screen.lines[y];
  if (line === undefined || !/^(?: {2})?─{3}/u.test(line)) return false;
  const dashes = line.length - line.replaceAll('─', '').length;
  return dashes >= Math.min(screen.width, 200) * 0.5;
}

/** Rows `from`..`to` (exclusive) as one text: wrapped sentences become whole again. */
export function joinedText(screen: Screen, from: number, to: number): string {
  return screen.lines
    .slice(Math.max(from, 0), Math.max(to, 0))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

/**
 * Everything but white space and invisible characters: what stays equal when a box wraps, indents or pads a text, and when
 * the terminal got a joined emoji in two writes (tmux 3.3a then drops the joiner).
 */
export function squash(text: string): string {
  return text.replace(/[\s\p{Default_Ignorable_Code_Point}]+/gu, '');
}

/** Text of a row from character `column` on, without what is drawn dim (ghost text). */
export function typedText(runs: Run[], column: number): string {
  let skipped = 0;
  let text = '';
  for (const [i, run] of runs.entries()) {
    const part = run.text.slice(Math.max(column - skipped, 0));
    skipped += run.text.length;
    if (part !== '' && !run.dim && !isGhostCursor(runs, i)) text += part;
  }
  return text;
}

/** The cursor cell drawn over the first letter of ghost text: one reversed cell with dim text right behind it. */
function isGhostCursor(runs: Run[], i: number): boolean {
  const run = runs[i];
  const next = runs[i + 1];
  return run?.reverse === true && Array.from(run.text).length === 1 && next?.dim === true;
}
