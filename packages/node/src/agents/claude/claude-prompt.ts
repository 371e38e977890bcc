import type { Prepared } from '../agent.ts';
import { squash } from '../bottom-block.ts';
import { normaliseText } from '../prepare-text.ts';
import type { Screen } from '../screen.ts';
import { findInputBox } from './find-input-box.ts';

/** Built-in commands that Claude Code runs instead of sending them; other leading slashes arrive as text. */
const slashCommand = /^\/[a-z][\w:-]*(\s|$)/;

/**
 * Guards measured on 2.1.197: a leading `!` runs a shell command, a leading `/name` a slash command, a leading `#` is
 * plain text; a prompt ending in `@path` opens the file menu and one ending in `\` makes Enter a line end; tabs become
 * four blanks. A blank before or after avoids each of them.
 */
export function prepareForClaude(text: string): Prepared {
  const { text: guarded, adjusted } = normaliseText(text, [
    { says: 'tabs became four blanks', apply: (value) => value.replaceAll('\t', '    ') },
    { says: 'a blank was put before the leading !', apply: (value) => value.replace(/^!/, ' !') },
    {
      says: 'a blank was put before the leading slash so that it arrives as text',
      apply: (value) => (slashCommand.test(value) ? ` ${value}` : value),
    },
    {
      says: 'a blank was put after the trailing @path',
      apply: (value) => value.replace(/(^|\s)(@\S+)$/u, '$1$2 '),
    },
    { says: 'a blank was put after the trailing backslash', apply: (value) => value.replace(/\\$/, '\\ ') },
  ]);
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
  const fold = folded.exec(box.text.trim());
  if (fold !== null)
    return fold[1] === undefined || Math.abs(Number(fold[1]) - (text.split('\n').length - 1)) <= 1;
  const cut = truncated.exec(box.text);
  return cut !== null && wanted.startsWith(squash(cut[1] ?? '')) && wanted.endsWith(squash(cut[2] ?? ''));
}

/** User messages are echoed as `❯ text`, wrapped rows indented. */
const echo = /^[❯>]\s/u;

/** True when the last echoed user messages on the screen contain this text; long texts are compared by their beginning. */
export function claudeShowsPrompt(screen: Screen, text: string): boolean {
  const wanted = squash(text).slice(0, 300);
  return echoes(screen).some((block) => isEchoOf(squash(block.text), wanted));
}

/** The answer below the last echo of this prompt: its message blocks, without tool calls. Null when none is visible. */
export function claudeVisibleAnswer(screen: Screen, prompt: string): string | null {
  const wanted = squash(prompt).slice(0, 300);
  const block = echoes(screen).findLast((candidate) => isEchoOf(squash(candidate.text), wanted));
  if (block === undefined) return null;
  const end = findInputBox(screen)?.top ?? screen.height;
  const answers: string[] = [];
  for (const message of messagesIn(screen, block.to, end)) answers.push(message);
  return answers.at(-1) ?? null;
}

function isEchoOf(shown: string, wanted: string): boolean {
  return shown.startsWith(wanted) || (shown.length >= 20 && wanted.startsWith(shown)) || folded.test(shown);
}

function echoes(screen: Screen): { text: string; to: number }[] {
  const end = findInputBox(screen)?.top ?? screen.height;
  const found: { text: string; to: number }[] = [];
  for (let y = 0; y < end; y += 1) {
    const line = screen.lines[y] ?? '';
    if (!echo.test(line)) continue;
    let to = y + 1;
    while (to < end && /^\s{2}(?!⎿)\S/u.test(screen.lines[to] ?? '')) to += 1;
    const rows = screen.lines.slice(y, to).map((row) => row.slice(2));
    found.push({ text: rows.join('\n'), to });
  }
  return found;
}

/** Blocks that begin with the answer mark and are not tool calls (those have a `⎿` row), marks and indents removed. */
function messagesIn(screen: Screen, from: number, end: number): string[] {
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
  for (const line of screen.lines.slice(from, end)) {
    if (/^\S/u.test(line)) close();
    if (block.length > 0 || /^[●⏺]\s/u.test(line)) block.push(line);
  }
  close();
  return found;
}
