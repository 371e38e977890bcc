import { lastTextRow } from '../bottom-block.ts';
import type { Screen } from '../screen.ts';

export interface OllamaPrompt {
  /** Row of `>>>`. */
  top: number;
  /** What stands behind the marks, rows joined by LF; empty when only the hint is shown. */
  text: string;
  /** The hint is shown: only the program itself draws it. A draft without it looks like an answer that quotes Python. */
  isHinted: boolean;
  /** The beginning has scrolled off: `text` is only the end of what was typed. */
  isCut: boolean;
}

const hints = /^(Send a message \(\/\? for help\)|Press Enter to send)$/;
/** SGR parameters of the grey in which the program draws its hint. */
const hintColor = '38;5;245';

/**
 * The prompt of `ollama run` in the last row with text: `>>> `, and `... ` for every further row of a long or pasted
 * text. The cursor stands behind the mark. Null while the model is loaded or answers.
 */
export function findPrompt(screen: Screen): OllamaPrompt | null {
  const last = Math.max(lastTextRow(screen), screen.cursor.y);
  let top = last;
  while (top > 0 && isFurther(screen.lines[top] ?? '')) top -= 1;
  const { x, y } = screen.cursor;
  const isCut = top === 0 && last > 0 && isFurther(screen.lines[0] ?? '');
  if ((!isCut && !/^>>>( |$)/.test(screen.lines[top] ?? '')) || y < top || y > last || x < 4) return null;
  const isHinted = hasHint(screen, last);
  const rows = screen.lines.slice(top, isHinted ? last : last + 1).map((line) => line.slice(4));
  return { top, text: rows.join('\n').trimEnd(), isHinted, isCut };
}

/** A further row of a message. */
export function isFurther(line: string): boolean {
  return /^\.\.\.( |$)/.test(line);
}

function hasHint(screen: Screen, y: number): boolean {
  if (!hints.test((screen.lines[y] ?? '').slice(4))) return false;
  const hint = (screen.runs[y] ?? []).find((run) => hints.test(run.text.trim()));
  return hint?.color === hintColor;
}
