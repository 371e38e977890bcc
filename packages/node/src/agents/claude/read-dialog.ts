import type { Dialog, DialogOption } from '@architect/contracts/sessions';
import { isRule, joinedText, lastTextRow } from '../bottom-block.ts';
import { type DialogRow, type DialogRows, findNumberedRows, findPointedRows } from '../dialog-rows.ts';
import { makeDialog } from '../make-dialog.ts';
import { optionMeaning } from '../option-meaning.ts';
import type { Screen } from '../screen.ts';
import { isCommandCertain, readSubject } from './read-subject.ts';
import { type DialogRule, dialogRules, footer } from './rules.ts';

/** The part of the screen that a dialog takes up. */
export interface DialogRegion {
  /** First row below the line above the dialog; 0 when that has scrolled off. */
  from: number;
  headShown: boolean;
  head: string;
  /** The paragraph right above the rows. */
  question: string;
  /** Everything between head and rows, joined. */
  body: string;
  list: DialogRows;
}

/** A list with a selected row at the bottom of the screen; null when there is none. */
export function findDialogRegion(screen: Screen): DialogRegion | null {
  // The lower line of the box may have been left behind, far below.
  const bottom = screen.lines.findLastIndex((line, y) => line.trim() !== '' && !isRule(screen, y));
  const numbered = findNumberedRows(screen, bottom);
  const list =
    numbered !== null && hasPointer(screen, numbered, bottom) ? numbered : findPointedRows(screen, bottom);
  const first = list?.rows[0];
  if (list === null || first === undefined || isFarFromBottom(list, bottom)) return null;
  const spoken = screen.lines.findLastIndex((line, y) => y < first.from && spokenHead.test(line));
  const rule = Math.max(ruleAbove(screen, first.from), spoken - 1);
  const from = rule + 1;
  const questionFrom = paragraphAbove(screen, from, first.from);
  return {
    from,
    headShown: rule >= 0,
    head: headText(screen, from, first.from),
    question: plainText(joinedText(screen, questionFrom, first.from)),
    body: plainText(joinedText(screen, from, first.from)),
    list,
  };
}

/** Screen-reader mode writes the head of a dialog into a sentence. */
const spokenHead = /^permission required: /i;

function headText(screen: Screen, from: number, end: number): string {
  const head = screen.lines.slice(from, end).find((line) => line.trim() !== '') ?? '';
  return head.trim().replace(spokenHead, '');
}

/** Reads the dialog; `complete` is false as soon as anything in it was not understood. */
export function readClaudeDialog(screen: Screen, region: DialogRegion): { dialog: Dialog; rule: string } {
  const { list, head, question } = region;
  const tabs = isQuestion(screen, region);
  const rule = tabs ? null : (dialogRules.find((candidate) => matches(candidate, region)) ?? null);
  const subject = rule === null ? '' : readSubject(screen, region, rule);
  const isSubjectKnown =
    rule?.subject === 'none' || (rule !== null && subject !== '' && isCommandCertain(screen, region, rule));
  const understood =
    rule !== null &&
    !rule.form &&
    isSubjectKnown &&
    rule.name !== 'permission' &&
    !rule.name.endsWith('head-lost');
  const multiple =
    /[☐☒].*[☐☒]|✔ submit/iu.test(head) || list.rows.some((row) => /^\[[ x✔]\]/iu.test(row.text));
  const dialog = makeDialog({
    kind: tabs ? 'question' : (rule?.kind ?? 'other'),
    tool: tabs ? 'AskUserQuestion' : (rule?.tool ?? ''),
    subject: tabs ? question : subject,
    question: rule?.kind === 'trust' || question === '' ? region.body : question,
    options: rule?.form
      ? [{ key: 'Escape', text: 'Cancel', meaning: 'deny', selected: false }]
      : withEscape(rule, [...list.rows.map(asOption), ...chatRow(screen, list)]),
    complete:
      (understood || (tabs && !multiple)) &&
      region.headShown &&
      !list.cut &&
      list.rows.some((row) => row.selected && !takesText(row, rule)) &&
      isFooterKnown(screen, list),
    head,
  });
  const specific = refineTool(dialog, rule);
  return { dialog: specific, rule: `claude.screen.dialog-${tabs ? 'question' : (rule?.name ?? 'unknown')}` };
}

/** "Tool use" is MCP or the web search; the call tells which. */
function refineTool(dialog: Dialog, rule: DialogRule | null): Dialog {
  if (rule?.name !== 'tool') return dialog;
  const { subject } = dialog;
  const search = /^web ?search\("?(.*?)"?\)$/i.exec(subject);
  if (search !== null) return { ...dialog, kind: 'web', tool: 'WebSearch', subject: search[1] ?? subject };
  const call = /^(\S.*?) - ([\w.-]+)\((.*?)\)(?: \(MCP\))?$/su.exec(subject);
  if (call === null) return { ...dialog, ...titledCall(dialog), complete: false };
  return { ...dialog, tool: `mcp__${call[1]}__${call[2]}`, subject: call[3] ?? '' };
}

/** `name: value` of a call as 2.1.330 shows it, a row each; values of several rows have another form. */
const argument = /([\w.-]+): ("(?:[^"\\]|\\.)*"|[\w.-]+)(?: |$)/gy;

/**
 * 2.1.330 shows a title that the server may choose. This is what the call would be if the title is made of the tool's name;
 * that it is so can only a hook tell.
 */
function titledCall({ subject, options }: Dialog): Partial<Dialog> {
  const again = /^yes, and don.t ask again for (\S+) — (.+) commands in /iu;
  const [, server, title] = options.flatMap(({ text }) => again.exec(text) ?? []);
  const shown = [...subject.matchAll(argument)];
  const isWhole = shown.map(([text]) => text).join('') === subject;
  if (!server || !title || !isWhole) return {};
  const tool = `mcp__${server}__${title.toLowerCase().replaceAll(' ', '_')}`;
  return { tool, subject: `{${shown.map(([, name, value]) => `"${name}":${value}`).join(',')}}` };
}

function matches(rule: DialogRule, region: DialogRegion): boolean {
  return (
    (rule.head?.test(region.head) ?? true) &&
    (rule.question?.test(region.question) ?? true) &&
    (rule.body?.test(region.body) ?? true)
  );
}

/** Questions of the agent have a tab bar, an own-answer row or the review page. */
function isQuestion(screen: Screen, region: DialogRegion): boolean {
  const last = region.list.rows.at(-1);
  const below = joinedText(screen, region.list.rows[0]?.from ?? 0, lastTextRow(screen) + 1);
  return (
    /^(←\s+)?[☐☒]\s/u.test(region.head) ||
    region.list.rows.some((row) => /^(\[[ x✔]\] )?type something\.?$/i.test(row.text)) ||
    /\bchat about this\b/i.test(last?.text ?? below) ||
    /^ready to submit your answers\?$/i.test(region.question)
  );
}

function asOption(row: DialogRow, index: number): DialogOption {
  return {
    key: row.number === null ? `row:${index + 1}` : String(row.number),
    text: row.text,
    meaning: optionMeaning(row.text),
    selected: row.selected,
  };
}

/** Esc refuses every permission and plan; where no row says No it is the way to deny. */
function withEscape(rule: DialogRule | null, options: DialogOption[]): DialogOption[] {
  const isDecision = rule !== null && (rule.tool !== '' || rule.kind === 'mcp' || rule.name === 'permission');
  if (!isDecision || options.some((option) => option.meaning === 'deny')) return options;
  return [...options, { key: 'Escape', text: 'Esc', meaning: 'deny', selected: false }];
}

/**
 * The selected row takes a text: somebody is about to say what to do instead, and a digit would be a part of that. In a permission
 * dialog all other rows are known.
 */
function takesText({ text }: DialogRow, rule: DialogRule | null): boolean {
  const isField = /^(no, |type (here|something)\b)/i.test(text);
  return isField || ((rule?.tool ?? '') !== '' && optionMeaning(text) === 'other');
}

/** Straight apostrophes, no frames. */
function plainText(text: string): string {
  return text
    .replaceAll('’', "'")
    .replace(/[│╭╮╰╯]|─{3,}/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** With previews "Chat about this" loses its digit and is reached by arrows only. */
function chatRow(screen: Screen, list: DialogRows): DialogOption[] {
  const lowest = list.rows.at(-1);
  if (lowest === undefined || list.rows.some((row) => /^chat about this$/i.test(row.text))) return [];
  const line = screen.lines.slice(lowest.to).find((text) => /^\s*❯?\s*chat about this$/iu.test(text));
  if (line === undefined) return [];
  const key = `row:${list.rows.length + 1}`;
  return [{ key, text: 'Chat about this', meaning: 'other', selected: line.includes('❯') }];
}

/**
 * Screen-reader mode draws no pointer but asks for the number in words; a long list may have scrolled its pointer off,
 * and then only the row of keys below tells that it is one.
 */
function hasPointer(screen: Screen, list: DialogRows, bottom: number): boolean {
  const from = list.rows[0]?.from ?? 0;
  return screen.lines
    .slice(from, bottom + 1)
    .some(
      (line) => /^\s*[│┃]?\s*❯\s/u.test(line) || /^(enter selection \[1-\d+\]|enter to select ·)/i.test(line),
    );
}

/** Hints and a preview may stand below a list, but a list in an older message is not a dialog. */
function isFarFromBottom(list: DialogRows, bottom: number): boolean {
  return bottom - (list.rows.at(-1)?.to ?? 0) > 20;
}

function isFooterKnown(screen: Screen, list: DialogRows): boolean {
  const below = screen.lines.slice(list.rows.at(-1)?.to ?? 0).filter((line) => line.trim() !== '');
  return below.every((line) => footer.test(line) || /^\s*(─{3}|❯?\s*chat about this$)/iu.test(line));
}

function ruleAbove(screen: Screen, y: number): number {
  for (let row = y - 1; row >= 0; row -= 1) if (isRule(screen, row)) return row;
  return -1;
}

function paragraphAbove(screen: Screen, from: number, end: number): number {
  let last = end - 1;
  while (last >= from && (screen.lines[last] ?? '').trim() === '') last -= 1;
  let first = last;
  while (first > from && !/^\s*(╌{3}.*|╰─{3}.*)?$/u.test(screen.lines[first - 1] ?? '')) first -= 1;
  return Math.max(first, from);
}
