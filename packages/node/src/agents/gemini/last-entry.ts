import type { Screen } from '../screen.ts';

export interface Entry {
  kind: 'answer' | 'failure' | 'notice' | 'prompt' | 'tool' | 'none';
  /** Rows without the head's mark, joined. */
  text: string;
}

const heads: { kind: Entry['kind']; mark: RegExp }[] = [
  { kind: 'answer', mark: /^✦\s+/u },
  { kind: 'failure', mark: /^[✕✖✗]\s+/u },
  { kind: 'notice', mark: /^[ℹ⚠]\s+/u },
  { kind: 'prompt', mark: /^ [>*!] / },
  { kind: 'tool', mark: /^(?:[╭╰│]| {2}[✓✔✗x⊷o?-] {2}\S)/u },
];

/** Follows a failure and only says where to read more. */
const hint = /^this request failed\b/i;

/** The last thing said above row `end`. */
export function lastEntry(screen: Screen, end: number): Entry {
  for (let y = end - 1; y >= 0; y -= 1) {
    const line = screen.lines[y] ?? '';
    const head = heads.find((one) => one.mark.test(line));
    if (head === undefined) continue;
    const text = entryText(screen, y, end, head.mark);
    if (head.kind === 'notice' && hint.test(text)) return lastEntry(screen, y);
    return { kind: head.kind, text };
  }
  return { kind: 'none', text: '' };
}

/** Rows of an entry are indented by two; rows with another indent are the agent's own hints. */
export function entryRows(screen: Screen, y: number, end: number): string[] {
  const rows: string[] = [];
  for (let row = y + 1; row < end; row += 1) {
    const line = screen.lines[row] ?? '';
    if (/^ ?\S/.test(line) || line.search(/\S/) > screen.width / 2) break;
    rows.push(line.replace(/^ {2}/, ''));
  }
  return rows;
}

function entryText(screen: Screen, y: number, end: number, mark: RegExp): string {
  return [(screen.lines[y] ?? '').replace(mark, ''), ...entryRows(screen, y, end)]
    .map((row) => row.trim())
    .filter((row) => row !== '')
    .join(' ')
    .replaceAll('’', "'");
}
