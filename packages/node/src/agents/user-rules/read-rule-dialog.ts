import type { Dialog, DialogOption } from '@architect/contracts/sessions';
import { lastTextRow } from '../bottom-block.ts';
import { type DialogRow, findNumberedRows, findPointedRows } from '../dialog-rows.ts';
import { makeDialog } from '../make-dialog.ts';
import { optionMeaning } from '../option-meaning.ts';
import type { Screen } from '../screen.ts';
import type { DialogRule } from './rules-schema.ts';

export interface RuleDialog {
  /** Null when the head is there but its options were not understood: then only a person at the terminal can answer. */
  dialog: Dialog | null;
  detail: string;
}

const maxDialogRows = 40;
/** These ask about something that must be readable before anything but a person may answer. */
const subjectKinds = ['bash', 'edit', 'write', 'read', 'web', 'mcp'];

interface OptionRows {
  from: number;
  /** Row after the last option. */
  to: number;
  options: DialogOption[];
  isWhole: boolean;
}

/** The dialog that a rule describes, at the very bottom of the screen; null when its head is not there. */
export function readRuleDialog(screen: Screen, rule: DialogRule): RuleDialog | null {
  const last = lastTextRow(screen);
  const head = screen.lines.findLastIndex(
    (line, y) => y <= last && y > last - maxDialogRows && rule.head.test(line),
  );
  if (head < 0) return null;
  const question = (screen.lines[head] ?? '').trim();
  const lowest = skipEnd(screen, rule, last);
  const list = readOptions(screen, rule, head, lowest);
  if (list === null || list.to <= lowest) return { dialog: null, detail: question };
  const subject = readSubject(screen, rule, head, list.from);
  const isChoice = typeof rule.options !== 'object' || !('fixed' in rule.options);
  const dialog = makeDialog({
    kind: rule.kind,
    tool: rule.tool,
    subject: subject.text,
    question,
    options: list.options,
    complete: subject.isWhole && list.isWhole && (!isChoice || list.options.length > 1),
    head: screen.lines.slice(head, list.from).join('\n'),
  });
  return { dialog, detail: question };
}

/** The lowest row that belongs to the options: below them only what `end` names may stand. */
function skipEnd(screen: Screen, rule: DialogRule, last: number): number {
  let y = last;
  while (y >= 0 && isEnd(screen.lines[y] ?? '', rule)) y -= 1;
  return y;
}

function isEnd(line: string, rule: DialogRule): boolean {
  return line.trim() === '' || rule.end?.test(line) === true;
}

function readOptions(screen: Screen, rule: DialogRule, head: number, lowest: number): OptionRows | null {
  if (rule.options === 'numbered' || rule.options === 'pointed') {
    const list =
      rule.options === 'numbered' ? findNumberedRows(screen, lowest) : findPointedRows(screen, lowest);
    const [first] = list?.rows ?? [];
    const end = list?.rows.at(-1)?.to;
    if (!list || !first || end === undefined || first.from <= head) return null;
    const options = list.rows.map((row, i) => asOption(rule, row, i));
    const selected = options.filter((option) => option.selected).length;
    return { from: first.from, to: end, options, isWhole: !list.cut && selected <= 1 };
  }
  if ('fixed' in rule.options) {
    const options = rule.options.fixed.map((one) => ({ ...one, selected: false }));
    // The question is the last thing said: what follows it on its row is where the answer goes.
    return { from: lowest + 1, to: lowest + 1, options, isWhole: true };
  }
  return readPatternRows(screen, rule, rule.options.row, { head, lowest });
}

function readPatternRows(
  screen: Screen,
  rule: DialogRule,
  pattern: RegExp,
  { head, lowest }: { head: number; lowest: number },
): OptionRows | null {
  let from = lowest + 1;
  while (from - 1 > head && pattern.test(screen.lines[from - 1] ?? '')) from -= 1;
  if (from > lowest) return null;
  const options = screen.lines.slice(from, lowest + 1).map((line, i): DialogOption => {
    const groups = pattern.exec(line)?.groups ?? {};
    const text = (groups.text ?? line).trim();
    const selected = (groups.selected ?? '').trim() !== '';
    return { key: groups.key ?? `row:${i + 1}`, text, meaning: meaningOf(rule, text), selected };
  });
  const keys = new Set(options.map((option) => option.key));
  return { from, to: lowest + 1, options, isWhole: keys.size === options.length };
}

function asOption(rule: DialogRule, row: DialogRow, index: number): DialogOption {
  const key = row.number === null || row.number > 9 ? `row:${index + 1}` : String(row.number);
  return { key, text: row.text, meaning: meaningOf(rule, row.text), selected: row.selected };
}

function meaningOf(rule: DialogRule, text: string): DialogOption['meaning'] {
  if (rule.deny?.test(text)) return 'deny';
  if (rule.approve_always?.test(text)) return 'approve_always';
  if (rule.approve_once?.test(text)) return 'approve_once';
  return optionMeaning(text);
}

/**
 * What the decision is about, from the rows between head and options. A row that neither `subject` nor `ignore` knows,
 * or one that reaches the edge and may be wrapped, leaves it to a person.
 */
function readSubject(
  screen: Screen,
  rule: DialogRule,
  head: number,
  to: number,
): { text: string; isWhole: boolean } {
  const parts: string[] = [];
  let isWhole = true;
  for (let y = head; y < to; y += 1) {
    const line = screen.lines[y] ?? '';
    const found = rule.subject?.exec(line)?.[1];
    if (found !== undefined) parts.push(found.trim());
    else if (y > head && line.trim() !== '' && rule.ignore?.test(line) !== true) isWhole = false;
    if (found !== undefined && line.length >= screen.width - 1) isWhole = false;
  }
  const text = parts.join('\n');
  return { text, isWhole: isWhole && (text !== '' || !subjectKinds.includes(rule.kind)) };
}
