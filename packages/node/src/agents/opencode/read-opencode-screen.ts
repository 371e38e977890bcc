import type { ScreenReading } from '../agent.ts';
import { emptyReading } from '../empty-reading.ts';
import { parseResetTime } from '../reset-time.ts';
import type { Screen } from '../screen.ts';
import { createReadings, readEnd, type Said } from '../screen-readings.ts';
import { readConversation } from './conversation.ts';
import { type Composer, findComposer } from './find-composer.ts';
import { readOpencodeDialog } from './read-opencode-dialog.ts';
import { failureRules, retryRules } from './rules.ts';

const { said, quiet } = createReadings('opencode');

/** Everything the bottom of an opencode screen says. `now` (epoch ms) places reset times without a date. */
export function readOpencodeScreen(screen: Screen, now: number): ScreenReading {
  const composer = findComposer(screen);
  if (composer === null) {
    const found = readOpencodeDialog(screen);
    if (found === null) return readOverlay(screen, 'unknown', 'no input box, no known dialog');
    return { ...emptyReading, ...said('blocked', found.rule, found.dialog.question), dialog: found.dialog };
  }
  const work = readWork(composer, now);
  if (work !== null) return { ...quiet(composer.text), boxShown: composer.focused, ...work };
  if (composer.footer === '') return unknown('no-footer', 'the status row is not drawn');
  if (!composer.focused) return readOverlay(screen, 'no-cursor', 'the cursor is not in the input box');
  return readLastEntry(screen, composer, now);
}

function unknown(rule: string, detail: string): ScreenReading {
  return { ...emptyReading, ...said('unknown', rule, detail) };
}

/**
 * `⬝⬝■■■■■■  esc interrupt` below the box. A long message about a retry pushes the hint into narrow rows, so blanks do not
 * count.
 */
function readWork(composer: Composer, now: number): (Said & { limitedUntil: Date | null }) | null {
  const { footer, status } = composer;
  if (/\[retrying/i.test(footer)) {
    const rule = retryRules.find((one) => one.pattern.test(status));
    const limitedUntil = rule?.state === 'limited' ? parseResetTime(status, now) : null;
    return { ...said(rule?.state ?? 'busy', `${rule?.name ?? 'request'}.retrying`, status), limitedUntil };
  }
  const works = /^[⬝■]{3,}|esc(againto)?interrupt/iu.test(footer);
  return works ? { ...said('busy', 'interrupt-hint', status), limitedUntil: null } : null;
}

/** A page that a person opened lies over the box and has the cursor. */
function readOverlay(screen: Screen, otherwise: string, detail: string): ScreenReading {
  if (!screen.lines.some((_, y) => isPageTitle(screen, y))) return unknown(otherwise, detail);
  return { ...emptyReading, ...said('idle', 'overlay-picker', 'a page has the keyboard'), overlay: true };
}

/** `Title      esc` on a ground of its own, which the row above has too. */
function isPageTitle(screen: Screen, y: number): boolean {
  const line = screen.lines[y] ?? '';
  const right = line.search(/\besc(?:\/enter)?\s*(?:$|\s{10})/u);
  const ground = groundAt(screen, y, right);
  if (right < 0 || ground === groundAt(screen, 0, 0) || ground !== groundAt(screen, y - 1, right))
    return false;
  let left = right;
  while (left > 0 && groundAt(screen, y, left - 1) === ground) left -= 1;
  return /^\s{2,}[^\s┃].*\s{3,}$/u.test(line.slice(left, right));
}

function groundAt(screen: Screen, y: number, column: number): string {
  let at = 0;
  const run = (screen.runs[y] ?? []).find((one) => {
    at += one.text.length;
    return column < at;
  });
  return run?.background ?? '';
}

/** The hint about interrupting comes late: a request on a loaded machine was unannounced for 20 s (seen in 1.18.33). */
function readLastEntry(screen: Screen, composer: Composer, now: number): ScreenReading {
  const resting = quiet(composer.text);
  const entries = readConversation(screen, composer.block.from);
  const last = entries.at(-1);
  if (last?.kind === 'prompt' && composer.text === '')
    return { ...resting, ...said('busy', 'unanswered', 'the last message has no answer yet') };
  const before = last?.kind === 'stamp' ? entries.at(-2) : last;
  if (last?.kind === 'stamp' && /· interrupted$/i.test(last.rows.join(' ')))
    return { ...resting, interrupted: true };
  const text = before?.rows.join(' ') ?? '';
  const kind = before?.kind === 'text' ? 'answer' : (before?.kind ?? 'none');
  return readEnd(resting, { kind, text }, { said, rules: failureRules, now });
}
