import type { Dialog, DialogOption } from '@architect/contracts/sessions';
import { joinedText, lastTextRow } from '../bottom-block.ts';
import { type DialogRow, type DialogRows, findNumberedRows, findPointedRows } from '../dialog-rows.ts';
import { makeDialog } from '../make-dialog.ts';
import { optionMeaning } from '../option-meaning.ts';
import type { Screen } from '../screen.ts';
import { type DialogRule, dialogFooter, dialogRules, mcpCall } from './rules.ts';

export interface CodexDialog {
  dialog: Dialog;
  rule: string;
  /** A sentence of it is known, so it is no picker. */
  isKnown: boolean;
}

/** The dialog or picker at the bottom of the screen; null when there is none. */
export function readCodexDialog(screen: Screen): CodexDialog | null {
  const last = lastTextRow(screen);
  const footerFrom = paragraphStart(screen, last);
  const footer = joinedText(screen, footerFrom, last + 1);
  const list = findList(screen, last);
  if (list === null) return dialogFooter.test(footer) ? picker(screen, footerFrom) : null;
  if (!dialogFooter.test(footer)) return null;
  const first = list.rows[0]?.from ?? 0;
  const found = findSentence(screen, first);
  const from = found?.y ?? contextStart(screen, first);
  const subject = found === null ? '' : readSubject(screen, found, first);
  const question = questionText(screen, found, first, from);
  const mcp = found?.rule.name === 'mcp' ? mcpCall.exec(question) : null;
  const isSubjectKnown =
    found?.rule.subject === 'none' ||
    (found !== null &&
      !found.isTwice &&
      !found.rule.hidesInput &&
      subject !== '' &&
      isCommandCertain(screen, found, first));
  const dialog = makeDialog({
    kind: found?.rule.kind ?? 'other',
    tool: mcp ? `mcp__${mcp[1]}__${mcp[2]}` : (found?.rule.tool ?? ''),
    subject,
    question,
    options: withEscape(list.rows.map(asOption), footer),
    complete:
      found !== null && isSubjectKnown && !isCut(screen, list) && list.rows.some((row) => row.selected),
    head: joinedText(screen, from, first),
  });
  return { dialog, rule: `dialog-${found?.rule.name ?? 'unknown'}`, isKnown: found !== null };
}

/** A list counts when its selected row is marked; otherwise it is part of a message. */
function findList(screen: Screen, bottom: number): DialogRows | null {
  const numbered = findNumberedRows(screen, bottom);
  if (numbered?.rows.some((row) => row.selected)) return numbered;
  return numbered === null ? findPointedRows(screen, bottom) : null;
}

/** A picker without numbers takes keys, but which row does what is for a person to read. */
function picker(screen: Screen, footerFrom: number): CodexDialog {
  const head = screen.lines.find((line) => line.trim() !== '')?.trim() ?? '';
  const dialog = makeDialog({
    kind: 'other',
    tool: '',
    subject: '',
    question: head,
    options: [],
    complete: false,
    head: joinedText(screen, 0, footerFrom),
  });
  return { dialog, rule: 'picker', isKnown: false };
}

interface Found {
  rule: DialogRule;
  y: number;
  /** Lines of a command begin in the column of the sentence: one of them may be the lower one. */
  isTwice: boolean;
}

function findSentence(screen: Screen, first: number): Found | null {
  let found: Found | null = null;
  for (let y = first - 1; y >= Math.max(first - 40, 0); y -= 1) {
    const [, indent = '', line = ''] = /^(\s*)(.*)$/u.exec(screen.lines[y] ?? '') ?? [];
    /** A narrow screen wraps it. */
    const sentence = `${line} ${(screen.lines[y + 1] ?? '').trim()}`;
    const rule =
      indent.length > 2 ? undefined : dialogRules.find((candidate) => candidate.sentence.test(sentence));
    if (found !== null && rule !== undefined && rule.name !== 'form') found.isTwice = true;
    if (rule !== undefined) found ??= { rule, y, isTwice: false };
    if (/^[•◦■›]\s/u.test(screen.lines[y] ?? '')) break;
  }
  return found;
}

function contextStart(screen: Screen, first: number): number {
  let y = first;
  while (y > 0 && first - y < 15 && !/^[•◦■›]\s/u.test(screen.lines[y - 1] ?? '')) y -= 1;
  return y;
}

function questionText(screen: Screen, found: Found | null, first: number, from: number): string {
  if (found !== null && /^(question|form)$/.test(found.rule.name))
    return joinedText(screen, found.y + 1, first);
  if (found !== null) {
    const line = (screen.lines[found.y] ?? '').trim();
    return found.rule.sentence.test(line) ? line : joinedText(screen, found.y, found.y + 2);
  }
  return joinedText(screen, from, first);
}

function readSubject(screen: Screen, found: Found, first: number): string {
  const rows = screen.lines.slice(found.y, first);
  switch (found.rule.subject) {
    case 'none':
      return '';
    case 'question':
      return questionText(screen, found, first, found.y);
    case 'folder':
      return folderNear(screen, found.y, first);
    case 'destination':
      return (
        rows.map((line) => /^\s*destination:\s*(.+)$/i.exec(line)?.[1]).find((path) => path !== undefined) ??
        ''
      );
    case 'arguments':
      return argumentsText(screen, found.y, first);
    case 'command':
      return commandText(screen, found.y, first);
  }
}

/** `name: value` on a row each; empty where a row is something else, so may be the rest of a longer value. */
function argumentsText(screen: Screen, from: number, first: number): string {
  const rows = screen.lines.slice(from, first).map((line) => line.trim());
  const asked = rows.findIndex((_, i) => mcpCall.test(rows.slice(0, i + 1).join(' ')));
  const shown = rows.slice(asked + 1).filter((row) => row !== '');
  const isWhole = shown.every(
    (row) => /^[\w.-]+: /.test(row) && row.length < screen.width - 8 && !/(…|\.\.\.)$/u.test(row),
  );
  if (asked < 0 || !isWhole) return '';
  return shown.join(', ') || '{}';
}

/** The folder stands on a row of its own, or at the end of "You are in …", around the question. */
function folderNear(screen: Screen, y: number, first: number): string {
  const rows = screen.lines.slice(Math.max(y - 4, 0), first).map((line) => line.trim());
  return (
    rows.map((line) => /(?:^|\bin )((?:~|\/)\S*.*)$/.exec(line)?.[1]).find((path) => path !== undefined) ?? ''
  );
}

/** `$ command`; everything down to the rows belongs to it, blank lines in its middle too. */
function commandText(screen: Screen, from: number, first: number): string {
  const start = commandRow(screen, from, first);
  if (start < 0) return '';
  /** Further lines begin below the `$`, not below the first word. */
  const indent = (screen.lines[start] ?? '').indexOf('$');
  let text = (screen.lines[start] ?? '').slice(indent + 2);
  for (let y = start + 1; y < first; y += 1) {
    const line = screen.lines[y] ?? '';
    text += mayBeWrapped(screen, y) ? ` ${line.trim()}` : `\n${line.slice(indent)}`;
  }
  return text.trimEnd();
}

function commandRow(screen: Screen, from: number, first: number): number {
  return screen.lines.findIndex((line, y) => y > from && y < first && /^\s*\$ /.test(line));
}

function mayBeWrapped(screen: Screen, y: number): boolean {
  const [word = ''] = (screen.lines[y] ?? '').trim().split(' ');
  return word !== '' && (screen.lines[y - 1] ?? '').length + 1 + word.length > screen.width - 2;
}

/** A wrapped row looks like a line end at the edge: then the screen alone does not tell what would run. */
function isCommandCertain(screen: Screen, found: Found, first: number): boolean {
  const start = commandRow(screen, found.y, first);
  const rows = Array.from({ length: Math.max(first - start - 1, 0) }, (_, i) => start + 1 + i);
  const isFolded = rows.some((y) => /\[… \d+ lines?\]/u.test(screen.lines[y] ?? ''));
  return found.rule.subject !== 'command' || (!isFolded && !rows.some((y) => mayBeWrapped(screen, y)));
}

/** `1. Yes, proceed (y)`: the letter picks the row. Rows without one are picked by arrows. Descriptions stand behind. */
function asOption(row: DialogRow, index: number): DialogOption {
  const [label = ''] = row.text.split(/\s{2,}|(?<=…)\s/u);
  const shortcut = /\s\((\w+)\)$/.exec(label)?.[1];
  const text = label.replace(/\s\(\w+\)$/, '');
  const key = shortcut === undefined ? `row:${index + 1}` : shortcut === 'esc' ? 'Escape' : shortcut;
  return { key, text, meaning: optionMeaning(text), selected: row.selected };
}

/** A low screen shows a part of the rows: `↑` or `↓` stands where others are, or a footer counts them. */
function isCut(screen: Screen, list: DialogRows): boolean {
  const below = screen.lines.slice(list.rows.at(-1)?.to ?? 0).filter((line) => line.trim() !== '');
  const counted = /^\s*option \d+\/(\d+)/i.exec(below.at(-1) ?? '')?.[1];
  const isPart = counted !== undefined && Number(counted) !== list.rows.length;
  return list.cut || isPart || /^\s*[↑↓]\s*$/u.test(below[0] ?? '');
}

/** Esc refuses where the row that says No is not on the screen. */
function withEscape(options: DialogOption[], footer: string): DialogOption[] {
  const approves = options.some(({ meaning }) => meaning === 'approve_once');
  const refuses = options.some(({ meaning }) => meaning === 'deny');
  if (!approves || refuses || !/\besc to cancel\b/i.test(footer)) return options;
  return [...options, { key: 'Escape', text: 'Esc', meaning: 'deny', selected: false }];
}

function paragraphStart(screen: Screen, last: number): number {
  let first = last;
  while (first > 0 && (screen.lines[first - 1] ?? '').trim() !== '') first -= 1;
  return first;
}
