import type { ScreenReading } from '../agent.ts';
import { joinedText, lastTextRow } from '../bottom-block.ts';
import { emptyReading } from '../empty-reading.ts';
import { parseResetTime } from '../reset-time.ts';
import type { Screen } from '../screen.ts';
import { createReadings, type Said } from '../screen-readings.ts';
import { type Composer, findComposer, hasCursor } from './find-composer.ts';
import { readCodexDialog } from './read-codex-dialog.ts';
import {
  asksForDecision,
  noticeRules,
  overlayRules,
  panelFooter,
  pickerFooter,
  retryRules,
} from './rules.ts';

const { said, quiet } = createReadings('codex', 'composer');

/** Everything the bottom of a Codex screen says. `now` (epoch ms) places reset times without a date. */
export function readCodexScreen(screen: Screen, now: number): ScreenReading {
  if (hasExited(screen)) return { ...emptyReading, ...said('shell', 'exited', 'Codex has said goodbye') };
  const composer = findComposer(screen);
  const isFocused = composer !== null && hasCursor(screen, composer);
  const dialog = isFocused ? null : readCodexDialog(screen);
  /** What a dialog quotes must not pass for the title of a picker: a dialog that is known comes first. */
  if (!isFocused && coversScreen(screen)) return behind('transcript');
  const overlay = isFocused || dialog?.isKnown === true ? null : readOverlay(screen);
  if (overlay !== null) return overlay;
  if (dialog !== null)
    return {
      ...emptyReading,
      ...said('blocked', dialog.rule, dialog.dialog.question),
      dialog: dialog.dialog,
    };
  if (composer === null)
    return { ...emptyReading, ...said('unknown', 'unknown', 'no composer, no known dialog') };
  const work = readWork(screen, composer);
  if (work !== null) return { ...quiet(composer.text), ...work };
  if (!isFocused)
    return { ...emptyReading, ...said('unknown', 'no-cursor', 'the cursor is not in the composer') };
  if (panelFooter.test(screen.lines[lastTextRow(screen)] ?? '')) {
    return {
      ...quiet(composer.text),
      ...said('idle', 'overlay-shortcuts', 'the shortcuts panel is open'),
      boxShown: false,
      overlay: true,
    };
  }
  return readLastEntry(screen, composer, now);
}

/** A picker that a person opened stands in the composer's place, below the last entry, under a title of its own. */
function readOverlay(screen: Screen): ScreenReading | null {
  const last = lastTextRow(screen);
  if (pickerFooter.test(screen.lines[last] ?? '')) return behind('settings');
  const entry = screen.lines.findLastIndex((line, y) => y <= last && /^[•◦■]\s/u.test(line));
  const titles = screen.lines.filter(
    (line, y) =>
      y >= Math.max(entry, last - 40) &&
      y <= last &&
      line !== '' &&
      (screen.lines[y - 1] ?? '').trim() === '',
  );
  const rule = overlayRules.find((candidate) => titles.some((line) => candidate.title.test(line)));
  return rule === undefined || asksForDecision.test(screen.lines[last] ?? '') ? null : behind(rule.name);
}

/** Transcript and diff cover the whole screen; their last rows tell how to scroll. */
function coversScreen(screen: Screen): boolean {
  const last = lastTextRow(screen);
  return screen.lines
    .slice(Math.max(last - 2, 0), last + 1)
    .some((line) => /^\s*↑\/↓ to scroll\b/u.test(line));
}

function behind(name: string): ScreenReading {
  return {
    ...emptyReading,
    ...said('idle', `overlay-${name}`, 'an overlay hides the composer'),
    overlay: true,
  };
}

/**
 * The status line stands right above the composer. While an answer streams there is none: then only the title and OSC
 * 7501 know.
 */
function readWork(screen: Screen, composer: Composer): Said | null {
  const block = joinedText(screen, headAbove(screen, composer.from), composer.from);
  const works = /^[•◦]\s[^()]{1,200}\((?:\d+[dhms]\s?)+[•·] esc to/iu.test(block);
  if (works && /reconnecting/i.test(block)) {
    const rule = retryRules.find((candidate) => candidate.pattern.test(block));
    return said(rule?.state ?? 'busy', `${rule?.name ?? 'request'}.retrying`, block);
  }
  if (works) return said('busy', 'status-line', block);
  if (/^[•◦]\s(queued|messages? to be submitted)/iu.test(block)) return said('busy', 'queued-message', block);
  return null;
}

function readLastEntry(screen: Screen, composer: Composer, now: number): ScreenReading {
  const head = headAbove(screen, composer.from);
  const entry = joinedText(screen, head, composer.from).replaceAll('’', "'");
  const notice = /^■\s+(.*)$/u.exec(entry)?.[1];
  const rule =
    notice === undefined ? undefined : noticeRules.find((candidate) => candidate.pattern.test(notice));
  /** Whoever has begun to type has seen the notice; a usage limit stays. In front of a text nobody has typed it. */
  const isTyped = composer.text !== '' && !(screen.cursor.x === 2 && screen.cursor.y === composer.from);
  const isSeen = isTyped && rule?.name !== 'usage-limit';
  if (notice !== undefined && rule !== undefined && rule.state !== 'idle' && !isSeen) {
    const limitedUntil = rule.state === 'limited' ? parseResetTime(notice, now) : null;
    return { ...quiet(composer.text), ...said(rule.state, rule.name, notice), limitedUntil };
  }
  if (rule?.state === 'idle') return { ...quiet(composer.text), interrupted: true };
  const answer = answerText(screen, head, composer.from);
  if (answer !== null && /\?["'”’)*_]*$/u.test(answer) && composer.text === '') {
    return { ...quiet(composer.text), ...said('asking', 'text-question', answer.slice(-200)) };
  }
  return quiet(composer.text);
}

/** Text of an answer entry; null for tool calls and notices. Tip and duration rows at its end are not part of it. */
function answerText(screen: Screen, head: number, end: number): string | null {
  if (!/^•\s/u.test(screen.lines[head] ?? '')) return null;
  const rows = screen.lines.slice(head, end).filter((line) => !/^\s+(└ Tip:|worked for\b)/iu.test(line));
  if (rows.some((line) => /^\s+[└│├]/u.test(line))) return null;
  return rows
    .map((line) => line.trim())
    .join(' ')
    .trim();
}

/** The lowest row above `y` that begins in the first column with an entry's mark. */
function headAbove(screen: Screen, y: number): number {
  for (let row = y - 1; row >= 0; row -= 1)
    if (/^(?:[•◦■›⚠✗✔]\s|[╭╰])/u.test(screen.lines[row] ?? '')) return row;
  return 0;
}

/** The node wrapper may still be in the foreground for a moment after Codex ended. */
function hasExited(screen: Screen): boolean {
  const last = lastTextRow(screen);
  const tail = screen.lines.slice(Math.max(last - 4, 0), last + 1).join('\n');
  return (
    /^(To continue this session, run:?|Or run codex resume|\s*codex resume [0-9a-f-]{36})/m.test(tail) &&
    !/^›/mu.test(tail)
  );
}
