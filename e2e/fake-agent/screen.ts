import { cellWidth, wrapCells } from './cell-width.ts';

const dim = (text: string) => `\x1b[2m${text}\x1b[22m`;
const reverse = (text: string) => `\x1b[7m${text}\x1b[27m`;
const grey = (text: string) => `\x1b[38;5;246m${text}\x1b[39m`;
const orange = (text: string) => `\x1b[38;5;174m${text}\x1b[39m`;
const bold = (text: string) => `\x1b[1m${text}\x1b[22m`;
const rule = (width: number, color = 244) => `\x1b[38;5;${color}m${'─'.repeat(width)}\x1b[39m`;

/** What stands below the conversation and is drawn anew all the time. */
export interface View {
  working: { verb: string; glyph: string; seconds: number; hidden: boolean } | null;
  queued: string[];
  draft: string;
  dialog: { command: string; selected: number } | null;
  /** `/help`: no input box. */
  overlay: boolean;
}

/** Rows of a frame; `cursor` is where the hidden hardware cursor stands, as agents leave it on the box or the row. */
export interface Frame {
  rows: string[];
  cursor: { row: number; column: number };
}

export function drawView(view: View, width: number): Frame {
  if (view.dialog) return drawDialog(view.dialog, width);
  if (view.overlay) return drawHelp(width);
  const rows: string[] = [];
  if (view.working && !view.working.hidden) {
    const { glyph, verb, seconds } = view.working;
    const counter = seconds > 1 ? grey(` (${seconds}s · ↓ ${seconds * 11} tokens)`) : '';
    rows.push(`${orange(`${glyph} ${verb}…`)}${counter}`, '');
  }
  for (const text of view.queued) rows.push(`  ❯ ${text.split('\n')[0]?.slice(0, width - 6)}`);
  rows.push(rule(width));
  const box = drawBox(view, width);
  const cursor = { row: rows.length + box.cursor.row, column: box.cursor.column };
  rows.push(...box.rows, rule(width), `  ${grey(footer(view))}`);
  return { rows, cursor };
}

function drawHelp(width: number): Frame {
  const tabs = `  ${bold('Help')}  General   Commands   Custom commands`;
  const rows = [
    rule(width, 110),
    tabs,
    '',
    '  Shortcuts',
    '  ! for shell mode',
    '',
    `  ${grey('Esc to cancel')}`,
  ];
  return { rows, cursor: { row: rows.length - 1, column: 0 } };
}

function drawBox(view: View, width: number): Frame {
  const prefix = view.working ? grey('❯\u00a0') : '❯\u00a0';
  if (view.draft === '') {
    const ghost = view.queued.length > 0 ? 'Press up to edit queued messages' : '';
    const shown = ghost ? reverse(ghost.slice(0, 1)) + dim(ghost.slice(1)) : reverse(' ');
    return { rows: [prefix + shown], cursor: { row: 0, column: 2 } };
  }
  const lines = wrapCells(view.draft, width - 4);
  const last = lines.at(-1) ?? '';
  const rows = lines.map((line, index) => {
    const end = index === lines.length - 1 ? reverse(' ') : '';
    return `${index === 0 ? prefix : '  '}${line}${end}`;
  });
  return { rows, cursor: { row: lines.length - 1, column: 2 + cellWidth(last) } };
}

function footer(view: View): string {
  if (view.draft !== '') return '';
  return view.working ? 'esc to interrupt · ← for agents' : '? for shortcuts · ← for agents';
}

function drawDialog(dialog: { command: string; selected: number }, width: number): Frame {
  const program = dialog.command.split(' ').slice(0, 2).join(' ');
  const options = ['Yes', `Yes, and don’t ask again for: ${program} *`, 'No'];
  const rows = [
    rule(width, 153),
    ` ${bold('Bash command')}`,
    '',
    ...wrapCells(dialog.command, width - 6).map((line) => `   ${line}`),
    `   ${grey('Run it')}`,
    '',
    ' This command requires approval',
    '',
    ' Do you want to proceed?',
  ];
  const first = rows.length;
  options.forEach((text, index) => {
    const row = `${grey(`${index + 1}.`)} ${text}`;
    rows.push(index === dialog.selected ? ` \x1b[38;5;153m❯\x1b[39m ${row}` : `   ${row}`);
  });
  rows.push('', ` ${grey('Esc to cancel · Tab to amend · ctrl+e to explain')}`);
  return { rows, cursor: { row: first + dialog.selected, column: 1 } };
}

/** Rows of a user message as the conversation shows it. */
export function promptRows(text: string, width: number, rowLimit: number): string[] {
  const lines = wrapCells(text, width - 4);
  const cut =
    lines.length > rowLimit ? [...lines.slice(0, rowLimit), `… +${lines.length - rowLimit} lines`] : lines;
  return cut.map((line, index) => {
    const padded = line + ' '.repeat(Math.max(0, width - 2 - cellWidth(line)));
    return `\x1b[48;5;237m${index === 0 ? '❯ ' : '  '}${padded}\x1b[49m`;
  });
}

/** Rows of an answer, an error (`⎿`) or a closing line. */
export function answerRows(text: string, width: number, bullet = '●'): string[] {
  return wrapCells(text, width - 4).map((line, index) => `${index === 0 ? bullet : ' '} ${line}`);
}
