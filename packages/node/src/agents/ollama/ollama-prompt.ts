import type { Prepared } from '../agent.ts';
import { squash } from '../bottom-block.ts';
import { normaliseText } from '../normalise-text.ts';
import type { Screen } from '../screen.ts';
import { findPrompt, isFurther } from './find-prompt.ts';

/**
 * From Ollama's own line editor (`readline` and `cmd/interactive.go` of github.com/ollama/ollama, 2026-08): a bracketed
 * paste is taken line by line and sent as one message by the Enter after it; its last line goes through the commands, so
 * `/name` there is one, whatever stands above; `"""` at the beginning of any line opens a block; a tab becomes eight
 * blanks. Between two lines of a paste the terminal is in line mode for a moment, so all of it has to be read at once:
 * the program reads 4096 bytes.
 */
const maxBytesOfLines = 4000;
/** Both marks of the paste and the Enter behind it. */
const markBytes = 16;

const steps = [
  {
    says: 'tabs became eight blanks, as Ollama does it',
    apply: (text: string) => text.replaceAll('\t', ' '.repeat(8)),
  },
  {
    says: 'a blank was put before """ at the beginning of a line',
    apply: (text: string) => text.replace(/^"""/gm, ' """'),
  },
  {
    says: 'a blank was put before the slash at the beginning of the last line so that it arrives as text',
    apply: (text: string) => text.replace(/(^|\n)(\/[^\n]*)$/, '$1 $2'),
  },
];

export function prepareForOllama(text: string): Prepared {
  const { text: guarded, adjusted } = normaliseText(text, steps);
  if (guarded.trim() === '') return { ok: false, reason: 'nothing is left to send' };
  const bytes = Buffer.byteLength(guarded) + markBytes;
  if (guarded.includes('\n') && bytes > maxBytesOfLines)
    return {
      ok: false,
      reason: `"ollama run" takes several lines only up to ${maxBytesOfLines} bytes, not ${bytes}; architect chat --provider ollama takes them all`,
    };
  return { ok: true, text: guarded, adjusted };
}

/** Shorter ends of a text prove nothing. */
const enoughCharacters = 20;

export function ollamaBoxHolds(screen: Screen, text: string): boolean {
  const prompt = findPrompt(screen);
  if (prompt === null || prompt.text === '') return false;
  const [shown, wanted] = [squash(prompt.text), squash(text)];
  return prompt.isCut ? shown.length >= enoughCharacters && wanted.endsWith(shown) : shown === wanted;
}

export function ollamaShowsPrompt(screen: Screen, text: string): boolean {
  return endOfEcho(screen, text) !== null;
}

/** The answer below the last echo of this prompt, without what a thinking model thought; null when none is visible. */
export function ollamaVisibleAnswer(screen: Screen, text: string): string | null {
  const from = endOfEcho(screen, text);
  if (from === null) return null;
  const rows = screen.lines.slice(from, findPrompt(screen)?.top ?? screen.height);
  const thought = rows.findLastIndex((row) => row.trim() === '...done thinking.');
  const answer = rows
    .slice(thought + 1)
    .join('\n')
    .trim();
  return answer === '' ? null : answer;
}

/** Row after the last `>>> text` (and `... ` below it) above the prompt that shows this text; null when there is none. */
function endOfEcho(screen: Screen, text: string): number | null {
  const end = findPrompt(screen)?.top ?? screen.height;
  const wanted = squash(text);
  for (let from = end - 1; from >= 0; from -= 1) {
    const isCut = from === 0 && isFurther(screen.lines[0] ?? '');
    if (!isCut && !/^>>> .*\S/.test(screen.lines[from] ?? '')) continue;
    let to = from + 1;
    while (to < end && isFurther(screen.lines[to] ?? '')) to += 1;
    const rows = screen.lines.slice(from, to).map((line) => line.slice(4));
    const shown = squash(rows.join(''));
    if (shown === wanted || (isCut && shown.length >= enoughCharacters && wanted.endsWith(shown))) return to;
  }
  return null;
}
