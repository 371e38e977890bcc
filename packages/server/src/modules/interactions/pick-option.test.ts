import type { DialogOption } from '@architect/contracts/sessions';
import { expect, it } from 'vitest';
import { aDialog } from '../nodes/fake-link.ts';
import { type Choice, type Decision, pickOption } from './pick-option.ts';

const row = (key: string, text: string, meaning: DialogOption['meaning']): DialogOption => ({
  key,
  text,
  meaning,
});
const dialog = aDialog();
const noFirst = aDialog({ options: [row('row:0', 'No', 'deny'), row('row:1', 'Yes', 'approve_once')] });
const widening = aDialog({
  options: [row('1', 'Yes, and auto-accept', 'approve_always'), row('2', 'No', 'deny')],
});
const double = aDialog({ options: [row('1', 'Yes', 'approve_once'), row('2', 'Yes, here', 'approve_once')] });
const question = aDialog({
  kind: 'question',
  options: [row('1', 'Red', 'other'), row('2', 'Blue', 'other'), row('3', 'Type something.', 'other')],
});
const approve: Decision = { action: 'approve' };
const deny: Decision = { action: 'deny' };
const answer = (text: string): Decision => ({ action: 'answer', answer: text });

it.each<[string, typeof dialog, Decision, Partial<Choice> | RegExp]>([
  ['approves once', dialog, approve, { ok: true, key: '1', status: 'approved' }],
  ['denies', dialog, deny, { ok: true, key: '3', status: 'denied' }],
  ['goes by meaning, not by place', noFirst, approve, { ok: true, key: 'row:1', status: 'approved' }],
  ['never widens', widening, approve, /no option of this dialog approves once.*1 = Yes, and auto-accept/],
  ['never guesses between two', double, approve, /more than one option/],
  ['a person decides what was not understood', aDialog({ complete: false }), approve, { ok: true, key: '1' }],
  ['a person may widen by key', dialog, answer('2'), { ok: true, key: '2', status: 'approved' }],
  ['an option by its words', question, answer('blue'), { ok: true, key: '2', status: 'answered' }],
  ['free text', question, answer('green'), { ok: true, key: '3', text: 'green', status: 'answered' }],
  ['no free text in a permission prompt', dialog, answer('maybe'), /takes no free text.*1 = Yes/],
])('%s', (_what, shown, decision, expected) => {
  const choice = pickOption(shown, decision);
  if (expected instanceof RegExp) expect(choice.ok ? 'picked' : choice.problem).toMatch(expected);
  else expect(choice).toMatchObject(expected);
});
