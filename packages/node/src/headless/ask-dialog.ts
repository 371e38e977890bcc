import type { Dialog, DialogKind, DialogOption } from '@architect/contracts/sessions';
import { makeDialog } from '../agents/make-dialog.ts';

export const approveKey = 'approve';
export const denyKey = 'deny';

const yesOrNo: DialogOption[] = [
  { key: approveKey, text: 'Yes, this once', meaning: 'approve_once' },
  { key: denyKey, text: 'No', meaning: 'deny' },
];

export interface Permission {
  /** Id of the agent's request: two equal requests are two dialogs. */
  requestId: string;
  kind: DialogKind;
  tool: string;
  subject: string;
  question: string;
  complete?: boolean;
}

/** A permission that an agent asks for over its protocol: nothing of it is cut, so it is complete. */
export function permissionDialog({ requestId, complete = true, ...parts }: Permission): Dialog {
  return makeDialog({ ...parts, complete, options: yesOrNo, head: requestId });
}

/** One question with its choices. Rows that take text are worded so that free text finds them. */
export function questionDialog(parts: {
  requestId: string;
  tool: string;
  question: string;
  choices: string[];
  takesText: boolean;
}): Dialog {
  const rows = parts.choices.map(
    (text, index): DialogOption => ({ key: String(index + 1), text, meaning: 'other' }),
  );
  const free: DialogOption[] = parts.takesText
    ? [{ key: 'text', text: 'Type something', meaning: 'other' }]
    : [];
  return makeDialog({
    kind: 'question',
    tool: parts.tool,
    subject: '',
    question: parts.question,
    complete: true,
    options: [...rows, ...free, { key: denyKey, text: 'No answer', meaning: 'deny' }],
    head: parts.requestId,
  });
}
