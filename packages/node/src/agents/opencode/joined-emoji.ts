import { squash } from '../bottom-block.ts';
import type { Run } from '../screen.ts';

/**
 * Emoji joined by U+200D: tmux (3.3a) draws them in the two cells of one, opencode leaves two for each. What stood in the
 * cells between stays on the screen.
 */
const joined =
  /\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]*(?:\u200d\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]*)+/u;

const joinedAtEnd = new RegExp(`${joined.source}$`, 'u');

/** Whether `shown`, squashed, is the text `wanted` but for what may be left behind joined emoji. */
export function isSameButStale(shown: string, wanted: string): boolean {
  if (shown === squash(wanted)) return true;
  if (!joined.test(wanted)) return false;
  let at = 0;
  let pattern = '';
  for (const match of wanted.matchAll(new RegExp(joined.source, 'gu'))) {
    const cells = 2 * (match[0].split('\u200d').length - 1);
    const upTo = match.index + match[0].length;
    pattern += `${literally(squash(wanted.slice(at, upTo)))}.{0,${cells}}`;
    at = upTo;
  }
  return new RegExp(`^${pattern}${literally(squash(wanted.slice(at)))}$`, 'u').test(shown);
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Text of a row without what the placeholder (drawn in `muted`) left behind joined emoji. */
export function withoutStalePlaceholder(runs: Run[], muted: string): string {
  return runs
    .filter((run, i) => muted === '' || run.color !== muted || !joinedAtEnd.test(runs[i - 1]?.text ?? ''))
    .map((run) => run.text)
    .join('');
}
