import type { ScreenReading } from '../agent.ts';
import { joinedText, lastTextRow } from '../bottom-block.ts';
import { emptyReading } from '../empty-reading.ts';
import { findFrame } from '../find-frame.ts';
import { type FramedDialog, readFramedDialog } from '../framed-dialog.ts';
import { parseResetTime } from '../reset-time.ts';
import type { Screen } from '../screen.ts';
import { createReadings, readEnd, type Said } from '../screen-readings.ts';
import { type Composer, findComposer } from './find-composer.ts';
import { isWorkingTitle } from './gemini-title.ts';
import { type Entry, lastEntry } from './last-entry.ts';
import { dialogRules, failureRules, limitDialog, overlayHead, pageEnd } from './rules.ts';

const { said, quiet } = createReadings('gemini');

/** Everything the bottom of a Gemini CLI screen says. `now` (epoch ms) places reset times without a date. */
export function readGeminiScreen(screen: Screen, now: number): ScreenReading {
  const composer = findComposer(screen);
  if (composer !== null) return readComposer(screen, composer, now);
  const found = readFramedDialog(screen, dialogRules);
  const isKnown = found !== null && found.name !== 'unknown' && found.name !== 'form';
  const frame = isKnown ? null : findFrame(screen);
  const page = frame === null ? '' : joinedText(frame.inner, 0, frame.inner.height);
  if (pageEnd.test(page))
    return { ...emptyReading, ...said('idle', 'overlay-page', page.slice(-80)), overlay: true };
  if (found !== null) return readDialog(screen, found, now);
  const tail = joinedText(screen, lastTextRow(screen) - 3, lastTextRow(screen) + 1);
  if (/waiting for (user )?confirmation/i.test(tail))
    return { ...emptyReading, ...said('blocked', 'waiting-for-confirmation', tail) };
  const last = lastEntry(screen, screen.height);
  if (isCommand(last)) return { ...emptyReading, ...said('idle', 'overlay-page', last.text), overlay: true };
  return { ...emptyReading, ...said('unknown', 'unknown', 'no input box, no known dialog') };
}

/** A command of the CLI that a person typed: its page follows in place of the input box, its complaints in the talk. */
function isCommand({ kind, text }: Entry): boolean {
  return kind === 'prompt' && /^\/[a-z-]+( |$)/.test(text);
}

function readDialog(screen: Screen, found: FramedDialog, now: number): ScreenReading {
  const { dialog, name, frame } = found;
  const text = joinedText(frame.inner, 0, frame.inner.height);
  if (name === 'unknown' && limitDialog.test(text)) {
    /** The turn goes on behind the dialog until a person stops it; the title tells. */
    const rule = isWorkingTitle(screen.title) ? 'limit-dialog.retrying' : 'limit-dialog';
    return {
      ...emptyReading,
      ...said('limited', rule, text),
      dialog,
      limitedUntil: parseResetTime(text, now),
    };
  }
  const head = frame.inner.lines.find((line) => line.trim() !== '')?.trim() ?? '';
  if ((name === 'unknown' || name === 'form') && frame.top >= 0 && overlayHead.test(head))
    return { ...emptyReading, ...said('idle', 'overlay-picker', head), overlay: true };
  return { ...emptyReading, ...said('blocked', `dialog-${name}`, dialog.question), dialog };
}

function readComposer(screen: Screen, composer: Composer, now: number): ScreenReading {
  const work = readWork(screen, composer);
  if (work !== null) return { ...quiet(composer.text), ...work };
  if (isPanelOpen(screen, composer)) {
    const reading = said('idle', 'overlay-shortcuts', 'the shortcuts panel is open');
    return { ...quiet(composer.text), ...reading, boxShown: false, overlay: true };
  }
  return readLastEntry(screen, composer, now);
}

/** `⠹ Thinking... (esc to cancel, 4s)` and queued messages stand right above the line over the box. */
function readWork(screen: Screen, composer: Composer): Said | null {
  const from = Math.max(composer.top - 8, 0);
  for (let y = composer.top - 1; y >= from; y -= 1) {
    const line = screen.lines[y] ?? '';
    /** What stands above the head of the last entry is over: "Compressing chat history" stays there with its spinner (0.61). */
    if (/^[✦ℹ✕✖✗]\s/u.test(line)) return null;
    if (/^\s{0,2}queued \(/i.test(line)) return said('busy', 'queued-message', line.trim());
    /** Without its spinner the hint may be a part of an answer. */
    if (!/^\s{0,2}(?:[\u2800-\u28ff]\s|\S[^()]*\(esc to cancel, (?:\d+[hms]\s?)+\)$)/u.test(line)) continue;
    if (isInEntry(screen, y)) continue;
    const block = joinedText(screen, y, composer.top);
    if (/\(esc to cancel, \d|^[\u2801-\u28ff]\s+\S/u.test(block)) return said('busy', 'status-line', block);
  }
  return null;
}

/** Rows of an answer are indented by two and stand below its mark. */
function isInEntry(screen: Screen, y: number): boolean {
  if (!/^ {2}\S/u.test(screen.lines[y] ?? '')) return false;
  const head = screen.lines.findLastIndex((line, row) => row < y && /^\S/u.test(line));
  return /^[✦ℹ✕⚠]\s/u.test(screen.lines[head] ?? '');
}

/** The panel stands between the line over the box and a second one above it. */
function isPanelOpen(screen: Screen, composer: Composer): boolean {
  const rows = screen.lines.slice(Math.max(composer.top - 20, 0), composer.top);
  const line = rows.findLastIndex((row) => /^─{10,}$/u.test(row));
  return line >= 0 && /^ shortcuts\b/i.test(rows[line + 1] ?? '');
}

/** `✕` below a command is the command's, unless a request failed. */
function isComplaint(screen: Screen, composer: Composer, text: string): boolean {
  const echo = screen.lines.findLastIndex((line, y) => y < composer.top && /^ [>*!] /.test(line));
  return !/\bAPI Error\b/.test(text) && echo >= 0 && isCommand(lastEntry(screen, echo + 1));
}

function readLastEntry(screen: Screen, composer: Composer, now: number): ScreenReading {
  const resting = quiet(composer.text);
  const { kind, text } = lastEntry(screen, composer.top);
  if (kind === 'notice' && /^request cancelled/i.test(text)) return { ...resting, interrupted: true };
  const isForeign = kind === 'failure' && isComplaint(screen, composer, text);
  return isForeign ? resting : readEnd(resting, { kind, text }, { said, rules: failureRules, now });
}
