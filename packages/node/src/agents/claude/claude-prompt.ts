import type { Prepared, TurnFailure } from '../agent.ts';
import { squash } from '../bottom-block.ts';
import { type EchoMarks, findEcho } from '../find-echo.ts';
import { normaliseText } from '../normalise-text.ts';
import type { Screen } from '../screen.ts';
import { findInputBox } from './find-input-box.ts';
import { messageRules } from './rules.ts';

/** A leading `/name`. A path has a second slash; newer versions look through blanks in front of it. */
const slashCommand = /^\/[a-z][\w:-]*(?=\s|$)/;

/**
 * Guards measured on 2.0.60, 2.1.197 and 2.1.329: a leading `!` runs a shell command, `/name` a command of the CLI, a
 * lone `?` opens a panel, a lone digit answers a survey; a prompt ending in `@path` opens the file menu and one ending in `\` makes Enter a line end;
 * tabs become four blanks. A blank before or after avoids each of them, but for `/name`: newer versions run it all the
 * same, so it is refused.
 */
export function prepareForClaude(text: string): Prepared {
  const { text: guarded, adjusted } = normaliseText(text, [
    { says: 'tabs became four blanks', apply: (value) => value.replaceAll('\t', '    ') },
    { says: 'a blank was put before the leading !', apply: (value) => value.replace(/^!/, ' !') },
    // The survey above the box, and newer lists there, take a digit that stands alone in it.
    { says: 'a blank was put before the lone digit', apply: (value) => value.replace(/^\d$/, ' $&') },
    { says: 'a blank was put before the lone ?', apply: (value) => value.replace(/^\?$/, ' ?') },
    {
      says: 'a blank was put after the trailing @path',
      apply: (value) => value.replace(/(^|\s)(@\S+)$/u, '$1$2 '),
    },
    { says: 'a blank was put after the trailing backslash', apply: (value) => value.replace(/\\$/, '\\ ') },
  ]);
  const command = slashCommand.exec(guarded.trim())?.[0];
  if (command !== undefined) {
    return {
      ok: false,
      reason: `Claude Code would run ${command} as a command of its own; begin with a word`,
    };
  }
  if (guarded.trim() === '') return { ok: false, reason: 'nothing is left to send' };
  return { ok: true, text: guarded, adjusted };
}

/** A long paste folds into a placeholder; a very long one keeps its beginning and end around the placeholder. */
const folded = /^\[Pasted text #\d+(?: \+(\d+) lines?)?\]$/;
const truncated = /^(.*)\[\.\.\.Truncated text #\d+ \+\d+ lines?\.\.\.\](.*)$/s;

export function claudeBoxHolds(screen: Screen, text: string): boolean {
  const box = findInputBox(screen);
  if (box === null || box.text === '') return false;
  const shown = squash(box.text);
  const wanted = squash(text);
  if (shown === wanted) return true;
  if (isFold(box.text.trim(), text)) return true;
  const cut = truncated.exec(box.text);
  return cut !== null && wanted.startsWith(squash(cut[1] ?? '')) && wanted.endsWith(squash(cut[2] ?? ''));
}

function isFold(shown: string, text: string): boolean {
  const fold = folded.exec(shown);
  if (fold === null) return false;
  return fold[1] === undefined || Math.abs(Number(fold[1]) - (text.split('\n').length - 1)) <= 1;
}

/** `❯ text`, `> text` before 2.1; wrapped rows are indented since 2.1. */
const marks: EchoMarks = { echo: /^[❯>]\s/u, other: /^(?:[●⏺·✢✳✶✻✽*∗∴]\s|\s+⎿)/u, isFold };

export function claudeShowsPrompt(screen: Screen, text: string): boolean {
  return findEcho(screen, text, endOfTalk(screen), marks) !== null;
}

/** The answer below the last echo of this prompt: its message blocks, without tool calls. Null when none is visible. */
export function claudeVisibleAnswer(screen: Screen, prompt: string): string | null {
  return messagesIn(turnBelow(screen, prompt)).findLast((text) => failureOf(text) === null) ?? null;
}

/** The last thing said below this prompt, when it reports an error or a limit. */
export function claudeVisibleFailure(screen: Screen, prompt: string): TurnFailure | null {
  const rows = turnBelow(screen, prompt);
  const head = rows.findLastIndex((line) => /^(?:[●⏺]|\s+⎿)\s/u.test(line));
  const length = rows.slice(head + 1).findIndex((line) => !/^\s{2,}\S/u.test(line));
  const said = head < 0 ? [] : rows.slice(head, length < 0 ? rows.length : head + 1 + length);
  return failureOf(said.map((line) => line.replace(/^\s*[●⏺⎿]?\s+/u, '')).join(' '));
}

/** True when the turn of this prompt was interrupted, whatever another turn has shown below it since. */
export function claudeVisiblyInterrupted(screen: Screen, prompt: string): boolean {
  return interrupted.test(turnBelow(screen, prompt).at(-1) ?? '');
}

/** @param said a message of Claude Code, without its mark */
export function failureOf(said: string): TurnFailure | null {
  const error = said.replace(/\s+/g, ' ').replaceAll('’', "'").trim();
  const rule = messageRules.find(({ pattern }) => pattern.test(error));
  return rule ? { limited: rule.state === 'limited', error } : null;
}

/** `✻ Baked for 14s`: the turn is over. The end of background work begins another one, without a prompt. */
const finished = /^[·✢✣✤✥✳✶✷✸✹✺✻✼✽✾❋*∗]\s+\S+ for \d/u;
const backgroundEnd = /^[●⏺]\s+background (command|task|agent)\b.*\b(completed|failed|killed|stopped)\b/iu;
const interrupted = /^\s+⎿\s+interrupted\b/iu;

/** The turn of this prompt: from its last echo to its end. What follows is another's: of a message, or of background work. */
function turnBelow(screen: Screen, prompt: string): string[] {
  const end = endOfTalk(screen);
  const from = findEcho(screen, prompt, end, marks);
  if (from === null) return [];
  const rows = screen.lines.slice(from, end);
  const next = rows.findIndex((line) =>
    [marks.echo, finished, backgroundEnd].some((mark) => mark.test(line)),
  );
  const turn = next < 0 ? rows : rows.slice(0, next);
  const stop = turn.findIndex((line) => interrupted.test(line));
  return stop < 0 ? turn : turn.slice(0, stop + 1);
}

function endOfTalk(screen: Screen): number {
  return findInputBox(screen)?.top ?? screen.height;
}

/** Blocks that begin with the answer mark and are not tool calls (those have a `⎿` row), marks and indents removed. */
function messagesIn(rows: string[]): string[] {
  const found: string[] = [];
  let block: string[] = [];
  const close = (): void => {
    const text = block
      .map((line) => line.slice(2))
      .join('\n')
      .trim();
    const isAnswer = /^[●⏺]\s/u.test(block[0] ?? '') && !block.some((line) => /^\s+⎿/u.test(line));
    if (isAnswer && text !== '') found.push(text);
    block = [];
  };
  for (const line of rows) {
    if (/^\S/u.test(line)) close();
    if (block.length > 0 || /^[●⏺]\s/u.test(line)) block.push(line);
  }
  close();
  return found;
}
