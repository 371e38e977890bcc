import type { ScreenReading } from '../agent.ts';
import { isRule, joinedText, lastTextRow, typedText } from '../bottom-block.ts';
import { findNumberedRows } from '../dialog-rows.ts';
import { emptyReading } from '../empty-reading.ts';
import { makeDialog } from '../make-dialog.ts';
import { optionMeaning } from '../option-meaning.ts';
import type { Screen } from '../screen.ts';

export interface ChatBox {
  top: number;
  bottom: number;
  text: string;
}

/** Rule, `› draft`, rule, footer `architect-chat · …`, at the bottom. */
export function findChatBox(screen: Screen): ChatBox | null {
  const last = lastTextRow(screen);
  if (!/^\s*architect-chat · /u.test(screen.lines[last] ?? '')) return null;
  const bottom = last - 1;
  let top = bottom - 1;
  while (top >= 0 && !isRule(screen, top)) top -= 1;
  if (!isRule(screen, bottom) || top < 0 || !/^›(\s|$)/u.test(screen.lines[top + 1] ?? '')) return null;
  const rows = screen.runs.slice(top + 1, bottom).map((runs) => typedText(runs, 2).trimEnd());
  return { top, bottom, text: rows.join('\n').trimEnd() };
}

/** Everything the bottom of the built-in worker's screen says. */
export function readChatScreen(screen: Screen): ScreenReading {
  const box = findChatBox(screen);
  if (box === null)
    return (
      readDialog(screen) ?? { ...emptyReading, ...said('unknown', 'unknown', 'no box, no known dialog') }
    );
  const head = lineAbove(screen, box.top);
  const state = /^∙ working/iu.test(head) ? said('busy', 'working-line', head) : null;
  const empty = box.text === '';
  return {
    ...emptyReading,
    ...(state ?? said('idle', empty ? 'empty-box' : 'box-with-draft', 'input box')),
    boxShown: true,
    draft: empty ? null : box.text,
  };
}

type Said = Pick<ScreenReading, 'state' | 'rule' | 'detail'>;

function said(state: ScreenReading['state'], rule: string, detail: string): Said {
  return { state, rule: `architect.screen.${rule}`, detail: detail.slice(0, 300) };
}

function lineAbove(screen: Screen, y: number): string {
  for (let row = y - 1; row >= 0; row -= 1)
    if ((screen.lines[row] ?? '').trim() !== '') return screen.lines[row] ?? '';
  return '';
}

/** `Allow this command?`, `  $ command`, numbered rows, `1 yes · 2 no · esc cancel`. */
function readDialog(screen: Screen): ScreenReading | null {
  const last = lastTextRow(screen);
  const list = findNumberedRows(screen, last);
  const first = list?.rows[0]?.from;
  if (list === null || first === undefined || !/\besc cancel\b/i.test(screen.lines[last] ?? '')) return null;
  const asked = screen.lines.findLastIndex((line, y) => y < first && /\?$/.test(line));
  const command = joinedText(screen, asked + 1, first);
  const isCommand =
    /^allow this command\?$/i.test((screen.lines[asked] ?? '').trim()) && command.startsWith('$ ');
  const dialog = makeDialog({
    kind: isCommand ? 'bash' : 'other',
    tool: isCommand ? 'Bash' : '',
    subject: command.replace(/^\$ /, ''),
    question: (screen.lines[asked] ?? '').trim(),
    options: list.rows.map((row) => ({
      key: String(row.number),
      text: row.text,
      meaning: optionMeaning(row.text),
      selected: row.selected,
    })),
    complete: isCommand && !list.cut && list.rows.some((row) => row.selected),
    head: (screen.lines[asked] ?? '').trim(),
  });
  return { ...emptyReading, ...said('blocked', 'dialog', dialog.question), dialog };
}
