import { joinedText, lastTextRow } from '../bottom-block.ts';
import { cropScreen } from '../crop-screen.ts';
import { type Frame, findFrame } from '../find-frame.ts';
import type { Screen } from '../screen.ts';

/** Pages of newer versions have square corners; a page at the start is wider than the screen, which cuts the right ones. */
function roundCorners(screen: Screen): Screen {
  const isCut = (line: string) => /^\s{0,3}[╭╰]─{20,}$/u.test(line) && line.length >= screen.width - 3;
  const round = (line: string) =>
    isCut(line)
      ? `${line}${line.includes('╭') ? '╮' : '╯'}`
      : line.replace(/^(\s{0,3})┌(─+)┐$/u, '$1╭$2╮').replace(/^(\s{0,3})└(─+)┘$/u, '$1╰$2╯');
  return { ...screen, lines: screen.lines.map(round) };
}

const waits = /^\s{0,3}(?:[\u2800-\u28ff]\s+)?waiting for (?:user )?confirmation/iu;

/**
 * What a dialog takes up: a box with round corners, or, as newer versions draw it, the rows from `? Tool …` in the third
 * column down to "Waiting for user confirmation". Rows of a command are indented deeper, so none passes for the first.
 */
export function findDialogFrame(screen: Screen): Frame | null {
  const bottom = screen.lines.findLastIndex((line) => waits.test(line));
  const top = screen.lines.findLastIndex((line, y) => y < bottom && /^ {2}\?\s+\S/u.test(line));
  const boxed = findFrame(roundCorners(screen));
  if (bottom < 0 || (boxed !== null && boxed.bottom > top)) return boxed;
  const from = Math.max(top, 0);
  const inner = cropScreen(screen, from, bottom, (line) => [1, line.length]);
  return {
    top: from - 1,
    bottom,
    inner: { ...inner, width: screen.width - 2 },
    below: joinedText(screen, bottom, lastTextRow(screen) + 1),
  };
}
