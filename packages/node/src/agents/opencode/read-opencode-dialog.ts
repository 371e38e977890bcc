import type { Dialog, DialogOption } from '@architect/contracts/sessions';
import { joinedText } from '../bottom-block.ts';
import { type DialogRow, findNumberedRows } from '../dialog-rows.ts';
import { makeDialog } from '../make-dialog.ts';
import { optionMeaning } from '../option-meaning.ts';
import type { Run, Screen } from '../screen.ts';
import { type Block, findBlocks } from './find-blocks.ts';
import { commandRule, type DialogRule, dialogRules } from './rules.ts';

/** Keys that a dialog explains in its last row. */
const hint = /^(ctrl\+|alt\+|shift\+|tab\b|⇆|↑|↓|←|→|enter\b|esc\b)/iu;
const permissionHead = /^△\s+(.+)$/u;
/** A taller dialog is cut, and the screen does not show all of it. */
const wholeRows = 14;

/** The permission request or question at the bottom of the screen; null when there is none. */
export function readOpencodeDialog(screen: Screen): { dialog: Dialog; rule: string } | null {
  const block = findBlocks(screen).at(-1);
  if (block === undefined) return null;
  const rows = block.inner.lines;
  const title = rows.map((row) => permissionHead.exec(row.trim())?.[1]).find((found) => found !== undefined);
  const keysRow = rows.findLastIndex((row) => row.trim() !== '');
  if (keysRow < 0 || !/(enter|esc)\s+\w/i.test(rows[keysRow] ?? '')) return null;
  if (title !== undefined) return readPermission(block, title, keysRow);
  return readQuestion(block, keysRow);
}

function readPermission(block: Block, title: string, keysRow: number): { dialog: Dialog; rule: string } {
  const { inner } = block;
  const titleRow = inner.lines.findIndex((row) => permissionHead.test(row.trim()));
  const isAlways = /^always allow/i.test(title);
  const isRequest = /^permission required/i.test(title);
  const buttonsRow = findButtons(inner, keysRow);
  const body = bodyRows(inner, titleRow + (isRequest ? 2 : 1), buttonsRow);
  const rule = isRequest ? findRule((inner.lines[titleRow + 1] ?? '').trim(), body) : undefined;
  const head = plainHead(inner.lines[titleRow + 1] ?? '');
  const subject = rule === undefined ? body.join('\n') : readSubject(rule, head, body);
  const options = (isRequest || isAlways ? readButtons(inner, buttonsRow) : []).map((one) =>
    isAlways ? forAlways(one) : one,
  );
  /** A long head goes on in the next row: then the first one does not name the whole subject. */
  const isHeadWhole = (inner.lines[titleRow + 2] ?? '').trim() === '';
  const isKnown =
    rule !== undefined &&
    // With what an MCP tool is called is not said.
    rule.kind !== 'mcp' &&
    subject !== '' &&
    isHeadWhole &&
    isCertain(rule, inner, body, block.to - block.from);
  const dialog = makeDialog({
    kind: rule?.kind ?? 'other',
    tool: rule?.tool ?? '',
    subject,
    question: title,
    options: options.length > 0 ? options : [cancel],
    complete: isKnown && options.length >= 2 && options.filter((one) => one.selected).length === 1,
    head: joinedText(inner, titleRow, buttonsRow),
  });
  const name = isAlways ? 'always' : (rule?.name ?? 'unknown');
  return { dialog, rule: `dialog-${name}` };
}

/**
 * A command has `#` in front of its head and `$` in front of its text. Its head is a description of the model's own, so
 * that "# Read files" must not pass for reading.
 */
function findRule(head: string, body: string[]): DialogRule | undefined {
  if (/^#/.test(head) || /^\$ /.test(body[0] ?? '')) return commandRule;
  return dialogRules.find((one) => one.head.test(plainHead(head)));
}

function plainHead(row: string): string {
  return row.trim().replace(/^[^\p{L}\p{N}]+\s+/u, '');
}

const cancel: DialogOption = { key: 'Escape', text: 'Cancel', meaning: 'deny', selected: false };

/** The second question behind "Allow always": its "Confirm" allows more than once. */
function forAlways(option: DialogOption): DialogOption {
  return /^confirm$/i.test(option.text) ? { ...option, meaning: 'approve_always' } : option;
}

function bodyRows(inner: Screen, from: number, to: number): string[] {
  const rows = inner.lines.slice(from, to).map((row) => row.replace(/^ {2}/, '').trimEnd());
  const first = rows.findIndex((row) => row !== '');
  return first < 0 ? [] : rows.slice(first, rows.findLastIndex((row) => row !== '') + 1);
}

function readSubject(rule: DialogRule, head: string, body: string[]): string {
  if (rule.subject === 'head') return rule.head.exec(head)?.[1] ?? '';
  return /^\$ /.test(body[0] ?? '') ? body.join('\n').slice(2) : '';
}

/** A wrapped row looks like a line end at the edge: then the screen alone does not tell what would run. */
function isCertain(rule: DialogRule, inner: Screen, body: string[], height: number): boolean {
  if (rule.subject === 'head') return !inner.lines.some((row) => /…$/u.test(row.trim()));
  const mayBeWrapped = (row: string, i: number): boolean => {
    const [word = ''] = row.trim().split(' ');
    return i > 0 && (body[i - 1] ?? '').length + 1 + word.length > inner.width - 6;
  };
  return height < wholeRows && !body.some(mayBeWrapped);
}

/** Narrow screens show the keys in a row of their own below the buttons. */
function findButtons(inner: Screen, keysRow: number): number {
  if (readButtons(inner, keysRow).length > 0) return keysRow;
  const above = inner.lines.findLastIndex((row, y) => y < keysRow && row.trim() !== '');
  return above < 0 ? keysRow : above;
}

/** `Allow once   Allow always   Reject`: buttons in a row; the marked one has a background of its own. */
function readButtons(inner: Screen, y: number): DialogOption[] {
  const labels = (inner.lines[y] ?? '').trim().split(/\s{2,}/);
  const end = labels.findIndex((label) => hint.test(label));
  return labels.slice(0, end < 0 ? labels.length : end).map((text, i) => {
    const meaning = optionMeaning(text);
    const key = meaning === 'deny' ? 'Escape' : `row:${i + 1}`;
    return { key, text, meaning, selected: isMarked(inner.runs[y] ?? [], text) };
  });
}

/** The background of the row is that of its first cell. */
function isMarked(runs: Run[], text: string): boolean {
  const base = runs[0]?.background ?? '';
  return runs.some((run) => run.background !== base && run.text.trim() === text);
}

function readQuestion(block: Block, keysRow: number): { dialog: Dialog; rule: string } | null {
  const { inner } = block;
  if (!/\b(select|submit|confirm|toggle)\b/i.test(inner.lines[keysRow] ?? '')) return null;
  const list = findNumberedRows(inner, keysRow - 1);
  if (list === null) return null;
  const first = list.rows[0]?.from ?? 0;
  const options = list.rows.map((row, i) => asOption(inner, row, i));
  const keys = inner.lines[keysRow] ?? '';
  /** One of several stands below a row with all their names; its answer is none to all of them. */
  const isSeveral = /⇆ tab\b/u.test(keys);
  const names = isSeveral ? inner.lines.findIndex((row) => row.trim() !== '') : -1;
  const question = joinedText(inner, names + 1, first);
  const dialog = makeDialog({
    kind: 'question',
    tool: 'question',
    subject: question,
    question,
    options,
    complete:
      !isSeveral &&
      !/\btoggle\b/i.test(keys) &&
      !list.cut &&
      question !== '' &&
      options.filter((one) => one.selected).length === 1,
    head: joinedText(inner, 0, keysRow),
  });
  return { dialog, rule: 'dialog-question' };
}

function asOption(inner: Screen, row: DialogRow, index: number): DialogOption {
  const runs = inner.runs[row.from] ?? [];
  const base = runs[0]?.background ?? '';
  const selected = runs.some((run) => run.text.trim() !== '' && run.background !== base);
  return { key: `row:${index + 1}`, text: row.text, meaning: 'other', selected };
}
