import type { Interaction } from '@architect/contracts/interactions';
import type { DialogOption } from '@architect/contracts/sessions';

export type Choice =
  | { ok: true; key: string; text?: string; status: 'approved' | 'denied' | 'answered' }
  | { ok: false; problem: string };

/** What a person or a policy wants of a dialog. */
export type Decision =
  | { action: 'approve' }
  | { action: 'deny' }
  /** An option's key, an option's words, or free text. */
  | { action: 'answer'; answer: string };

/** Rows that take free text, as agents word them: `Type something.`, `[ ] Type something`, `Other`. */
const freeTextRow = /^(\[.\] )?(type\b|other\b|something else)/i;

/**
 * Finds the one row that does what was decided. Rows are read by meaning, never by position: `1` is not always "once".
 * `approve` takes only a row that approves once, never one that widens.
 */
export function pickOption(dialog: Pick<Interaction, 'options'>, decision: Decision): Choice {
  if (decision.action === 'answer') return pickAnswer(dialog.options, decision.answer);
  const meaning = decision.action === 'approve' ? 'approve_once' : 'deny';
  const matching = dialog.options.filter((option) => option.meaning === meaning);
  const [only] = matching;
  const words = decision.action === 'approve' ? 'approves once' : 'denies';
  if (!only) return refuse(`no option of this dialog ${words}: answer it by option key`, dialog.options);
  if (matching.length > 1) {
    return refuse(`more than one option of this dialog ${words}: answer it by option key`, dialog.options);
  }
  return { ok: true, key: only.key, status: decision.action === 'approve' ? 'approved' : 'denied' };
}

function pickAnswer(options: DialogOption[], answer: string): Choice {
  const wanted = answer.trim();
  const option =
    options.find((candidate) => candidate.key === wanted) ??
    options.find((candidate) => candidate.text.toLowerCase() === wanted.toLowerCase());
  if (option) return { ok: true, key: option.key, status: statusOf(option) };
  const [writable, ...others] = options.filter(
    (candidate) => candidate.meaning === 'other' && freeTextRow.test(candidate.text),
  );
  if (!writable || others.length > 0) {
    return refuse('this dialog takes no free text: answer with the key of an option', options);
  }
  return { ok: true, key: writable.key, text: answer, status: 'answered' };
}

function statusOf(option: DialogOption): 'approved' | 'denied' | 'answered' {
  if (option.meaning === 'deny') return 'denied';
  return option.meaning === 'other' ? 'answered' : 'approved';
}

function refuse(problem: string, options: DialogOption[]): Choice {
  const listed = options.map((option) => `${option.key} = ${option.text}`).join('; ');
  return { ok: false, problem: listed === '' ? problem : `${problem} (${listed})` };
}
