import type { Screen } from '../screen.ts';

export interface Entry {
  kind: 'answer' | 'failure' | 'notice' | 'prompt' | 'tool' | 'none';
  /** Rows without the head's mark, joined. */
  text: string;
}

/** `✦` in older versions, `◆` in 0.24, with or without a variation selector behind it. */
export const answerMark = /^ {2}[✦◆]\ufe0e?\s+/u;

/** Every entry is indented by two columns and begins with a mark there. */
const heads: { kind: Entry['kind']; mark: RegExp }[] = [
  { kind: 'answer', mark: answerMark },
  { kind: 'failure', mark: /^ {2}[✕✖✗]\s+/u },
  { kind: 'notice', mark: /^ {2}[●ℹ⚠]\s+/u },
  { kind: 'prompt', mark: /^ {2}[>*!] / },
  { kind: 'tool', mark: /^ {2}[╭╰│]/u },
];

/** Begins anything but a prompt. */
export const otherMark = /^ {2}[✦◆✕✖✗✓●ℹ⚠╭╰│]/u;
export const promptMark = /^ {2}[>*!] /;

/** The last thing said above row `end`. */
export function lastEntry(screen: Screen, end: number): Entry {
  for (let y = end - 1; y >= 0; y -= 1) {
    const line = screen.lines[y] ?? '';
    const head = heads.find((one) => one.mark.test(line));
    if (head === undefined) continue;
    const text = [line.replace(head.mark, ''), ...entryRows(screen, y, end)]
      .map((row) => row.trim())
      .filter((row) => row !== '')
      .join(' ');
    return { kind: head.kind, text: text.replaceAll('’', "'") };
  }
  return { kind: 'none', text: '' };
}

/** Rows of an entry are indented by four; other rows are the agent's own hints. */
export function entryRows(screen: Screen, y: number, end: number): string[] {
  const rows: string[] = [];
  for (let row = y + 1; row < end; row += 1) {
    const line = screen.lines[row] ?? '';
    if (/^ {0,3}\S/.test(line)) break;
    rows.push(line.replace(/^ {4}/, ''));
  }
  return rows;
}
