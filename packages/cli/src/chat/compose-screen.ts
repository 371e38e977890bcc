import { type Draft, shownText } from './draft.ts';
import type { Picture } from './paint-terminal.ts';
import { cellsOf, clip, wrapAnywhere, wrapText } from './wrap-text.ts';

/** One piece of the conversation. Only the last one may still grow. */
export interface Entry {
  kind: 'user' | 'answer' | 'note' | 'error';
  text: string;
}

export interface ChatView {
  provider: string;
  model: string;
  entries: readonly Entry[];
  /** Whole seconds the agent has been working; null when it is not. */
  busySeconds: number | null;
  draft: Draft;
  dialog: { command: string; selected: number } | null;
  /** One line above the box, such as how to quit. */
  hint: string | null;
}

export const dialogRows = ['Yes, once', 'No'] as const;

const styles = { dim: '2', bold: '1', prompt: '1;36', good: '32', bad: '31' } as const;
const marks: Record<Entry['kind'], { first: string; style: keyof typeof styles | null }> = {
  user: { first: '› ', style: 'prompt' },
  answer: { first: '● ', style: null },
  note: { first: '  ', style: 'dim' },
  error: { first: '✗ ', style: 'bad' },
};

/** Rows of the conversation and, below it, the input box or the permission dialog. */
export function composeScreen(view: ChatView, size: { columns: number; rows: number }): Picture {
  const history = view.entries.flatMap((entry) => [...entryRows(entry, size.columns), '']);
  const above = aboveRows(view, size.columns);
  const below = view.dialog ? dialogBlock(view.dialog, size) : boxBlock(view, size, above.length);
  return {
    rows: [...history, ...above, ...below.rows],
    cursor: below.cursor && {
      row: history.length + above.length + below.cursor.row,
      column: below.cursor.column,
    },
  };
}

/** Rows of one entry, without the blank row after it. */
export function entryRows(entry: Entry, columns: number): string[] {
  const known = rowsOfEntry.get(entry);
  if (known && known.text === entry.text && known.columns === columns) return known.rows;
  const { first, style } = marks[entry.kind];
  const rows = wrapText(entry.text, columns - 2).map((row, index) => {
    const text = (index === 0 ? first : '  ') + row;
    return style ? paintRow(text, style) : text;
  });
  rowsOfEntry.set(entry, { text: entry.text, columns, rows });
  return rows;
}

// Finished entries are wrapped once for each width.
const rowsOfEntry = new WeakMap<Entry, { text: string; columns: number; rows: string[] }>();

function aboveRows(view: ChatView, columns: number): string[] {
  const rows: string[] = [];
  if (view.hint) rows.push(paintRow(clip(view.hint, columns), 'dim'));
  if (view.busySeconds !== null && !view.dialog) {
    rows.push(paintRow(`∙ Working (${view.busySeconds}s)`, 'prompt'));
  }
  return rows;
}

function boxBlock(view: ChatView, size: { columns: number; rows: number }, rowsAbove: number): Picture {
  const rule = paintRow('─'.repeat(size.columns), 'dim');
  const room = Math.max(1, size.rows - rowsAbove - 3);
  const width = size.columns - 2;
  const all = wrapAnywhere(shownText(view.draft), width);
  const toCursor = wrapAnywhere(shownText(view.draft, view.draft.cursor), width);
  const cursorRow = toCursor.length - 1;
  const from = Math.max(0, Math.min(cursorRow - room + 1, all.length - room));
  const rows = all.slice(from, from + room).map((row, index) => (index + from === 0 ? '› ' : '  ') + row);
  if (view.draft.text === '') rows[0] = `› ${paintRow('Type a prompt', 'dim')}`;
  const column = Math.min(2 + cellsOf(toCursor[cursorRow] ?? ''), size.columns - 1);
  return {
    rows: [rule, ...rows, rule, footerRow(`architect-chat · ${view.provider} · ${view.model}`, size.columns)],
    cursor: { row: 1 + cursorRow - from, column },
  };
}

function dialogBlock(
  dialog: NonNullable<ChatView['dialog']>,
  size: { columns: number; rows: number },
): Picture {
  const command = wrapText(dialog.command, size.columns - 4).map(
    (row, index) => (index === 0 ? '  $ ' : '    ') + row,
  );
  const options = dialogRows.map((text, index) =>
    index === dialog.selected ? paintRow(`❯ ${index + 1}. ${text}`, 'prompt') : `  ${index + 1}. ${text}`,
  );
  return {
    rows: [
      paintRow('─'.repeat(size.columns), 'dim'),
      paintRow('Allow this command?', 'bold'),
      ...command.slice(0, Math.max(1, size.rows - 5)),
      ...options,
      footerRow('1 yes · 2 no · esc cancel', size.columns),
    ],
    cursor: null,
  };
}

function footerRow(text: string, columns: number): string {
  return paintRow(clip(text, columns), 'dim');
}

function paintRow(text: string, style: keyof typeof styles): string {
  return `\u001b[${styles[style]}m${text}\u001b[0m`;
}
