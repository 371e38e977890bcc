import { joinedText } from '../bottom-block.ts';
import type { Screen } from '../screen.ts';
import type { DialogRegion } from './read-dialog.ts';
import type { DialogRule } from './rules.ts';

/** What a decision is about, as far as the screen shows it. Long ones are cut there; the hook has the whole. */
export function readSubject(screen: Screen, region: DialogRegion, rule: DialogRule): string {
  const first = region.list.rows[0]?.from ?? 0;
  const headRow = screen.lines.findIndex((line, y) => y >= region.from && line.trim() !== '');
  switch (rule.subject) {
    case 'none':
      return '';
    case 'question':
      return rule.question?.exec(region.question)?.[1] ?? '';
    case 'head':
      return paragraph(screen, headRow + 1, first).join(' ');
    case 'path':
      return paragraph(screen, headRow + 1, first).join('');
    case 'url': {
      const call = paragraph(screen, headRow + 1, first).join(' ');
      return /\burl: "([^"]+)"/.exec(call)?.[1] ?? /https?:\/\/\S+/.exec(call)?.[0] ?? '';
    }
    case 'call': {
      const rows = withoutDescription(screen, paragraphRows(screen, headRow + 1, first));
      const call = joinedText(screen, rows[0] ?? 0, (rows.at(-1) ?? -1) + 1);
      return rule.kind === 'read' ? (/^\w+\((.*)\)$/.exec(call)?.[1] ?? call) : call;
    }
    case 'command':
      return commandText(screen, withoutDescription(screen, paragraphRows(screen, headRow + 1, first)));
  }
}

/** Rows of the first paragraph at or below `from`; it ends at a blank row or a dashed line. */
function paragraphRows(screen: Screen, from: number, limit: number): number[] {
  const rows: number[] = [];
  for (let y = from; y < limit; y += 1) {
    const text = (screen.lines[y] ?? '').trim();
    const isEnd = text === '' || /^╌{3}/u.test(text);
    if (!isEnd) rows.push(y);
    else if (rows.length > 0) break;
  }
  return rows;
}

function paragraph(screen: Screen, from: number, limit: number): string[] {
  return paragraphRows(screen, from, limit).map((y) => (screen.lines[y] ?? '').trim());
}

/** The agent's description of a call follows it in the same paragraph, all of it in the muted colour of hints. */
function withoutDescription(screen: Screen, rows: number[]): number[] {
  const muted = (y: number): boolean =>
    (screen.runs[y] ?? []).every((run) => run.text.trim() === '' || run.dim || run.color === '38;5;246');
  const isMuted = rows.map(muted);
  const lastOwn = isMuted.lastIndexOf(false);
  return lastOwn < 0 ? rows.slice(0, 1) : rows.slice(0, lastOwn + 1);
}

/** Rows of a command: a row that could not take the next word was wrapped, others end with a line end. */
function commandText(screen: Screen, rows: number[]): string {
  const indent = (screen.lines[rows[0] ?? 0] ?? '').search(/\S/);
  let text = '';
  for (const [i, y] of rows.entries()) {
    const line = (screen.lines[y] ?? '').slice(indent);
    const before = screen.lines[rows[i - 1] ?? -1];
    const wrapped =
      before !== undefined && before.length + 1 + (line.trim().split(' ')[0] ?? '').length > screen.width - 3;
    text += before === undefined ? line : `${wrapped ? ' ' : '\n'}${wrapped ? line.trim() : line}`;
  }
  return text;
}
