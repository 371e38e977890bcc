import type { ScreenReading } from '../agent.ts';
import { joinedText, lastTextRow } from '../bottom-block.ts';
import { emptyReading } from '../empty-reading.ts';
import { type FramedDialog, readFramedDialog } from '../framed-dialog.ts';
import type { Screen } from '../screen.ts';
import { createReadings, readEnd } from '../screen-readings.ts';
import { type Composer, findComposer } from './find-composer.ts';
import { findDialogFrame } from './find-dialog-frame.ts';
import { lastEntry, promptMark } from './last-entry.ts';
import { dialogRules, failureRules, overlayHead } from './rules.ts';

const { said, quiet } = createReadings('qwen');

/** Everything the bottom of a Qwen Code screen says. `now` (epoch ms) places reset times without a date. */
export function readQwenScreen(screen: Screen, now: number): ScreenReading {
  const composer = findComposer(screen);
  if (composer !== null) return readWork(screen, composer) ?? readLastEntry(screen, composer, now);
  const frame = findDialogFrame(screen);
  const found = readFramedDialog(screen, dialogRules, frame);
  if (found !== null) return readDialog(found);
  const head = frame?.inner.lines.find((line) => line.trim() !== '')?.trim() ?? '';
  if (frame !== null && frame.top >= 0 && frame.below === '' && overlayHead.test(head))
    return { ...emptyReading, ...said('idle', 'overlay-page', head), overlay: true };
  const tail = joinedText(screen, lastTextRow(screen) - 5, lastTextRow(screen) + 1);
  if (/waiting for (user )?confirmation/i.test(tail))
    return { ...emptyReading, ...said('blocked', 'waiting-for-confirmation', tail) };
  if (/\bfor more help: https:\/\//i.test(tail))
    return { ...emptyReading, ...said('idle', 'overlay-help', tail), overlay: true };
  const command = lastCommand(screen);
  if (command !== null) return { ...emptyReading, ...said('idle', 'overlay-page', command), overlay: true };
  return { ...emptyReading, ...said('unknown', 'unknown', 'no input box, no known dialog') };
}

/** The page of a command that a person typed follows it in place of the input box, in frames or without. */
function lastCommand(screen: Screen): string | null {
  const y = screen.lines.findLastIndex((line) => promptMark.test(line));
  const command = /^ {2}> (\/[a-z-]+(?: .*)?)$/.exec(screen.lines[y] ?? '')?.[1];
  const isAnswered = screen.lines.slice(y + 1).some((line) => /^ {2}[✦◆✕✖✗●ℹ⚠]/u.test(line));
  return command === undefined || isAnswered ? null : command;
}

function readDialog({ dialog, name, frame }: FramedDialog): ScreenReading {
  const head = frame.inner.lines.find((line) => line.trim() !== '')?.trim() ?? '';
  const isHeadShown = frame.top >= 0 && (name === 'unknown' || name === 'form');
  if (isHeadShown && overlayHead.test(head))
    return { ...emptyReading, ...said('idle', 'overlay-picker', head), overlay: true };
  return { ...emptyReading, ...said('blocked', `dialog-${name}`, dialog.question), dialog };
}

/** `⠴ Reading minds (4s · ↓ 49 tokens · esc to cancel)` stands between the last entry and the line over the box. */
function readWork(screen: Screen, composer: Composer): ScreenReading | null {
  for (let y = composer.top - 1; y >= Math.max(composer.top - 10, 0); y -= 1) {
    const line = screen.lines[y] ?? '';
    if (/^\s{0,4}queued\b/i.test(line))
      return { ...quiet(composer.text), ...said('busy', 'queued-message', line.trim()) };
    if (!/^\s{0,3}(?:[\u2801-\u28ff]\s|[^\s✦✕●].*esc to cancel\))/u.test(line)) continue;
    const block = joinedText(screen, y, composer.top);
    if (/\(\s*\d+[hms\d ]*[^()]*esc to cancel\)|^[\u2801-\u28ff]\s+\S/u.test(block))
      return { ...quiet(composer.text), ...said('busy', 'status-line', block) };
  }
  return null;
}

function readLastEntry(screen: Screen, composer: Composer, now: number): ScreenReading {
  const resting = quiet(composer.text);
  const { kind, text } = lastEntry(screen, composer.top);
  if (
    (kind === 'notice' && /^request cancelled/i.test(text)) ||
    (kind === 'tool' && wasRefused(screen, composer))
  )
    return { ...resting, interrupted: true };
  return readEnd(resting, { kind, text }, { said, rules: failureRules, now });
}

/** A tool call that a person did not allow is drawn with `-`, below the notice that the turn is over. */
function wasRefused(screen: Screen, composer: Composer): boolean {
  const top = screen.lines.findLastIndex((line, y) => y < composer.top && /^ {2}╭─/u.test(line));
  return top >= 0 && /^ {2}│ -\s/u.test(screen.lines[top + 1] ?? '');
}
