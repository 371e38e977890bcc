import type { Prepared } from '../agent.ts';
import { squash } from '../bottom-block.ts';
import { normaliseText } from '../normalise-text.ts';
import { blankAfterPath, exitWord, slashCommand } from '../prompt-guards.ts';
import type { Screen } from '../screen.ts';
import { type Entry, readConversation } from './conversation.ts';
import { findComposer } from './find-composer.ts';
import { isSameButStale } from './joined-emoji.ts';

/** A blank in front keeps `/name` from being a command of opencode. */
export function prepareForOpencode(text: string): Prepared {
  const { text: guarded, adjusted } = normaliseText(text, [
    {
      says: 'a blank was put before the leading slash so that it arrives as text',
      apply: (value) => (slashCommand.test(value) ? ` ${value}` : value),
    },
    blankAfterPath,
  ]);
  if (guarded.trim() === '') return { ok: false, reason: 'nothing is left to send' };
  if (exitWord.test(guarded.trim()))
    return { ok: false, reason: 'opencode would take this word for the command to quit' };
  if (isFolded(guarded)) adjusted.push('opencode puts a blank behind a long paste');
  return { ok: true, text: guarded, adjusted };
}

/** As opencode decides: three lines, or more than 150 characters. What is folded gets a blank behind it (measured). */
function isFolded(text: string): boolean {
  return text.split('\n').length >= 3 || text.length > 150;
}

const folded = /^\[Pasted ~(\d+) lines?\]$/i;

/** A paste of three lines or of many characters folds into a placeholder that counts its lines. */
export function opencodeBoxHolds(screen: Screen, text: string): boolean {
  const shown = findComposer(screen)?.text.trim() ?? '';
  if (shown === '') return false;
  const count = folded.exec(shown)?.[1];
  return count === undefined ? squash(shown) === squash(text) : text.split('\n').length === Number(count);
}

/** Shorter ends of a prompt prove nothing. */
const enoughCharacters = 20;

/** True when the conversation shows this text as a user message. */
export function opencodeShowsPrompt(screen: Screen, text: string): boolean {
  return findPrompt(readConversation(screen, endOfTalk(screen)), text) >= 0;
}

/** Prose behind the last tool call below the last echo of this prompt; null when none is visible. */
export function opencodeVisibleAnswer(screen: Screen, prompt: string): string | null {
  const entries = readConversation(screen, endOfTalk(screen));
  const at = findPrompt(entries, prompt);
  if (at < 0) return null;
  const following = entries.slice(at + 1);
  const next = following.findIndex((entry) => entry.kind === 'prompt');
  const turn = following
    .slice(0, next < 0 ? following.length : next)
    .filter((entry) => entry.kind !== 'stamp');
  const lastOther = turn.findLastIndex((entry) => entry.kind !== 'text');
  const answer = turn.slice(lastOther + 1).map((entry) => entry.rows.join('\n'));
  return answer.length === 0 ? null : answer.join('\n\n');
}

/** A message whose beginning has scrolled off counts when all that is left of it is the end of the prompt. */
function findPrompt(entries: Entry[], prompt: string): number {
  const wanted = withoutMarks(prompt);
  return entries.findLastIndex((entry) => {
    if (entry.kind !== 'prompt') return false;
    const shown = squash(withoutMarks(entry.rows.join('\n').replace(/\s*QUEUED$/, '')));
    if (isSameButStale(shown, wanted)) return true;
    return entry.from === 0 && shown.length >= enoughCharacters && squash(wanted).endsWith(shown);
  });
}

function withoutMarks(text: string): string {
  return text.replace(/[`*_~]+/g, '');
}

function endOfTalk(screen: Screen): number {
  return findComposer(screen)?.block.from ?? screen.height;
}
