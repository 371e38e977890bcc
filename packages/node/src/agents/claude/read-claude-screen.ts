import type { ScreenReading } from '../agent.ts';
import { joinedText, lastTextRow } from '../bottom-block.ts';
import { emptyReading } from '../empty-reading.ts';
import { makeDialog } from '../make-dialog.ts';
import { parseResetTime } from '../reset-time.ts';
import type { Screen } from '../screen.ts';
import { findInputBox } from './find-input-box.ts';
import { readBox } from './read-box.ts';
import { findDialogRegion, readClaudeDialog } from './read-dialog.ts';
import { lastRuleRow, readOverlay, readView } from './read-overlay.ts';

/** Everything the bottom of a Claude Code screen says. `now` (epoch ms) places reset times without a date. */
export function readClaudeScreen(screen: Screen, now: number): ScreenReading {
  if (lastTextRow(screen) < 0) return unknown('blank', 'nothing is drawn');
  const box = findInputBox(screen);
  if (box !== null) return readBox(screen, box, now);
  const view = readView(screen);
  if (view !== null) return view;
  /** What a dialog quotes must not pass for a page: a dialog that is known comes first. */
  const dialog = readDialog(screen, now);
  if (dialog !== null && !/-(unknown|theme)$/.test(dialog.rule)) return dialog;
  return (
    readOverlay(screen) ??
    dialog ??
    readPause(screen) ??
    readSpoken(screen) ??
    unknown('unknown', 'no input box, no known dialog')
  );
}

function unknown(rule: string, detail: string): ScreenReading {
  return { ...emptyReading, state: 'unknown', rule: `claude.screen.${rule}`, detail };
}

function readDialog(screen: Screen, now: number): ScreenReading | null {
  const region = findDialogRegion(screen);
  if (region === null) return null;
  const { dialog, rule } = readClaudeDialog(screen, region);
  const reading: ScreenReading = { ...emptyReading, state: 'blocked', rule, detail: dialog.question, dialog };
  if (!rule.endsWith('dialog-limit')) return reading;
  const limitedUntil = parseResetTime(joinedText(screen, 0, screen.height), now);
  return { ...reading, state: 'limited', overlay: true, limitedUntil };
}

/** Pages without a list that wait for one key: first start, and notices whose last row names Enter and Esc. */
function readPause(screen: Screen): ScreenReading | null {
  const last = lastTextRow(screen);
  const row = (screen.lines[last] ?? '').trim();
  const keys = joinedText(screen, last - 1, last + 1);
  const isPause =
    /^(press enter to|paste code here)/i.test(row) ||
    (/\benter to\b/i.test(keys) && /\besc to\b/i.test(keys));
  if (!isPause) return null;
  const dialog = makeDialog({
    kind: 'other',
    tool: '',
    subject: '',
    question: row,
    options: [{ key: 'Enter', text: row, meaning: 'other', selected: true }],
    complete: false,
    head: joinedText(screen, Math.max(lastRuleRow(screen), 0), screen.height),
  });
  return { ...emptyReading, state: 'blocked', rule: 'claude.screen.pause', detail: row, dialog };
}

/**
 * Screen-reader mode draws no box: it rests when the cursor stands alone in the row below the last text. It can take
 * text, but a draft cannot be told from a notice there, so nothing is typed.
 */
function readSpoken(screen: Screen): ScreenReading | null {
  const isSpoken = screen.lines.some((line) => /^\[accessible screen reader mode: on\]/i.test(line));
  const last = lastTextRow(screen);
  const waits = screen.cursor.visible && screen.cursor.x === 0 && screen.cursor.y > last - 1;
  if (!isSpoken || !waits || /…$/u.test(screen.lines[last] ?? '')) return null;
  return {
    ...emptyReading,
    state: 'idle',
    rule: 'claude.screen.spoken-prompt',
    detail: 'screen-reader mode, cursor at an empty line',
  };
}
