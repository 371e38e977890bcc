import type { Dialog, DialogKind, DialogOption } from '@architect/contracts/sessions';
import { joinedText, squash } from './bottom-block.ts';
import { type DialogRow, findNumberedRows } from './dialog-rows.ts';
import { type Frame, findFrame } from './find-frame.ts';
import { type FramedText, readFramedText, withoutIndent } from './framed-text.ts';
import { makeDialog } from './make-dialog.ts';
import { optionMeaning } from './option-meaning.ts';
import type { Screen } from './screen.ts';

export interface FramedRule {
  name: string;
  /** First line in the frame, wrapped rows joined. */
  head?: RegExp;
  /** The paragraph right above the rows. */
  question?: RegExp;
  kind: DialogKind;
  tool: string;
  /**
   * What the decision is about: `body` everything between head and question (a command), `head` group 1 (or `subject`) of `head`, `url`
   * the addresses in the body, `row` group 1 of `row` in the options.
   */
  subject: 'body' | 'head' | 'url' | 'row' | 'none';
  row?: RegExp;
  /** The head shows the body too, with paragraphs of its own: the body begins where it is repeated. */
  repeatsBody?: boolean;
  /** The head tells the whole call, whatever of the body is folded away. */
  headSaysAll?: boolean;
  /** Digits do not pick its rows at once: arrows and Enter. */
  arrowsOnly?: boolean;
}

export interface FramedDialog {
  dialog: Dialog;
  /** Name of the rule, `unknown`, or `form` for a frame that takes text instead of a choice. */
  name: string;
  frame: Frame;
}

const formHint = /\b(enter to (submit|select)|esc to (cancel|go back))\b/i;
/** Agents hide part of a long text behind such a line: then the screen does not show what would run. */
const hidden = /(\blines? hidden\b|^\W*\d+ (more )?hidden\b|ctrl\+[a-z] to (show|expand|see))/i;
/** Keys of a question that is one of several, or that takes more than one row. */
const several = /←\/→|\bto (switch|toggle)\b|\b(switch|toggle)$/i;
const harmlessBelow = /^([\u2800-\u28ff]\s*)?(waiting for (user )?confirmation\b.*)?$/iu;

/**
 * Tools of MCP servers, `?  create_ticket (tracker MCP Server) {"title":"Totals"}`. Their arguments stand in the head alone:
 * where they are not whole there, a person decides.
 */
export const mcpRules: FramedRule[] = [
  {
    name: 'mcp',
    head: /^\?\s+(?<tool>\S+) \((?<server>\S+) MCP Server\) (?<subject>\{.*\})(?:\s+←)?$/i,
    question: /\bmcp (tool|server)\b/i,
    kind: 'mcp',
    tool: '',
    subject: 'head',
    headSaysAll: true,
  },
  { name: 'mcp', question: /\bmcp (tool|server)\b/i, kind: 'mcp', tool: '', subject: 'head' },
];

/**
 * The dialog in the lowest frame: a head, what it is about, a question and numbered rows, one of them marked. Null when
 * the lowest frame is something else. `frame` stands for the lowest one where a dialog is drawn without borders.
 */
export function readFramedDialog(
  screen: Screen,
  rules: FramedRule[],
  frame = findFrame(screen),
): FramedDialog | null {
  if (frame === null) return null;
  const list = findNumberedRows(withPointer(frame.inner), frame.inner.height - 1);
  const selected = list?.rows.filter((row) => row.selected).length ?? 0;
  if (list === null || selected === 0) return readForm(frame);
  const text = readFramedText(frame.inner, list.rows[0]?.from ?? 0);
  const rule =
    rules.find((one) => matches(one, text)) ?? (frame.top < 0 ? byQuestion(rules, text) : undefined);
  const subject = rule === undefined ? '' : readSubject(rule, text, list.rows);
  const isSubjectKnown = rule?.subject === 'none' || (subject !== '' && isCertain(rule, text));
  const keys = joinedText(frame.inner, list.rows.at(-1)?.to ?? 0, frame.inner.height);
  const isWhole =
    frame.top >= 0 && !list.cut && selected === 1 && harmlessBelow.test(frame.below) && !several.test(keys);
  const dialog = makeDialog({
    kind: rule?.kind ?? 'other',
    tool: readTool(rule, text),
    subject,
    question: text.question === '' ? text.head : text.question,
    options: list.rows.map((row, i) => asOption(row, i, list.rows.length < 10 && rule?.arrowsOnly !== true)),
    complete: rule !== undefined && isSubjectKnown && isWhole && !isFolded(rule, text),
    head: joinedText(frame.inner, 0, list.rows[0]?.from ?? 0),
  });
  return { dialog, name: rule?.name ?? 'unknown', frame };
}

/** `●` marks the selected row of some agents; elsewhere it begins a message, so only frames know it as a pointer. */
function withPointer(inner: Screen): Screen {
  return { ...inner, lines: inner.lines.map((line) => line.replace(/^(\s*)●(\s+\d{1,2}\.)/u, '$1›$2')) };
}

function matches(rule: FramedRule, text: FramedText): boolean {
  return (rule.head?.test(text.head) ?? true) && (rule.question?.test(text.question) ?? true);
}

/** The question alone tells the kind of a dialog whose head has scrolled off; it is never whole. */
function byQuestion(rules: FramedRule[], text: FramedText): FramedRule | undefined {
  return rules.find((rule) => rule.question?.test(text.question) === true);
}

/** A frame that asks for a text: nothing of it can be picked but giving up. */
function readForm(frame: Frame): FramedDialog | null {
  const all = joinedText(frame.inner, 0, frame.inner.height);
  if (!formHint.test(all)) return null;
  const question = frame.inner.lines.find((line) => /\p{L}/u.test(line))?.trim() ?? '';
  const dialog = makeDialog({
    kind: 'other',
    tool: '',
    subject: '',
    question,
    options: [{ key: 'Escape', text: 'Cancel', meaning: 'deny', selected: false }],
    complete: false,
    head: all,
  });
  return { dialog, name: 'form', frame };
}

function readSubject(rule: FramedRule, text: FramedText, rows: DialogRow[]): string {
  switch (rule.subject) {
    case 'none':
      return '';
    case 'body':
      return withoutIndent(text.body.slice(Math.max(bodyStart(rule, text), 0)))
        .join('\n')
        .trim();
    case 'head':
      return headSubject(rule, text);
    case 'url':
      return [...new Set(text.body.join('\n').match(/https?:\/\/\S+/g) ?? [])].join(' ');
    case 'row':
      return rows.map((row) => rule.row?.exec(row.text)?.[1]).find((found) => found !== undefined) ?? '';
  }
}

function headSubject(rule: FramedRule, text: FramedText): string {
  const found = rule.head?.exec(text.head);
  return (found?.groups?.subject ?? found?.[1] ?? '').trim();
}

function readTool(rule: FramedRule | undefined, text: FramedText): string {
  const { server, tool } = rule?.head?.exec(text.head)?.groups ?? {};
  return server && tool ? `mcp__${server}__${tool}` : (rule?.tool ?? '');
}

function isFolded(rule: FramedRule, text: FramedText): boolean {
  return rule.headSaysAll !== true && text.body.some((row) => hidden.test(row));
}

/** Row of the body that the head begins with; -1 when the head says something else. */
function bodyStart(rule: FramedRule, text: FramedText): number {
  if (rule.repeatsBody !== true) return 0;
  const head = squash(rule.head?.exec(text.head)?.[1] ?? '');
  const begins = (row: string, i: number): boolean =>
    row.trim() !== '' && (text.body[i - 1] ?? '').trim() === '' && head.startsWith(squash(row));
  return text.body.findIndex(begins);
}

/** A wrapped row looks like a line end at the edge: then the screen alone does not tell what would run. */
function isCertain(rule: FramedRule | undefined, text: FramedText): boolean {
  if (rule?.subject === 'head') return text.headIsWhole && !/…|\.\.\.$/u.test(text.head);
  const mayBeWrapped = (row: string, i: number): boolean => {
    const [word = ''] = row.trim().split(' ');
    return i > 0 && (text.body[i - 1] ?? '').length + 1 + word.length > text.width - 4;
  };
  const isBodyFound = rule === undefined || bodyStart(rule, text) >= 0;
  return isBodyFound && !text.body.some(mayBeWrapped);
}

/** `3. No, suggest changes (esc)`: the key in brackets picks it, else its digit. */
function asOption(row: DialogRow, index: number, digitsPick: boolean): DialogOption {
  const isEscape = /\(esc\)$/i.test(row.text);
  const text = row.text.replace(/\s*\(esc\)$/i, '').trim();
  const digit = digitsPick && row.number !== null ? String(row.number) : `row:${index + 1}`;
  return { key: isEscape ? 'Escape' : digit, text, meaning: optionMeaning(text), selected: row.selected };
}
